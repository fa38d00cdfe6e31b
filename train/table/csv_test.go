// CSV as people write it: dialects, headers, options, errors, streams without end, round trips.

package table_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestCSVIsFound(t *testing.T) {
	const xy = "x:number,y:number 1,2 3,4"
	const plain = "column 1:number,column 2:number 1,2 3,4"
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		text, err := unicode.UTF16(order, mark).NewEncoder().String("x;y\r\n1;2\r\n3;4\r\n")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	latin, err := charmap.Windows1252.NewEncoder().String("größe,y\n1,2\n3,4\n")
	must(t, err)
	for text, want := range map[string]string{
		"x,y\n1,2\n3,4\n":        xy,
		"\ufeffx,y\n1,2\n3,4\n":  xy,
		"\ufeff1,2\n3,4\n":       plain,
		"1,2\n3,4":               plain,
		"1;2\n3;4\n":             plain,
		"1\t2\r\n3\t4\r\n":       plain,
		"1|2\n3|4\n":             plain,
		"1,2\r3,4\r":             plain,
		"x,y\r1,2\r3,4":          xy,
		"  1   2\n3 4\n":         plain,
		"x, y\n1, 2\n3, 4":       xy,
		"\"x\",y\n1,2\n3,\"4\"":  xy,
		"sep=;\nx;y\n1;2\n3;4\n": xy,
		"# a, b, c, d, e; f\n#\n\nx;y\n1;2\n# 1\n3;4":  xy,
		utf16(unicode.LittleEndian, unicode.UseBOM):    xy,
		utf16(unicode.BigEndian, unicode.UseBOM):       xy,
		utf16(unicode.LittleEndian, unicode.IgnoreBOM): xy,
		utf16(unicode.BigEndian, unicode.IgnoreBOM):    xy,
		latin:                                "größe:number,y:number 1,2 3,4",
		"x;y\n1,5;2\n-3,25e1;4":              "x:number,y:number 1.5,2 -32.5,4",
		"1,5;2,5\n3,5;4,5":                   "column 1:number,column 2:number 1.5,2.5 3.5,4.5",
		"1,5\n2,5\n":                         "column 1:number,column 2:number 1,5 2,5",
		"x,t\n1,a\n2,\xe9\n":                 "x:number,t:text 1,a 2,é",
		"[x],{y}\n1,2\n3,4\n":                "[x]:number,{y}:number 1,2 3,4",
		"x\n1\n2\n":                          "x:number 1 2",
		"a,b\n1,\nNA,2\n":                    "a:number,b:number 1, ,2",
		"when,n\n2024-02-01,1\n2024-03-01,2": "when:date,n:number 2024-02-01,1 2024-03-01,2",
		"d\n13/02/2024\n1/2/2024":            "d:date 13/2/2024 1/2/2024",
		"d\n2/13/2024\n1/2/2024":             "d:date 2/13/2024 1/2/2024",
		"d,x\n3/2/2024,1\n1/2/2024,2":        "d:text,x:number 3/2/2024,1 1/2/2024,2", // either may be the day
		"t,x\n\"a,\"\"b\"\"\nc\",1\nd,2\n":   "t:text,x:number a,\"b\"\nc,1 d,2",
		"id,x\n1600000042,0.1\n2,1e-300\n":   "id:number,x:number 1600000042,0.1 2,1e-300",
	} {
		got, notes, err := read(t, text, nil)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if show(got) != want {
			t.Errorf("%q: got %s, want %s\n%s", text, show(got), want, strings.Join(notes, "\n"))
		}
	}
}

// TestCSVHeader: a first row is a header or is none, and the notes say what was decided.
func TestCSVHeader(t *testing.T) {
	for text, want := range map[string]string{
		"x,y\n1,2\n":                                  "yes",
		"1,2\n3,4\n":                                  "no",
		"2019,2020\n1,2\n3,4\n":                       "yes", // years above other numbers
		"2019,2020\n2018,2021\n2019,2022":             "no",  // years above years
		"name,2019,2020\na,1,2\nb,3,4":                "yes",
		"name,2019\na,1\nb,3":                         "yes",
		"0,1,2,3\n5,1,3,3\n4,4,2,1":                   "yes", // as pandas numbers columns
		"0,1,2\n.5,.1,.3\n.4,4,2":                     "yes",
		"0,1\n0.5,0.3\n":                              "no", // may be the start of a series
		"1,2,3,4\n2,3,4,5\n":                          "no", // counts as the rows below do
		"1,2,\n3,4,\n":                                "no", // a first row that ends in a comma
		"1,2,\n3,4,5\n":                               "no",
		"x,y,\n3,4,\n":                                "yes",
		"x,y,\n3,4,5\n":                               "yes",
		"city,land\nBonn,DE\nKöln,DE\n":               "yes",
		"Bonn,DE\nKöln,DE\nParis,FR\n":                "no",
		"anna,12,13\nbob,14,17\n":                     "no",
		"a,a\nb,c\nd,e\n":                             "no",
		"city,\nBonn,DE\nKöln,FR\n":                   "no",
		"d\n2024-01-01 10:00:00\n2024-01-02 11:00:00": "yes",
		"2024-01-01 10:00:00\n2024-01-02 11:00:00":    "no",
		"day,x\n2024-01-01,1\n2024-01-02,2":           "yes",
		"2024-01-01,1\n2024-01-02,2":                  "no",
		"NA,2\n1,3\n":                                 "no",
		"1\n":                                         "no",
		"1.5,x\n2,3\n3,4\n":                           "no", // then x is not a number
	} {
		r, err := table.NewReader(strings.NewReader(text), "mine.csv", nil)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if notes := strings.Join(r.Notes(), "\n"); !strings.Contains(notes, "header: "+want+" (") {
			t.Errorf("%q: want %s\n%s", text, want, notes)
		}
	}
	if _, _, err := read(t, "1,-\n2,3\n4,5", nil); !errors.Is(err, table.ErrHeader) {
		t.Errorf("a text and a number above numbers gave %v, want ErrHeader", err)
	}
	for header, want := range map[table.Header]string{table.HeaderYes: "1:number,-:number 2,3", table.HeaderNo: ""} {
		got, notes, err := read(t, "1,-\n2,3\n", &table.Options{Header: header})
		if want == "" {
			var field *table.FieldError
			if !errors.As(err, &field) || field.Line != 1 || field.Column != "column 2" || field.Text != "-" {
				t.Errorf("got %v, want a FieldError of column 2 in line 1", err)
			}
		} else if err != nil || show(got) != want || !strings.Contains(fmt.Sprint(notes), "as told") {
			t.Errorf("got %v, %v, want %s", got, err, want)
		}
	}
}

// TestNoHeader: a header that is none of the constants is refused. It counted as no.
func TestNoHeader(t *testing.T) {
	for _, header := range []table.Header{-1, 3} {
		if _, _, err := read(t, "a,b\n2,3\n", &table.Options{Header: header}); !errors.Is(err, table.ErrSettings) {
			t.Errorf("header %d: %v, want ErrSettings", header, err)
		}
	}
}

func TestCSVOptions(t *testing.T) {
	cases := []struct {
		text    string
		options table.Options
		want    string
	}{
		{"name,x,2\na,1,7\nb,-4e1,8\n", table.Options{Columns: []string{"2", "X"}, Header: table.HeaderYes}, "2:number,x:number 7,1 8,-40"},
		{"name,x,y\na,1,7\nb,3,8\n", table.Options{Columns: []string{"3", "1"}}, "y:number,name:text 7,a 8,b"},
		{"a,a,b\n1,2,3\n4,5,6", table.Options{Columns: []string{"b", "1"}}, "b:number,a:number 3,1 6,4"},
		{"id,x\n1,1\n2,2", table.Options{Types: map[string]table.Type{"id": table.Text}}, "id:text,x:number 1,1 2,2"},
		{"b,i\ntrue,1\nF,2", table.Options{Types: map[string]table.Type{"b": table.Bool, "i": table.Integer}}, "b:bool,i:integer true,1 false,2"},
		{"d\n3/2/2024\n1/2/2024", table.Options{Layouts: map[string]string{"d": "1/2/2006"}}, "d:date 3/2/2024 1/2/2024"},
		{"d\n2024-02-03T10:30:00\n2024-02-05T11:00:00", table.Options{Layouts: map[string]string{"d": "2006-01-02 15:04:05"}}, "d:date 2024-02-03T10:30:00 2024-02-05T11:00:00"},
		{"x,y\n-999,1\n,2", table.Options{Missing: []string{"-999", ""}}, "x:number,y:number ,1 ,2"},
		{"x,y,t\n-999.0,1,a\n2.5,-9.99e2,-999.0\n3,4,b", table.Options{Missing: []string{"-999"}}, "x:number,y:number,t:text ,1,a 2.5,,-999.0 3,4,b"},
		{"x;y\n-99,90;1,5\n2,5;3", table.Options{Missing: []string{"-99,9"}}, "x:number,y:number ,1.5 2.5,3"},
		{"x:y\n1,5:2\n3:4", table.Options{Delimiter: ':', Decimal: ','}, "x:number,y:number 1.5,2 3,4"},
		{"%1\nx,y\n1,2", table.Options{Comment: '%'}, "x:number,y:number 1,2"},
		{"#x,y\n1,2", table.Options{Comment: -1}, "#x:number,y:number 1,2"},
	}
	for _, c := range cases {
		got, _, err := read(t, c.text, &c.options)
		if err != nil || show(got) != c.want {
			t.Errorf("%q: got %v, %v, want %s", c.text, got, err, c.want)
		}
	}
}

func TestCSVErrorsNameTheirPlace(t *testing.T) {
	cases := []struct{ text, want string }{
		{"x,y\n1,2\n3\n", "mine.csv, line 3 has 1 fields where the first row has 2"},
		{"x,y\n1,2\n\n3,4,5\n", "line 4 has 3 fields where the first row has 2"},
		{"\"x\" \"y\"\n\"1\" 2 3\n\"2\" 4 5\n", "line 2 has 3 fields where the first row has 2; if rows have names, as R writes them"},
		{"\"x\"\n\"1\" 2\n\"2\" 4\n", "(row.names = FALSE)"},
		{"x\ty\na\t2\t3\nb\t4\t5\n", "(col.names = NA)"},
		{"x,y\n1,2,\n3,4, \n", "line 2 has 3 fields where the first row has 2; write the delimiter at the ends of all lines, or of none"},
		{"Report of 2020\n\nx,y\n1,2\n3,4\n", "line 3 has 2 fields where the first row has 1; if the first row is a title, leave it out"},
		{"Report of 2020,,\n,,\nx,y,z\n1,2,3\n3,4,5\n5,6,7\n", `line 3, column "Report of 2020": "x" is not a finite number; if the first row is a title, leave it out`},
		{"x,y\n1,2\n3,four\n", `mine.csv, line 3, column "y": "four" is not a finite number`},
		{"1,2\n-Inf,2\n", `line 2, column "column 1": "-Inf"`},
		{"x,y\n# two\n1,1e999\n", `line 3, column "y": "1e999"`},
		{"x;y\n1,5;2\n1.000,5;2", `line 3, column "x": "1.000,5"`},
		{"sep=;\nx;y\n1;2\n3;4\nfive;6", `line 5, column "x": "five"`},
		{"sep=;\nx;y\n1;2\n\"3\"4;5\n", "mine.csv: parse error on line 4"},
		{"d\n2024-01-01\n2024-02-30\n", `line 3, column "d": "2024-02-30" is not a date like 2006-01-02`},
		{"x\n1\n\"q\n", `extraneous or missing " in quoted-field`},
		{"t,x\na,1\n\xff" + strings.Repeat("b", 3), "mine.csv, line 3 has 1 fields"},
	}
	for _, c := range cases {
		_, _, err := read(t, c.text, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.text, err, c.want)
		}
	}
	for text, end := range map[string]string{"x,y\n1,2\n3,4,5\n": "has 2", "x,\n1,2\n3,four\n": "leave it out", "x,y\n1,2\n3,four\n": "number", "x\n1\nfour\n": "number", "5,\n1,2\n3,four\n1,2\n": "number"} {
		if _, _, err := read(t, text, nil); err == nil || !strings.HasSuffix(err.Error(), end) {
			t.Errorf("%q: %v, want no other advice than %s", text, err, end)
		}
	}
}

func TestCSVErrorsHaveTypes(t *testing.T) {
	for _, text := range []string{"", "x,y\n", "\n\n# nothing\n", "\ufeff"} {
		if _, _, err := read(t, text, nil); !errors.Is(err, table.ErrNoRows) {
			t.Errorf("%q: got %v, want ErrNoRows", text, err)
		}
	}
	for _, column := range []string{"z", "0", "3", "-1", ""} {
		_, _, err := read(t, "x,y\n1,2\n", &table.Options{Columns: []string{column}})
		var e *table.ColumnError
		if !errors.Is(err, table.ErrNoColumn) || !errors.As(err, &e) || e.File != "mine.csv" || len(e.Have) != 2 {
			t.Errorf("column %q: got %v, want a ColumnError with both columns", column, err)
		}
	}
	for text, columns := range map[string][]string{
		"x,y\n1,2\n": {"x", "x"}, "x,z\n1,2": {"x", "1"}, "x,x\n1,2\n": nil, "a,b,a\n1,2,3": {"a"}, "A,b,a\n1,2,3": {"B", "b"},
	} {
		_, _, err := read(t, text, &table.Options{Columns: columns})
		if twoNames := len(columns) < 2; !errors.Is(err, table.ErrSameColumn) || strings.HasSuffix(err.Error(), "; rename one of them") != twoNames {
			t.Errorf("%q, %v: got %v, want ErrSameColumn, with advice where the file has the name twice", text, columns, err)
		}
	}
	for _, o := range []table.Options{{Delimiter: '"'}, {Decimal: ';'}, {Comment: ','}, {Delimiter: ';', Comment: ';'}} {
		if _, _, err := read(t, "x,y\n1,2\n", &o); !errors.Is(err, table.ErrSettings) {
			t.Errorf("%+v: got %v, want ErrSettings", o, err)
		}
	}
	if _, _, err := read(t, "x\n1\n", &table.Options{Types: map[string]table.Type{"y": table.Text}}); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("the type of no column: got %v, want ErrNoColumn", err)
	}
}

// zeros is a text of digits and line ends without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "0\n"[i%2]
	}
	return len(p) / 2 * 2, nil
}

// TestRowWithoutEnd: a quote that is never closed does not take the file into memory.
func TestRowWithoutEnd(t *testing.T) {
	r, err := table.NewReader(io.MultiReader(strings.NewReader(strings.Repeat("1\n", 1<<18)+`"`), zeros{}), "pipe", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.ReadRest(r); !errors.Is(err, table.ErrLongRow) {
		t.Errorf("got %v, want ErrLongRow", err)
	}
}

// TestStreamsWithoutEnd: a text without end is read row by row.
func TestStreamsWithoutEnd(t *testing.T) {
	r, err := table.NewReader(zeros{}, "pipe", nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for batch, err := range table.Batches(r, 1000) {
		if err != nil {
			t.Fatal(err)
		}
		if rows += batch.Rows(); rows >= 1_000_000 {
			return
		}
	}
	t.Errorf("a text without end ends after %d rows", rows)
}

// TestManyLongRows: rows that are too long together, but not one by one, are read.
func TestManyLongRows(t *testing.T) {
	row := strings.Repeat("a", 1<<16) + "\n"
	rows := make([]io.Reader, 300)
	for i := range rows {
		rows[i] = strings.NewReader(row)
	}
	r, err := table.NewReader(io.MultiReader(rows...), "pipe", &table.Options{Header: table.HeaderNo})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := table.ReadRest(r); err != nil || got.Rows() != len(rows) {
		t.Errorf("error %v, want %d rows", err, len(rows))
	}
}

// TestCSVRoundTrip: what is written reads back: numbers to the bit, texts to the letter.
func TestCSVRoundTrip(t *testing.T) {
	day := time.Date(2024, 2, 29, 12, 30, 0, 123456789, time.UTC)
	want, err := table.New(
		table.NewTexts("#first", "#1", "#", "p", "q", "r", "s", "t"),
		table.NewNumbers("x, y", 1600000042, 0.1, math.NaN(), math.MaxFloat64, 5e-324, -1e16, 123456789012345678),
		table.NewTexts("#", "#1", "a,b", "c\"d", "e\nf", "-", "g", "h"),
		table.NewDates("when", day, time.Time{}, day, day, day, day, day))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	w, err := table.NewCSVWriter(&text, want.Fields())
	if err != nil {
		t.Fatal(err)
	}
	r, err := want.Open()
	must(t, err)
	must(t, table.Copy(w, r))
	must(t, w.Close())
	got, _, err := read(t, text.String(), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	if show(got) != show(want) {
		t.Errorf("got %s, want %s", show(got), show(want))
	}
	one, err := table.New(table.NewNumbers("x", 1, math.NaN(), 3))
	must(t, err)
	text.Reset()
	w, err = table.NewCSVWriter(&text, one.Fields())
	must(t, err)
	must(t, w.Write(one))
	must(t, w.Close())
	if got, _, err = read(t, text.String(), nil); err != nil || got.Rows() != 3 {
		t.Errorf("a column with a missing value: %q, error %v; want three rows", text.String(), err)
	}
	if err := w.Write(want); err == nil {
		t.Error("a table of other columns was written")
	}
}
