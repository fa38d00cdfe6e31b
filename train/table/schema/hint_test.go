// Hints at texts that people read as numbers or dates.

package schema_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestTextsThatLookLikeNumbersAreTold: the table of columns says so of figures with units or marks between thousands,
// of dates that can be read in two ways, and of integers that numbers would round. It says nothing of names and codes.
func TestTextsThatLookLikeNumbersAreTold(t *testing.T) {
	for texts, want := range map[string]string{
		"1,366.5|12.5|2,510.25":                     `"2,510.25" look like numbers`,
		"41 %|5 %|-3 %":                             `"41 %" look like numbers`,
		"$1.50|$12|n/k":                             `"$1.50" look like numbers`,
		"1'366.5|−5|(2.25)":                         `"1'366.5" look like numbers`,
		"1 366,50 €|7 €":                            `"1 366,50 €" look like numbers`,
		"01/02/2020|03/04/2020":                     `"01/02/2020" look like dates`,
		"01.02.20 10:00|03.04.20 11:00":             `"01.02.20 10:00" look like dates`,
		"12345678901234567890|12345678901234567891": "of more than 53 bits",
		"a|b":             "",
		"007|010|100":     "",
		"3a|4b|5c":        "",
		"1.2.3|1.2.4":     "",
		"12:30|13:45":     "",
		"18-25|26-40|>40": "",
		"Q1|Q2|Q3":        "",
		"a1b|c2d|e3f|g4h|i5j|k6l|m7n|o8p|q9r|s0t|u1v|w2x|y3z|A4B|C5D|E6F|G7H|I8J|K9L|M0N": "a text of their own",
		"a|b|c|d|e|f|g|h|i|j|a|b|c|d|e|f|g|h|i|j":                                         "",
	} {
		s := newSchema(t, newTable(t, table.NewTexts("x", strings.Split(texts, "|")...)), nil)
		hint := s.Columns[0].Seen.Hint
		if !strings.Contains(hint, want) || (want == "") != (hint == "") || !strings.Contains(s.String(), hint) {
			t.Errorf("%s: hint %q, want one with %q in\n%v", texts, hint, want, s)
		}
	}
}
