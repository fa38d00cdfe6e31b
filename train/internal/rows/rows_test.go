// Renumbering the rows of errors.

package rows_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/internal/rows"
)

// TestReasonsAreNotRenumbered: of rows that fail, each for a reason that is an error of data itself, all are listed.
func TestReasonsAreNotRenumbered(t *testing.T) {
	reason := func(row int) error {
		return &likelihood.DataError{What: "angles", Row: row, Column: -1, Value: 7, Cause: likelihood.ErrNotFinite}
	}
	err := rows.Renumber(&likelihood.RowsError{Rows: []int{1, 2}, Reasons: []error{reason(1), reason(2)}, Total: 4}, "a batch", func(row int) int { return 10 - row })
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) || !slices.Equal(failed.Rows, []int{8, 9}) {
		t.Errorf("%v, want rows 8 and 9", err)
	}
}
