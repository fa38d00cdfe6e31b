// Hints at texts that people read as numbers or dates.

package schema_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestTextsThatLookLikeNumbersAreTold: the table of columns says so of figures with units or marks between thousands,
// of dates that can be read in two ways, and of integers that numbers would round. It says nothing of names and codes.
func TestTextsThatLookLikeNumbersAreTold(t *testing.T) {
	for texts, want := range map[string]string{
		"1,366.5|12.5|2,510.25":         `"2,510.25" look like numbers`,
		"41 %|5 %|-3 %":                 `"41 %" look like numbers`,
		"$1.50|$12|n/k":                 `"$1.50" look like numbers`,
		"1'366.5|−5|(2.25)":             `"1'366.5" look like numbers`,
		"1 366,50 €|7 €":                `"1 366,50 €" look like numbers`,
		"01/02/2020|03/04/2020":         `"01/02/2020" look like dates`,
		"01.02.20 10:00|03.04.20 11:00": `"01.02.20 10:00" look like dates`,
		"2020-01-02T08:49:25+0000|2020-01-06T05:40:08.5-0800":   `"2020-01-02T08:49:25+0000" look like dates`,
		"2020-01-02 08:49:25+00|2020-01-06 05:40:08+01":         `"2020-01-02 08:49:25+00" look like dates`,
		"2020-01-02 08:49:25 UTC|2020-01-06 05:40:08 UTC":       `"2020-01-02 08:49:25 UTC" look like dates`,
		"2020-01-02 08:49 PM|2020-01-06 05:40 AM":               `"2020-01-02 08:49 PM" look like dates`,
		"02-Jan-20|6-Feb-20":                                    `"02-Jan-20" look like dates`,
		"02 January 2020|6 May 2020":                            `"02 January 2020" look like dates`,
		"13-01-2020|02-06-2020":                                 `"13-01-2020" look like dates`,
		"2020.01.13|2020.02.28":                                 `"2020.01.13" look like dates`,
		"Fri Apr  1 09:58:51 2022|Sun Aug 21 03:58:39 2022":     `"Fri Apr  1 09:58:51 2022" look like dates`,
		"2020-01-13T08:49Z|2020-02-28T17:00Z":                   `"2020-01-13T08:49Z" look like dates`,
		"2020-01-13T08:49+01:00|2020-02-28T17:00+02:00":         `"2020-01-13T08:49+01:00" look like dates`,
		"2020-01-13 08:49 +0100|2020-02-28 17:00 +0200":         `"2020-01-13 08:49 +0100" look like dates`,
		"20200113T084900Z|20200228T170000Z":                     `"20200113T084900Z" look like dates`,
		"2020-01-13 08|2020-02-28 17":                           `"2020-01-13 08" look like dates`,
		"13/Jan/2020:08:49:00 +0100|28/Feb/2020:17:00:00 +0100": `"13/Jan/2020:08:49:00 +0100" look like dates`,
		"2020-01|2020-11|2021-12":                               `"2020-01" look like dates`,
		"01/2020|11/2020":                                       `"01/2020" look like dates`,
		"Jan-20|Feb-20|May-21":                                  `"Jan-20" look like dates`,
		"January 2020|May 2021":                                 `"January 2020" look like dates`,
		"12345678901234567890|12345678901234567891":             "of more than 53 bits",
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

// TestAdviceOnNumbersMakesNumbers: values that are written as the hint says are numbers beside other numbers with a decimal comma,
// which stay numbers.
func TestAdviceOnNumbersMakesNumbers(t *testing.T) {
	amounts := []string{"1.366,50", "12.200,75", "7,25"}
	file := func(amount func(i int) string) *schema.Schema {
		text := "height;amount\n"
		for i := range 60 {
			text += fmt.Sprintf("%d,5;%s\n", i, amount(i))
		}
		r, err := table.NewReader(strings.NewReader(text), "mine.csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := table.ReadRest(r)
		if err != nil {
			t.Fatal(err)
		}
		return newSchema(t, data, nil)
	}
	hint := file(func(i int) string { return amounts[i%3] }).Columns[1].Seen.Hint
	advised := regexp.MustCompile(`[0-9]+[.,][0-9]+`).FindAllString(hint[strings.Index(hint, "write them as"):], -1)
	if !slices.ContainsFunc(advised, func(like string) bool {
		columns := file(func(i int) string { return fmt.Sprint(i) + like }).Columns
		return columns[0].Kind == schema.Number && columns[1].Kind == schema.Number
	}) {
		t.Errorf("%s: so written not all are numbers", hint)
	}
}
