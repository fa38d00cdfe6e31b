// Tables and columns that their user has made otherwise than by New are refused by a typed error, and not read beyond
// their ends.

package table_test

import (
	"io"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// brokenTables are tables that New would not make.
func brokenTables() map[string]*table.Table {
	typed, short := table.NewNumbers("x", 1, 2), table.NewNumbers("x", 1, 2)
	typed.Type, short.Numbers = table.Date, short.Numbers[:1]
	return map[string]*table.Table{
		"a column that is nil":           {Columns: []*table.Column{nil}},
		"columns of different lengths":   {Columns: []*table.Column{table.NewNumbers("x", 1, 2), table.NewTexts("y", "a")}},
		"values of another type":         {Columns: []*table.Column{typed}},
		"fewer values than Missing says": {Columns: []*table.Column{short}},
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	refused := func(err error) bool { return errors.Is(err, table.ErrLength) || errors.Is(err, table.ErrSettings) }
	for what, broken := range brokenTables() {
		if _, err := table.New(broken.Columns...); !refused(err) {
			t.Errorf("New of %s: got %v, want a refusal", what, err)
		}
		if _, err := table.ReadAll(broken); !refused(err) {
			t.Errorf("reading %s: got %v, want a refusal", what, err)
		}
		w, err := table.NewCSVWriter(io.Discard, broken.Fields())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(broken); !refused(err) {
			t.Errorf("writing %s: got %v, want a refusal", what, err)
		}
		last := broken.Columns[len(broken.Columns)-1]
		if last.Format(-1)+last.Format(1) != "" || table.NewTexts("x").AppendConverted(last, 1) {
			t.Errorf("%s has a value beyond its end", what)
		}
	}
}

func TestAppendRefusesOtherColumns(t *testing.T) {
	whole, err := table.New(table.NewNumbers("x", 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []*table.Table{nil, {}, {Columns: []*table.Column{table.NewNumbers("y", 1)}}, {Columns: []*table.Column{table.NewTexts("x", "a")}}} {
		if err := whole.Append(other); err == nil || whole.Rows() != 1 {
			t.Errorf("got %v, and %d rows; want an error and 1", err, whole.Rows())
		}
	}
	if err := whole.Append(whole); err != nil || whole.Rows() != 2 {
		t.Errorf("a table to itself: got %v, and %d rows; want 2", err, whole.Rows())
	}
}
