// Failures: the rows of a batch that could not be solved, from all flows and blocks.

package likelihood

import (
	"slices"
	"sync"
)

// failures are the rows of a batch that some flow of a stack could not solve.
type failures struct {
	mu      sync.Mutex
	reasons map[int]error
}

// add notes rows, counted from the given one of the batch.
func (f *failures) add(from int, failed *RowsError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reasons == nil {
		f.reasons = map[int]error{}
	}
	for i, row := range failed.Rows {
		if _, known := f.reasons[from+row]; !known {
			f.reasons[from+row] = failed.Reasons[i]
		}
	}
}

// rows is the error of a batch of total rows; nil where no row failed.
func (f *failures) rows(total int) *RowsError {
	if len(f.reasons) == 0 {
		return nil
	}
	failed := &RowsError{Total: total}
	for row := range f.reasons {
		failed.Rows = append(failed.Rows, row)
	}
	slices.Sort(failed.Rows)
	for _, row := range failed.Rows {
		failed.Reasons = append(failed.Reasons, f.reasons[row])
	}
	return failed
}
