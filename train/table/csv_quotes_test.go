// Names that are numbers, which quotes tell from the numbers below.

package table_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestQuotedNumbersAreNames: a first row of numbers in quotes above numbers without is a header, as R writes it, and no
// row below becomes one by its quotes.
func TestQuotedNumbersAreNames(t *testing.T) {
	for text, want := range map[string]string{
		"\"0\",\"1\"\n0.5,0.7\n":                      "0:number,1:number 0.5,0.7",
		"\"\",\"7\"\r\n\"1\",0.7\r\n\"2\",0.9\r\n":    "column 1:number,7:number 1,0.7 2,0.9",
		"\"id\";\"0.5\"\n\"a\"\"b\";1\n\"c;\nd\";2\n": "id:text,0.5:number a\"b,1 c;\nd,2",
		"# \"1\"\n\n\"3\"\n4\n\"\"\n":                 "3:number 4 ",
		"\"0\",\"1\"\n\"0.5\",\"0.7\"\n":              "column 1:number,column 2:number 0,1 0.5,0.7",
		"\"0\",1\n0.5,0.7\n":                          "column 1:number,column 2:number 0,1 0.5,0.7",
		"\"1,5\",\"2,5\"\n3,4\n":                      "column 1:number,column 2:number 1.5,2.5 3,4",
		"\"2020-01-01\",\"3\"\n2020-01-02,4\n":        "2020-01-01:date,3:number 2020-01-02,4",
		"\"4\"\t\"5\"\n0.5\t\"0.7\"\n":                "column 1:number,column 2:number 4,5 0.5,0.7",
	} {
		got, _, err := read(t, text, nil)
		if err != nil || show(got) != want {
			t.Errorf("%q: %v, %v, want %s", text, show(got), err, want)
		}
	}
}

// TestQuotesBetweenBlanks: fields in quotes may have blanks, as write.table of R writes them, and quotes are no part of names.
func TestQuotesBetweenBlanks(t *testing.T) {
	for text, want := range map[string]string{
		"\"x\" \"the town\"\n1 \"New York\"\n2 \"Bonn\"\n3 NA\n":        "x:number,the town:text 1,New York 2,Bonn 3,",
		"\"a\" \"b\"\n\"u v\"   \"w\"\t\n \"\" \"y, z\"\n":              "a:text,b:text u v,w ,y, z",
		"\"3\" \"7\"\n0.5 1\n0.25 2\n":                                  "3:number,7:number 0.5,1 0.25,2",
		"x k\n1 \"a \"\"b\"\"\"\n2 \"c \\\"d\\\"\"\n3 5\"\n4 \"6\"\"\n": "x:number,k:text 1,a \"b\" 2,c \"d\" 3,5\" 4,\"6\"\"",
		"x k n\n1 \"a 2\n3 \"b\"c 4\n5 d\"e 6\n":                        "x:number,k:text,n:number 1,\"a,2 3,\"b\"c,4 5,d\"e,6",
	} {
		got, _, err := read(t, text, nil)
		if err != nil || show(got) != want {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
}

// TestBlanksBehindQuotes: blanks between a quote and another delimiter are no delimiters, and the quotes are wrong.
func TestBlanksBehindQuotes(t *testing.T) {
	for _, text := range []string{"\"a\" ,\"b\"\n\"1\" ,\"2\"\n\"3\" ,\"4\"\n", "\"a\" ; \"b\"\n\"x\" ; \"y\"\n\"z\" ; \"w\"\n", "\"a\" |\"b\" |\n\"x\" |\"y\" |\n"} {
		if got, _, err := read(t, text, nil); err == nil {
			t.Errorf("%q is read as %v, want an error", text, show(got))
		}
	}
	if got, _, err := read(t, "\"a\" \"b\"\n,5 1\n,25 2\n", nil); err != nil || show(got) != "a:number,b:number 0.5,1 0.25,2" {
		t.Errorf("decimals without a 0: %v, %v", got, err)
	}
}

// TestNamesThatAreNumbersReadBack: what the writer writes has its names again, whatever they are.
func TestNamesThatAreNumbersReadBack(t *testing.T) {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	dates := table.NewDates("2024-02-28", day)
	dates.Layout = "2006-01-02"
	for _, want := range [][]*table.Column{{table.NewNumbers("0", 1), table.NewNumbers("1e5", 2)}, {table.NewNumbers("17", 1, 2)}, {dates, table.NewTexts("a", "b"), table.NewNumbers("-1", 3)}} {
		one, err := table.New(want...)
		must(t, err)
		var text strings.Builder
		w, err := table.NewCSVWriter(&text, one.Fields())
		must(t, err)
		must(t, w.Write(one))
		must(t, w.Close())
		if got, _, err := read(t, text.String(), nil); err != nil || show(got) != show(one) {
			t.Errorf("%q: %v, %v, want %s", text.String(), show(got), err, show(one))
		}
	}
}
