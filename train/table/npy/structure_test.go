// Names of the fields of structured arrays.

package npy_test

import "testing"

// TestFieldNames: names are what they are in Python, which writes them in quotes of either kind, with escapes.
func TestFieldNames(t *testing.T) {
	for descr, want := range map[string]string{
		`[("it's", '<f8'), ('b"c', '<f8')]`:         `it's:number 1; b"c:number 2`,
		`[('a\\b', '<f8'), ('t\tb\n', '<f8')]`:      "a\\b:number 1; t\tb\n:number 2",
		`[('x, \'y\' "z"', '<f8'), ('(', '<f8')]`:   `x, 'y' "z":number 1; (:number 2`,
		`[('\xa0\u2028', '<f8'), ('', '<f8')]`:      "\u00a0\u2028:number 1; :number 2",
		`[('a', '<f4'), ('', '|V4'), ('b', '<f8')]`: "a:number 0; b:number 2",
	} {
		got, err := read(t, file(descr, "(1,)", false, 1., 2.), nil)
		if err != nil || show(got) != want {
			t.Errorf("%s: %v, %v, want %q", descr, got, err, want)
		}
	}
}
