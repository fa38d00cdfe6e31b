// Flags of the examples.

package program

import (
	"flag"
	"fmt"
)

// Parse parses arguments, all of which have to be flags.
func Parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return fmt.Errorf("argument %q is not a flag", f.Arg(0))
	}
	return nil
}

// Fill gives values to flags that were not given by hand.
func Fill(f *flag.FlagSet, values map[string]string) error {
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range values {
		if given[name] {
			continue
		}
		if err := f.Set(name, value); err != nil {
			return err
		}
	}
	return nil
}
