// Delimiters of files whose numbers have a decimal comma, or whose texts have blanks.

package table_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestDecimalCommaIsNoDelimiter: one column of numbers with a decimal comma, among texts, has in each row the one comma
// that a comma between two columns would be. Another delimiter that cuts no number in two is the delimiter.
func TestDecimalCommaIsNoDelimiter(t *testing.T) {
	for _, delimiter := range []string{";", "\t", "|"} {
		for _, names := range []string{"", "day;town;note;height, m\n", "day;town;note;height\n"} {
			text := names
			for i := range 30 {
				text += fmt.Sprintf("2024-02-%02d;Bonn%d;note%d;%d,5\n", i%9+10, i%3, i*i%7, i)
			}
			got, notes, err := read(t, strings.ReplaceAll(text, ";", delimiter), nil)
			if err != nil || len(got.Columns) != 4 || got.Rows() != 30 || got.Columns[3].Format(29) != "29.5" {
				t.Errorf("%q: %v, want four columns, the last one of numbers with decimals\n%s", text[:60], err, strings.Join(notes, "\n"))
			}
		}
	}
}

// TestDecimalCommaBehindThousands: the comma of 1.234,56 is no delimiter either, whatever separates the thousands. The table has
// the columns that its lines have; no column of numbers takes such a text.
func TestDecimalCommaBehindThousands(t *testing.T) {
	for _, mark := range []string{".", " ", "'", "\u00a0", "\u202f"} {
		for _, rest := range []string{"01.02.2024", "1,5", "Bonn"} {
			text := "what;amount\n"
			for i := range 30 {
				text += fmt.Sprintf("%s;%d%s%03d,%02d\n", rest, i+1, mark, i*i, i)
			}
			got, notes, err := read(t, text, nil)
			if err != nil || len(got.Columns) != 2 || got.Rows() != 30 || got.Columns[1].Format(29) != "30"+mark+"841,29" {
				t.Errorf("%q: %v, want two columns\n%s", text[:40], err, strings.Join(notes, "\n"))
			}
		}
	}
}

// TestBlanksInTextsAreNoDelimiter: a text with a number in it, in each row, does not make a file one
// of blanks where another delimiter gives rows of one length. Numbers with a decimal comma between blanks are still such.
func TestBlanksInTextsAreNoDelimiter(t *testing.T) {
	for _, delimiter := range []string{",", ";", "\t", "|"} {
		for text, want := range map[string]string{
			"name;home address\nAnn;Elm 12\nBob;Oak 7\nCid;Elm 9\n":                    "name:text,home address:text Ann,Elm 12 Bob,Oak 7 Cid,Elm 9",
			"name;address\nAnn;Elm 12\nBob;Oak 7\nCid;Elm 9\nDan;Elm 1\n":              "name:text,address:text Ann,Elm 12 Bob,Oak 7 Cid,Elm 9 Dan,Elm 1",
			"id;start date;room\n1;2020-01-05;Room 12\n2;2020-02-05;Room 13\n":         "id:number,start date:date,room:text 1,2020-01-05,Room 12 2,2020-02-05,Room 13",
			"name;day;home address\nAnn;1;Elm 1\nBob;2;Oak 7\nCid;3;Elm 9\nDan;;Elm 1": "name:text,day:number,home address:text Ann,1,Elm 1 Bob,2,Oak 7 Cid,3,Elm 9 Dan,,Elm 1",
		} {
			got, notes, err := read(t, strings.ReplaceAll(text, ";", delimiter), nil)
			if err != nil {
				t.Errorf("%q between fields of %q: %v", delimiter, text, err)
			} else if show(got) != want {
				t.Errorf("%q between fields: got %s, want %s\n%s", delimiter, show(got), want, strings.Join(notes, "\n"))
			}
		}
	}
	for text, want := range map[string]string{
		"1,5 2,5\n3,5 4,5\n":                "column 1:number,column 2:number 1.5,2.5 3.5,4.5",
		"x y\na,b 1\nc,d 2\ne,f 3\ng,h 4\n": "x:text,y:number a,b,1 c,d,2 e,f,3 g,h,4",
	} {
		if got, _, err := read(t, text, nil); err != nil {
			t.Errorf("%q: %v", text, err)
		} else if show(got) != want {
			t.Errorf("%q: got %s, want %s", text, show(got), want)
		}
	}
}
