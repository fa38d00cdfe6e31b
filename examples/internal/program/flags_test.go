// Flags that are filled in, and arguments that are refused.

package program_test

import (
	"flag"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// TestFillLeavesWhatWasGiven: Fill sets the flags that the arguments leave out, and no others.
func TestFillLeavesWhatWasGiven(t *testing.T) {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	a, b := f.Int("a", 1, ""), f.Int("b", 1, "")
	if err := program.Parse(f, []string{"-a", "1"}); err != nil {
		t.Fatal(err)
	}
	if err := program.Fill(f, map[string]string{"a": "2", "b": "2"}); err != nil {
		t.Fatal(err)
	}
	if *a != 1 || *b != 2 {
		t.Errorf("-a is %d, want 1 as given; -b is %d, want 2", *a, *b)
	}
}

func TestFillRefuses(t *testing.T) {
	for name, value := range map[string]string{"unknown": "1", "a": "x"} {
		f := flag.NewFlagSet("", flag.ContinueOnError)
		f.Int("a", 1, "")
		if program.Fill(f, map[string]string{name: value}) == nil {
			t.Errorf("-%s %s: no error", name, value)
		}
	}
}

func TestParseRefusesArguments(t *testing.T) {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	f.Bool("a", false, "")
	if program.Parse(f, []string{"-a", "x"}) == nil {
		t.Error("an argument that is no flag: no error")
	}
}
