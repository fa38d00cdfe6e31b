// Numbers of CSV files: which texts are numbers, and which mark stands before decimals.

package table_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestTextsThatAreNoNumbers: identifiers that numbers would round or merge, or whose leading zeros they would lose, are
// texts, and are exact. Where numbers are asked for they are refused. Large numbers as programs write them are numbers.
func TestTextsThatAreNoNumbers(t *testing.T) {
	for rows, want := range map[string]string{
		"9007199254740993 9007199254740995 5":   "x:text 9007199254740993 9007199254740995 5",
		"9007199254740994 -9007199254740996":    "x:number 9007199254740994 -9007199254740996",
		"123456789012345680000 1e300":           "x:number 1.2345678901234568e+20 1e+300",
		"12_3 1_23 4_5":                         "x:text 12_3 1_23 4_5",
		"0x1p4 0x2p4":                           "x:text 0x1p4 0x2p4",
		"0.12345678901234567890 1234567890123.": "x:number 0.12345678901234568 1234567890123",
		"00501 10001 NA 94105":                  "x:text 00501 10001  94105",
		"030123 0160123 5":                      "x:text 030123 0160123 5",
		"007 10 9":                              "x:number 7 10 9",
		"00.5 12.5":                             "x:number 0.5 12.5",
	} {
		got, _, err := read(t, "x\n"+strings.ReplaceAll(rows, " ", "\n")+"\n", nil)
		if err != nil || show(got) != want {
			t.Errorf("%s: %v, %v, want %s", rows, show(got), err, want)
		}
	}
	for _, is := range []table.Type{table.Number, table.Integer} {
		got, _, err := read(t, "x\n9007199254740993\n", &table.Options{Types: map[string]table.Type{"x": is}})
		if err == nil || !strings.Contains(err.Error(), "53 bits") {
			t.Errorf("%v: %v, %v, want an error of 53 bits", is, show(got), err)
		}
	}
}

// TestCodesAreTold: a note says which columns of digits are texts, and types that are given count.
func TestCodesAreTold(t *testing.T) {
	const text = "zip,n\n00501,1\n10001,2\n"
	got, notes, err := read(t, text, nil)
	if err != nil || show(got) != "zip:text,n:number 00501,1 10001,2" || !strings.Contains(strings.Join(notes, "\n"), `zip: texts, not numbers, since digits such as "00501"`) {
		t.Errorf("%v, %v, %q; want texts, and a note", show(got), err, notes)
	}
	got, notes, err = read(t, text, &table.Options{Types: map[string]table.Type{"zip": table.Number}})
	if err != nil || show(got) != "zip:number,n:number 501,1 10001,2" || strings.Contains(strings.Join(notes, "\n"), "00501\"") {
		t.Errorf("%v, %v, %q; want numbers, as told", show(got), err, notes)
	}
	got, notes, err = read(t, "day\n01022024\n12122024\n", &table.Options{Layouts: map[string]string{"day": "02012006"}})
	if err != nil || got.Columns[0].Type != table.Date || strings.Contains(strings.Join(notes, "\n"), "zeros") {
		t.Errorf("%v, %v, %q; want dates, as told", show(got), err, notes)
	}
	_, notes, err = read(t, "zip\n"+strings.Repeat("94105\n", 1000)+"00501\n00502\n", nil)
	if all := strings.Join(notes, "\n"); err != nil || !strings.Contains(all, `"00501" of line 1002 has lost its leading zeros`) || strings.Contains(all, "00502") {
		t.Errorf("%v, %q; want a note on zeros that come after the rows that tell the type", err, notes)
	}
}

// TestThousandsAreNoDecimals: a comma or a point that may stand before thousands is not taken for a decimal mark, unless
// semicolons separate the fields, where it is usual.
func TestThousandsAreNoDecimals(t *testing.T) {
	for text, want := range map[string]string{
		"x,y\n\"1,366\",a\n\"2,510\",b\n":          "x:text,y:text 1,366,a 2,510,b",
		"x\ty\n1,366\ta\n2,510\tb\n":               "x:text,y:text 1,366,a 2,510,b",
		"x\ty\n1,366\t1\n0,510\t2\n":               "x:number,y:number 1.366,1 0.51,2",
		"x;y\n1,366;1\n2,510;2\n":                  "x:number,y:number 1.366,1 2.51,2",
		"x;y\n1,366;1\n1,234,510;2\n":              "x:text,y:number 1,366,1 1,234,510,2",
		"x;y\n1.366;3,5\n2.510;4,5\n":              "x:text,y:number 1.366,3.5 2.510,4.5",
		"x,y\n1.366,a\n2.510,\"1,2\"\n3.125,a\n":   "x:number,y:text 1.366,a 2.51,1,2 3.125,a",
		"x,y\n\"1,366.5\",1.5\n\"2,510.25\",2.5\n": "x:text,y:number 1,366.5,1.5 2,510.25,2.5",
	} {
		got, notes, err := read(t, text, nil)
		if err != nil || show(got) != want {
			t.Errorf("%s: %v, %v, want %s; %q", text, show(got), err, want, notes)
		}
	}
}

// TestRowsThatAreCommentsAreTold: a comment that has as many fields as a row may be one, and a note says so.
func TestRowsThatAreCommentsAreTold(t *testing.T) {
	for text, told := range map[string]bool{"#id,x\n1,2\n3,4\n": true, "id,x\na,2\n#b,3\n": true, "# by hand, as ever, so far\nid,x\na,2\n": false} {
		_, notes, err := read(t, text, nil)
		must(t, err)
		if strings.Contains(strings.Join(notes, "; "), "skipped") != told {
			t.Errorf("%s: notes %q, want one of what is skipped: %t", text, notes, told)
		}
	}
}

// TestDecimalMarkOfColumns: the mark before decimals is that of the columns of numbers. A text that looks like a number with the
// other mark, such as a version among names, says nothing of it, and one among numbers is reported with its line.
func TestDecimalMarkOfColumns(t *testing.T) {
	for _, delimiter := range []string{";", "\t", "|"} {
		for comma, point := range map[string]string{",": ".", ".": ","} {
			for _, gap := range []string{"", "NA"} {
				lines := []string{"what;height;width"}
				for i := range 30 {
					width := map[bool]string{true: "0" + comma + "25"}[i%7 == 0]
					lines = append(lines, fmt.Sprintf("note%d;%d%s5;%s", i*i%7, i, comma, cmp.Or(width, gap)))
				}
				file := func(old, new string) string {
					return strings.ReplaceAll(strings.ReplaceAll(strings.Join(lines, "\n"), old, new), ";", delimiter)
				}
				for _, old := range []string{"nothing", "note4"} {
					got, notes, err := read(t, file(old, "7"+point+"1"), nil)
					if err != nil || got.Columns[1].Format(29) != "29.5" || got.Columns[2].Format(28) != "0.25" {
						t.Errorf("%q: %v, want numbers\n%s", file(old, "7"+point+"1"), err, strings.Join(notes, "\n"))
					}
				}
				var field *table.FieldError
				if _, _, err := read(t, file("\nnote4;12"+comma, "\nnote4;12"+point), nil); !errors.As(err, &field) || field.Line != 14 {
					t.Errorf("got %v, want a FieldError of the number with another mark, in line 14", err)
				}
			}
		}
	}
}
