// This file goes through the instruction sets of this processor.

package kernel

import "testing"

// forLevels runs with each of the instruction sets that this processor has.
func forLevels(run func(name string)) {
	best := active
	defer func() { active = best }()
	for _, active = range available {
		run(Features())
	}
}

// The environment names a set in any case; what it does not know changes nothing.
func TestChoose(t *testing.T) {
	for _, set := range available {
		if got := choose(set.name); got != set {
			t.Errorf("%q chose %s", set.name, got.name)
		}
	}
	if got := choose("PORTABLE"); got != portable {
		t.Errorf("PORTABLE chose %s", got.name)
	}
	for _, unknown := range []string{"", "MMX"} {
		if got := choose(unknown); got != available[0] {
			t.Errorf("%q chose %s", unknown, got.name)
		}
	}
}
