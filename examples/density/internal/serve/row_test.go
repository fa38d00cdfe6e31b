// Values of JSON bodies.

package serve

import (
	"strconv"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
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

// TestTimes: times without a zone are taken as the data have them, and with the Z of UTC as other programs write theirs, of samples as
// of rows. Another zone is refused.
func TestTimes(t *testing.T) {
	want := time.Date(2021, 10, 14, 1, 55, 13, 0, time.UTC)
	field := table.Field{Name: "at", Type: table.Date, Layout: "2006-01-02T15:04:05.999999999"}
	for text, taken := range map[string]bool{"2021-10-14T01:55:13": true, "2021-10-14T01:55:13Z": true, "2021-10-14T01:55:13+02:00": false} {
		c := &table.Column{Field: field}
		if got := put(c, []byte(strconv.Quote(text))); got != taken || got && !c.Dates[0].Equal(want) {
			t.Errorf("%s: %v, %v; want %v", text, got, c.Dates, taken)
		}
		given, err := sample.Value(&schema.Column{Name: "at", Kind: schema.Date, Type: table.Date, Layout: field.Layout}, text)
		if (err == nil) != taken || taken && !given.Dates[0].Equal(want) {
			t.Errorf("%s: %v, %v; want %v", text, given, err, taken)
		}
	}
}
