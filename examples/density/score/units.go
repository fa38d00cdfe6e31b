// The units of work: row groups of Parquet files, and as many rows of other files at a time.

package score

import (
	"cmp"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

const (
	unitRows  = 1 << 16 // rows of a unit of a file that is read from its beginning
	batchRows = 1 << 14 // rows that are scored at a time
)

// A unit is the rows of a file that become one part of the output. It has to be read or passed over before the next unit.
type unit struct {
	file string
	// read calls each with batches; it reports false where the file has no rows left.
	read func(each func(*table.Table) error) (some bool, err error)
	// free says that the unit can be passed over without being read.
	free bool
}

// each is the units of the run's files, in order. The last one of a file that is read from its beginning may have no rows.
func (r *Run) each() iter.Seq2[*unit, error] {
	return func(yield func(*unit, error) bool) {
		for _, path := range r.Files {
			more := false
			if isParquet(path) {
				more = groups(path, r.Options, yield)
			} else {
				more = r.equalUnits(path, yield)
			}
			if !more {
				return
			}
		}
	}
}

// isParquet looks at a file's first bytes.
func isParquet(path string) bool {
	if !isRegular(path) { // bytes of a pipe that are looked at are gone
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false // the error is reported when the file is read
	}
	defer file.Close()
	head := make([]byte, 128)
	n, _ := io.ReadFull(file, head)
	return slices.ContainsFunc(table.Formats(), func(f *table.Format) bool { return f.Name == "Parquet" && f.Match(head[:n]) })
}

// groups are the row groups of a file, each of which can be read without those before.
func groups(path string, o *table.Options, yield func(*unit, error) bool) (more bool) {
	before, err := os.Stat(path)
	if err != nil {
		return yield(nil, errors.WithStack(err))
	}
	list, err := groupsWithRows(path)
	if err != nil {
		return yield(nil, err)
	}
	for _, group := range list {
		one := *o
		one.Group = group
		read := func(each func(*table.Table) error) (bool, error) {
			err := readAll(path, &one, each)
			return true, cmp.Or(isStill(path, before), err)
		}
		if !yield(&unit{file: path, free: true, read: read}, nil) {
			return false
		}
	}
	return true
}

// isStill refuses a file that has been replaced or written since: each row group is read from the file that has the name then.
func isStill(path string, before os.FileInfo) error {
	now, err := os.Stat(path)
	if err != nil {
		return errors.WithStack(err)
	}
	if !os.SameFile(before, now) || now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()) {
		return errors.Errorf("%s has changed while it was scored; score it again, or a copy of it", path)
	}
	return nil
}

// groupsWithRows reads a file's footer: the numbers of the row groups, from 1, that have rows.
func groupsWithRows(path string) (list []int, err error) {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, errors.Wrap(err, path)
	}
	defer f.Close()
	for k := range f.NumRowGroups() {
		if f.MetaData().RowGroup(k).NumRows() > 0 {
			list = append(list, k+1)
		}
	}
	return list, nil
}

// readAll reads the rows that options have.
func readAll(path string, o *table.Options, each func(*table.Table) error) error {
	r, err := table.File{Path: path, Options: o}.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	for batch, err := range table.Batches(r, batchRows) {
		if err == nil {
			err = each(batch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// equalUnits are units of UnitRows rows, of a file that is read once.
func (r *Run) equalUnits(path string, yield func(*unit, error) bool) (more bool) {
	reader, err := r.open(path)
	if err != nil {
		return yield(nil, err)
	}
	defer reader.Close()
	for last := false; !last; {
		read := func(each func(*table.Table) error) (some bool, err error) {
			rows := 0
			if rows, err = readUnit(reader, r.UnitRows, each); err != nil {
				return false, err
			}
			last = rows < r.UnitRows
			return rows > 0, nil
		}
		if !yield(&unit{file: path, read: read}, nil) {
			return false
		}
	}
	return true
}

func readUnit(r table.Reader, n int, each func(*table.Table) error) (rows int, err error) {
	var batch table.Table
	for rows < n {
		switch err := r.Read(&batch, min(batchRows, n-rows)); {
		case err == io.EOF:
			return rows, nil
		case err != nil:
			return rows, err
		}
		rows += batch.Rows()
		if err := each(&batch); err != nil {
			return rows, err
		}
	}
	return rows, nil
}
