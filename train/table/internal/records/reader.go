// Tables read from record batches.

package records

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Next returns one record batch after another, each valid until the next call, with the number, from 1, of its row
// group or record batch in the file. It returns io.EOF after the last.
type Next func() (batch arrow.RecordBatch, group int, err error)

// A Reader is a table.Reader of record batches.
type Reader struct {
	File   string
	Next   Next
	Chosen []int         // columns of the record batches
	Of     []table.Field // their names and types
	Said   []string      // notes
	Closes func() error
	First  int64       // rows of the file before the next one
	Bad    func(error) // as table.Options.Bad

	batch arrow.RecordBatch
	add   []adder // of the chosen columns of the current record batch
	row   int     // the next row of the current record batch
	group int
}

// Fields returns the names and types of the columns.
func (r *Reader) Fields() []table.Field { return r.Of }

// Notes describe what was detected.
func (r *Reader) Notes() []string { return r.Said }

// Close ends reading.
func (r *Reader) Close() error { return r.Closes() }

// Read takes rows of one record batch.
func (r *Reader) Read(batch *table.Table, n int) (err error) {
	defer Recover(r.File, &err)
	if err := r.more(); err != nil {
		return err
	}
	batch.Reset(r.Of)
	batch.Origin.File, batch.Origin.First, batch.Origin.Group = r.File, r.First, r.group
	end := min(r.row+n, int(r.batch.NumRows()))
	for k, to := range batch.Columns {
		if err := r.column(batch, to, k, end); err != nil {
			return err
		}
	}
	r.First += int64(end - r.row)
	r.row = end
	return nil
}

// more goes on to the next record batch with rows when the current one has been read.
func (r *Reader) more() (err error) {
	for r.batch == nil || r.row >= int(r.batch.NumRows()) {
		if r.batch, r.group, err = r.Next(); err != nil {
			r.batch = nil
			if err == io.EOF {
				return err
			}
			return errors.WithMessage(err, r.File)
		}
		r.row, r.add = 0, r.add[:0]
		for k, j := range r.Chosen {
			r.add = append(r.add, adderAs(r.Of[k].Type, r.batch.Column(j)))
		}
	}
	return nil
}

func (r *Reader) column(batch *table.Table, to *table.Column, k, end int) error {
	values := r.batch.Column(r.Chosen[k])
	if addNumbers(to, values, r.row, end) {
		return nil
	}
	for i := r.row; i < end; i++ {
		switch {
		case values.IsNull(i):
			to.AppendMissing()
		case !r.add[k](to, i):
			bad := &table.FieldError{Place: batch.Place(i - r.row), Column: to.Name, Text: values.ValueStr(i), Want: to.Want()}
			if r.Bad == nil {
				return errors.WithStack(bad)
			}
			r.Bad(bad)
			to.AppendMissing()
		}
	}
	return nil
}
