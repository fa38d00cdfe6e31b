// Conditions by values and by files.

package sample_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// sampler is of a density of x given a code, a day that is written day first, a constant and a copy of the code.
func sampler(t *testing.T) *sample.Sampler {
	t.Helper()
	x, like, code, always := table.NewNumbers("x"), table.NewTexts("like"), table.NewTexts("code"), table.NewTexts("always")
	day := &table.Column{Field: table.Field{Name: "day", Type: table.Date, Layout: "02/01/2006"}}
	for i := range 60 {
		x.AppendNumber(float64(i*i%31) / 7.3)
		code.AppendText([]string{"7", "007", "x"}[i%3])
		like.AppendText(code.Texts[i])
		always.AppendText("the same")
		day.AppendParsed([]string{"03/04/2021", "04/03/2021", "25/12/2021"}[i%3])
	}
	rows, err := table.New(x, like, code, always, day)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"like", "code", "always", "day"} {
		if err := s.Set(name, "condition"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	return &sample.Sampler{Schema: s}
}

// TestConditionsOfFiles: the values of a file are what the same texts are by themselves, whatever the file's other rows
// would make of them: digits are the code that they spell, and dates are read as the data's were. Its other columns are
// not read.
func TestConditionsOfFiles(t *testing.T) {
	s := sampler(t)
	path := filepath.Join(t.TempDir(), "given.csv")
	if err := os.WriteFile(path, []byte("code,day,x,note\n007,03/04/2021,1,\n7,04/03/2021,none,later\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := s.ConditionsOf(path)
	if err != nil || rows.Rows() != 2 {
		t.Fatalf("%d conditions, %v", rows.Rows(), err)
	}
	got, err := s.Schema.Given(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range []map[string]string{{"code": "007", "day": "03/04/2021"}, {"code": "7", "day": "04/03/2021"}} {
		one, err := s.Condition(row)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := s.Schema.Given(one, 0); err != nil || !slices.Equal(got[i], want[0]) {
			t.Errorf("row %d is %v in a file, and %v by itself, %v", i, got[i], want, err)
		}
	}
}

// TestConstantConditions: a column that is a constant or a copy in the data is no condition whose value has to be
// chosen. A level that is not known is refused with those that are, a date in another layout with that of the data.
func TestConstantConditions(t *testing.T) {
	s := sampler(t)
	if _, err := s.Condition(map[string]string{"code": "x", "day": "25/12/2021"}); err != nil {
		t.Error(err)
	}
	if _, err := s.Condition(map[string]string{"code": "y", "day": "25/12/2021"}); err == nil || !strings.Contains(err.Error(), "3 levels: 007, 7, x") {
		t.Errorf("a level not known: %v, want those that are", err)
	}
	if _, err := s.Condition(map[string]string{"code": "x", "day": "2021-12-25"}); err == nil || !strings.Contains(err.Error(), "want a date like 02/01/2006") {
		t.Errorf("a date in another layout: %v, want the layout of the data", err)
	}
	for _, name := range []string{"always", "like"} {
		if _, err := s.Condition(map[string]string{"code": "x", "day": "25/12/2021", name: "1"}); err == nil {
			t.Errorf("%s has an effect, which nothing can have", name)
		}
	}
}

// TestDatesWithoutLayout: a date without a zone is refused with what has one, where the data have no layout, as times of Parquet with a
// zone have none.
func TestDatesWithoutLayout(t *testing.T) {
	c := &schema.Column{Name: "at", Kind: schema.Date, Type: table.Date}
	if got, err := sample.Value(c, "2021-12-25T08:00:00+01:00"); err != nil || !got.Dates[0].Equal(time.Date(2021, 12, 25, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("got %v, %v, want the time in UTC", got, err)
	}
	for _, text := range []string{"2021-12-25", "2021-12-25 08:00:00"} {
		if _, err := sample.Value(c, text); err == nil || !strings.Contains(err.Error(), "want a date like 2006-01-02T15:04:05Z07:00") {
			t.Errorf("%s: %v, want how dates are written", text, err)
		}
	}
}
