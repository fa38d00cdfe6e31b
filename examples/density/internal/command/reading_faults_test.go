// Earlier faults of reading files, through the command.

package command_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// body is n rows of two columns of numbers.
func body(separator string, n int) (text string) {
	for i := range n {
		text += fmt.Sprintf("%d.5%s%d.25\n", i*i%17, separator, i*7%23)
	}
	return text
}

// TestHeaders: no row is taken for a header and no header for a row, also after a byte order mark or a comment. The fit
// prints what it found, and flags overrule it.
func TestHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		args    []string
		rows    int
		columns string
	}{
		"byte order mark":              {"\ufeff" + body(",", 40), nil, 40, ""},
		"byte order mark and names":    {"\ufeffa,b\n" + body(",", 40), nil, 40, "a,b"},
		"names that are numbers, told": {"2019,2020\n" + body(",", 40), []string{"-header", "yes"}, 40, `"2019","2020"`},
		"numbers, told":                {"2019,2020\n" + body(",", 40), []string{"-header", "no"}, 41, ""},
		"comment with other marks":     {"# a;b;c;d;e\na,b\n" + body(",", 40), nil, 40, "a,b"},
		"tabs, told":                   {"a\tb\n" + body("\t", 40), []string{"-delimiter", "tab"}, 40, "a,b"},
	} {
		folder, text := fit(t, append([]string{write(t, "x.csv", c.text), "-resolution", "12"}, c.args...)...)
		if !strings.Contains(text, fmt.Sprintf(": %d rows of 2 columns", c.rows)) || !strings.Contains(text, "header") {
			t.Errorf("%s: %s", name, text)
		}
		if head := contents(t, filepath.Join(folder, "samples.csv")); !strings.HasPrefix(head, c.columns) {
			t.Errorf("%s: samples begin with %.20q", name, head)
		}
	}
}

// TestListsOfFlagsWithDashes: texts of a list may begin with a dash, after a comma and first.
func TestListsOfFlagsWithDashes(t *testing.T) {
	path := write(t, "x.csv", "-a,b\n-999,1.25\nnone,2.25\n"+body(",", 30))
	for _, args := range [][]string{{"-na", "none,-999"}, {"-na", "-999,none", "-columns", "-a"}} {
		if _, text := fit(t, append([]string{path, "-missing", "drop"}, args...)...); !strings.Contains(text, "2 missing") {
			t.Errorf("%v: %s", args, text)
		}
	}
}

// TestNamesOfColumnsWithMarks: = and commas in the name of a column can be written, and do not split it.
func TestNamesOfColumnsWithMarks(t *testing.T) {
	path := write(t, "x.csv", "x=y,\"a,b\"\n"+body(",", 30))
	refused(t, []string{"fit", path, "-kind", `x\=y=many=words`}, `column "x=y": "many=words"`)
	refused(t, []string{"fit", path, "-columns", `a\,b,z`}, `x.csv: "z"; there are 2: x=y, a,b`)
}

// TestFormats: flags for another format than that of the file, and files of an unknown format, are refused by name.
func TestFormats(t *testing.T) {
	lines := ""
	for i := range 30 {
		lines += fmt.Sprintf("{\"a\":%d.5,\"b\":%d.25}\n", i*i%17, i*7%23)
	}
	path := write(t, "x.jsonl", lines)
	if _, text := fit(t, path, "-resolution", "12"); !strings.Contains(text, "30 rows of 2 columns") {
		t.Error(text)
	}
	refused(t, []string{"fit", path, "-header", "yes"}, "-header has no effect on JSON lines")
	refused(t, []string{"fit", path, "-na", "none"}, "-na has no effect on JSON lines")
	refused(t, []string{"fit", write(t, "x.xlsx", "PK\x03\x04 and so on")}, "x.xlsx")
	refused(t, []string{"fit", write(t, "x.csv", body(",", 9)), "-decimal", "x"}, "-decimal")
}

// TestTextsInKeptColumns: a kept column that begins with numbers and has a text further down is refused with what would be right.
func TestTextsInKeptColumns(t *testing.T) {
	head := "a,b,code\n" + strings.ReplaceAll(body(",", 40), "\n", ",7\n")
	file := model(t, write(t, "x.csv", head), "-columns", "a,b", "-resolution", "12")
	path := write(t, "y.csv", head+"1.5,2.5,none\n")
	args := []string{"score", file, path, "-out", filepath.Join(t.TempDir(), "s.csv")}
	refused(t, append(args, "-keep", "code"), `-keep code: `, `line 42, column "code": "none" is not a finite number`, "leave it out")
	must(t, args...)
}

// TestLongIntegers: the error of an identifier of 64 bits, which no column of numbers takes, says by which flags the table is taken,
// and these do.
func TestLongIntegers(t *testing.T) {
	text := ""
	for i := range 40 {
		text += fmt.Sprintf("{\"x\": %d.5, \"id\": %d}\n", i*i%17, 1<<53+1+2*i)
	}
	path := write(t, "x.jsonl", text)
	refused(t, []string{"fit", path, "-out", t.TempDir()}, `"9007199254740993" is not a finite number`, "give -kind id=category, or -exclude it")
	for _, flag := range [][]string{{"-exclude", "id"}, {"-kind", "id=category"}} {
		if _, text := fit(t, append(flag, path)...); !strings.Contains(text, "40 rows") {
			t.Errorf("%v: %s", flag, text)
		}
	}
}

// TestNoRowsBelowNames: a file of names alone is called by its name, by a fit and by an audit.
func TestNoRowsBelowNames(t *testing.T) {
	path := write(t, "names.csv", "a,b\n")
	refused(t, []string{"fit", path, "-out", t.TempDir()}, "names.csv: table: no rows")
	refused(t, []string{"audit", model(t, own(t, 60), "-columns", "a,b"), path}, "names.csv: table: no rows")
}

// TestCodesForMissingValues: the error of a text among numbers or dates of CSV says how to take it for a missing value, and
// that does. It says so of no date and of no long text.
func TestCodesForMissingValues(t *testing.T) {
	numbers := "a,b\n" + body(",", 40)
	folder, _ := fit(t, write(t, "x.csv", numbers), "-resolution", "12")
	path := write(t, "x.csv", numbers+"1.5,?\n2.5,\"none, yet\"\n")
	for _, args := range [][]string{{"fit", path, "-out", t.TempDir()}, {"score", filepath.Join(folder, "model.gorgoflow"), path, "-out", filepath.Join(t.TempDir(), "s.csv")}, {"audit", filepath.Join(folder, "model.gorgoflow"), path}} {
		refused(t, args, "if it stands for a missing value, give -na '?'")
		refused(t, append(args, "-na", "?"), `if it stands for a missing value, give -na 'none\, yet'`)
	}
	if _, text := fit(t, path, "-missing", "drop", "-na", `?,none\, yet`, "-resolution", "12"); !strings.Contains(text, "2 missing") {
		t.Errorf("%s, want two missing values", text)
	}
	dates := "x,day\n" + strings.Repeat("1.5,2020-01-01\n2.5,2020-01-02\n", 20)
	refused(t, []string{"fit", write(t, "x.csv", dates+"1.5,0000-00-00\n"), "-out", t.TempDir()}, "give -na '0000-00-00'")
	refused(t, []string{"fit", write(t, "x.csv", dates+"1.5,9999-12-31\n"), "-out", t.TempDir()}, "read it as a missing value, or leave the column out; if it stands for a missing value, give -na '9999-12-31'")
	for _, text := range []string{dates + "1.5,3\n", numbers + "1.5," + strings.Repeat("long ", 5) + "\n"} {
		if _, said, _ := density(t, "fit", write(t, "x.csv", text), "-out", t.TempDir()); strings.Contains(said, "-na") {
			t.Errorf("%s, want no -na for what stands for no missing value", said)
		}
	}
	if _, said, _ := density(t, "fit", write(t, "x.csv", numbers+"1.5,\n"), "-weights", "b", "-out", t.TempDir()); !strings.HasSuffix(said, "a number of at least 0\n") {
		t.Errorf("%s, want no -na for an empty text", said)
	}
}

// TestLateDates: columns whose first dates come below the rows that tell types are dates, and are scored as such.
func TestLateDates(t *testing.T) {
	late := "x,day,at\n" + strings.Repeat("1.5,,\n2.25,,\n", 600) + strings.Repeat("3.5,2020-01-01,2020-01-01 10:30:00\n1.5,2020-01-04,2020-01-03 10:30:00\n", 9)
	path := write(t, "late.csv", late)
	folder, text := fit(t, path, "-missing", "mask")
	for _, column := range []string{"day ", "at "} {
		if got := line(t, text, column); !strings.Contains(got, "date, rounded to a day ") {
			t.Errorf("%s, want dates", got)
		}
	}
	must(t, "score", filepath.Join(folder, "model.gorgoflow"), path, "-out", filepath.Join(t.TempDir(), "s.csv"))
	var lines strings.Builder
	for _, row := range strings.Split(strings.TrimSpace(late), "\n")[1:] {
		f := strings.Split(row, ",")
		fmt.Fprintf(&lines, "{\"x\": %s, \"day\": %q}\n", f[0], f[1])
	}
	_, text = fit(t, write(t, "late.jsonl", strings.ReplaceAll(lines.String(), `""`, "null")), "-missing", "mask")
	if got := line(t, text, "day "); !strings.Contains(got, "date, rounded to a day ") {
		t.Errorf("of JSON lines: %s, want dates", got)
	}
	refused(t, []string{"fit", write(t, "x.csv", late+"1.5,7,\n"), "-missing", "mask", "-out", t.TempDir()}, `line 1202, column "day": "2020-01-01" is not a finite number`)
}
