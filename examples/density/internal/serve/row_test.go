// Values of JSON bodies.

package serve

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestIntegers: a column of integers takes what files have in it, integers that float64 holds, and no others: 2⁵³+1
// would be 2⁵³, and as a category another level.
func TestIntegers(t *testing.T) {
	for text, want := range map[string]bool{"7": true, "-7": true, "7.0": true, "1e3": true, "9007199254740992": true, "1.5": false,
		"9007199254740993": false, "9007199254740993.0": false, "18446744073709551616": false, "1e999": false, `"7"`: false, "true": false} {
		c := &table.Column{Field: table.Field{Name: "n", Type: table.Integer}}
		if got := put(c, []byte(text)); got != want || c.Len() == 1 != want {
			t.Errorf("%s: %v, %d rows; want %v", text, got, c.Len(), want)
		}
	}
}

// TestTexts: a column of texts takes booleans as their words, as it does of files and of Arrow, since true and false in a CSV
// file are texts. Bytes that are not UTF-8 are no text: replaced, they would be another one.
func TestTexts(t *testing.T) {
	for value, want := range map[string]string{`"a"`: "a", `"true"`: "true", "true": "true", "false": "false", "1": "", "[true]": "", "{}": "", "\"K\xf6ln\"": "", `"K\u00f6ln"`: "Köln"} {
		c := &table.Column{Field: table.Field{Name: "kind", Type: table.Text}}
		if got := put(c, []byte(value)); got != (want != "") || got && c.Texts[0] != want {
			t.Errorf("%s: %v, %q; want %q", value, got, c.Texts, want)
		}
	}
	for value, want := range map[string]bool{"true": true, "false": true, `"true"`: false, "1": false} {
		c := &table.Column{Field: table.Field{Name: "is", Type: table.Bool}}
		if got := put(c, []byte(value)); got != want || got && c.Numbers[0] != map[string]float64{"true": 1}[value] {
			t.Errorf("%s: %v, %v; want %v", value, got, c.Numbers, want)
		}
	}
}
