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

// Given are the flags that were given by hand, as long as Fill was not called.
func Given(f *flag.FlagSet) map[string]bool {
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	return given
}

// Idle refuses flags of those that were given, since they have no effect beside another, by name.
func Idle(given map[string]bool, beside string, names ...string) error {
	for _, name := range names {
		if given[name] {
			return fmt.Errorf("-%s has no effect beside %s", name, beside)
		}
	}
	return nil
}

// Fill gives values to flags that were not given by hand.
func Fill(f *flag.FlagSet, values map[string]string) error {
	given := Given(f)
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
