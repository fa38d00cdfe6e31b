// Flags that say two things of one column.

package command_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKindOfConditions: a condition stays one whatever -kind takes it for, and words for another part are refused.
func TestKindOfConditions(t *testing.T) {
	path := own(t, 60)
	for kind, want := range map[string]string{"b=category": "category, condition", "b=rounded:2": "number, condition, rounded to 2", "d=category": "category, condition", "kind=category": "category, condition"} {
		name, _, _ := strings.Cut(kind, "=")
		_, text := fit(t, path, "-exclude", "name", "-condition", name, "-kind", kind)
		if got := line(t, text, name+" "); !strings.Contains(got, want) || !strings.Contains(text, ", given "+name) {
			t.Errorf("-condition %s -kind %s: %s, want %s\n%s", name, kind, got, want, text)
		}
	}
	for _, word := range []string{"class", "category,variable", "leftout"} {
		refused(t, []string{"fit", path, "-condition", "b", "-kind", "b=" + word, "-out", t.TempDir()}, "of a column that stands in -condition too")
	}
}

// TestNumbersAsTheOnlyVariable: numbers that are taken for the levels of a variable are one, also where the table has no other.
// The refusal without that word says which it is.
func TestNumbersAsTheOnlyVariable(t *testing.T) {
	path := write(t, "x.csv", "a\n"+strings.Repeat("0\n1\n1\n", 20))
	_, text := fit(t, path, "-kind", "a=category,variable")
	if got := line(t, text, "a "); !strings.Contains(got, "category, variable") || !strings.Contains(got, "2 levels: 0, 1") {
		t.Errorf("%s, want a variable of two levels", got)
	}
	refused(t, []string{"fit", path, "-kind", "a=category", "-out", t.TempDir()}, "make one a variable, -kind a=category,variable")
}

// TestTextsAmongNumbers: a column of numbers with texts among them is one of texts where it is taken for a category, also
// when rows are scored, and no matter where it is left out. Otherwise the error says how to take it so.
func TestTextsAmongNumbers(t *testing.T) {
	text := "a,code\n"
	for i := range 60 {
		text += fmt.Sprintf("%d.5,%s\n", i*i%17, []string{"1", "2.0", "x"}[i%3])
	}
	path := write(t, "codes.csv", text)
	folder, said := fit(t, path, "-kind", "code=category")
	if got := line(t, said, "code "); !strings.Contains(got, "3 levels: 1, 2.0, x") {
		t.Errorf("%s, want three levels", got)
	}
	must(t, "score", filepath.Join(folder, "model.gorgoflow"), path, "-out", filepath.Join(t.TempDir(), "s.csv"))
	for _, args := range [][]string{{"-exclude", "code"}, {"-kind", "code=leftout"}} {
		fit(t, append([]string{path}, args...)...)
	}
	refused(t, []string{"fit", path, "-out", t.TempDir()}, `column "code": "x" is not a finite number;`, `; if the column is one of texts, give -kind code=category`)
}

// TestTextsAmongNumbersOfJSONLines: JSON lines are taken by the flags as CSV is.
func TestTextsAmongNumbersOfJSONLines(t *testing.T) {
	text := ""
	for i := range 60 {
		text += fmt.Sprintf("{\"a\": %d.5, \"code\": %s}\n", i*i%17, []string{"1", "2.5", "\"x\""}[i%3])
	}
	path := write(t, "codes.jsonl", text)
	folder, said := fit(t, path, "-kind", "code=category")
	if got := line(t, said, "code "); !strings.Contains(got, "3 levels: 1, 2.5, x") {
		t.Errorf("%s, want three levels", got)
	}
	must(t, "score", filepath.Join(folder, "model.gorgoflow"), path, "-out", filepath.Join(t.TempDir(), "s.csv"))
	refused(t, []string{"fit", path, "-out", t.TempDir()}, `if the column is one of texts, give -kind code=category`)
}

// TestTextsAmongNumbersOfStandardInput: standard input, which can be read only once, is taken by the flags as a file is.
func TestTextsAmongNumbersOfStandardInput(t *testing.T) {
	text := "a,code\n"
	for i := range 60 {
		text += fmt.Sprintf("%d.5,%s\n", i*i%17, []string{"1", "2.0", "x"}[i%3])
	}
	path, stdin := write(t, "codes.csv", text), os.Stdin
	t.Cleanup(func() { os.Stdin = stdin })
	for _, args := range [][]string{{"-kind", "code=category"}, {"-exclude", "code"}} {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdin = file
		_, piped := fit(t, append([]string{"-"}, args...)...)
		_, whole := fit(t, append([]string{path}, args...)...)
		if got, want := line(t, piped, "held-out mean"), line(t, whole, "held-out mean"); got != want {
			t.Errorf("%v: %s from standard input, %s from a file", args, got, want)
		}
		file.Close()
	}
}

// TestKindOfTwoColumns: a flag that says something of two columns is refused with the flag of the second, which the first has no
// words for.
func TestKindOfTwoColumns(t *testing.T) {
	path := write(t, "two.csv", "a,missing\n"+strings.Repeat("x,p\ny,q\n", 9))
	refused(t, []string{"fit", path, "-kind", "a=category,missing=category"}, "missing is another column; want a flag of its own, -kind missing=category")
	refused(t, []string{"fit", path, "-kind", "a=category,b=category"}, `"b=category", want number`)
}

// TestAdviceOnNamesWithEquals: flags that an error advises for a column mean this column, also where its name has a =.
func TestAdviceOnNamesWithEquals(t *testing.T) {
	text, codes := "x,a=b\n", "x,a=b\n"
	for i := range 60 {
		text += fmt.Sprintf("%d.5,%s\n", i*i%17, []string{"1.25", "2.5", ""}[i%3])
		codes += fmt.Sprintf("%d.5,%s\n", i*i%17, []string{"1.25", "2.5", "y"}[i%3])
	}
	path := write(t, "gaps.csv", text)
	refused(t, []string{"fit", path, "-out", t.TempDir()}, `or -kind a\=b=missing=mask for that column alone`)
	refused(t, []string{"fit", write(t, "codes.csv", codes), "-out", t.TempDir()}, `give -kind a\=b=category`)
	refused(t, []string{"fit", path, "-kind", `a\=b=missing=mask,log:9`, "-out", t.TempDir()}, `-kind a\=b=missing=mask,log:9, where positive is another word`)
	refused(t, []string{"fit", path, "-kind", `a\=b=missing=mask,x=log`, "-out", t.TempDir()}, `-kind a\=b=missing=mask,x=log: x is another column`)
	file := model(t, path, "-kind", `a\=b=missing=mask`)
	refused(t, []string{"conditional", file, "-of", "x"}, `give -given a\=b=VALUE`)
	refused(t, []string{"sample", file, "-given", `a\=b=1`}, `-given a\=b=1 has no effect`)
	refused(t, []string{"conditional", model(t, path, "-kind", `a\=b=leftout`), "-of", "x", "-given", `a\=b=1`}, `-given a\=b has no effect`)
}

// TestExcludedColumnsOfOtherTypes: columns that no table holds, such as lists and objects, may be excluded. Numbers of columns
// stay those of the file.
func TestExcludedColumnsOfOtherTypes(t *testing.T) {
	with, without := "", ""
	for i := range 80 {
		with += fmt.Sprintf("{\"l\": [1, %d], \"a\": %d.5, \"o\": {\"p\": 1}, \"b\": %d.25, \"w\": %d}\n", i, i*i%17, i*i*i%19, i%3)
		without += fmt.Sprintf("{\"a\": %d.5, \"b\": %d.25, \"w\": %d}\n", i*i%17, i*i*i%19, i%3)
	}
	path := write(t, "nested.jsonl", with)
	refused(t, []string{"fit", path, "-exclude", "o", "-out", t.TempDir()}, `column "l" is an array or an object; choose other columns, or -exclude it`)
	refused(t, []string{"fit", path, "-exclude", "l,o,q", "-out", t.TempDir()}, `no such column: "q"`)
	_, all := fit(t, path, "-exclude", "l,o", "-weights", "5")
	_, want := fit(t, write(t, "flat.jsonl", without), "-weights", "w")
	if got, want := line(t, all, "held-out mean"), line(t, want, "held-out mean"); got != want {
		t.Errorf("%s with columns that are excluded, %s without them", got, want)
	}
}
