// The readers of .npy and .npz files: arrays of one length side by side.

package npy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// magic begins an array.
const magic = "\x93NUMPY"

// Register cannot fail: the names are unique, and no field is missing.
func init() {
	_ = table.Register(&table.Format{
		Name:  "npy",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) },
		Open:  openNpy,
	})
	_ = table.Register(&table.Format{
		Name:  "npz",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) && firstIsNpy(head) },
		Open:  openNpz,
	})
}

// firstIsNpy reports whether the first entry of a zip file is named .npy.
func firstIsNpy(head []byte) bool {
	if len(head) < 30 {
		return false
	}
	end := 30 + int(head[26]) + int(head[27])<<8
	return end <= len(head) && bytes.HasSuffix(head[30:end], []byte(".npy"))
}

func openNpy(in *table.Input, o *table.Options) (table.Reader, error) {
	at, err := in.ReaderAt()
	if err != nil {
		return nil, err
	}
	open := func() (io.Reader, error) { return io.NewSectionReader(at, 0, at.Size()), nil }
	a, err := readHeader(open, at.Size(), "column")
	if err != nil {
		return nil, errors.WithMessage(err, in.Name)
	}
	if err := a.checkAlone(at); err != nil {
		return nil, errors.WithMessage(err, in.Name)
	}
	if len(a.columns) == 1 && a.columns[0] == "column" {
		a.columns[0] = "column 1"
	}
	return newReader(in, []*array{a}, o)
}

// checkAlone refuses a file in which another array follows, as numpy.save writes one after another into an open file: a
// table of the first would lack the others' rows.
func (a *array) checkAlone(at io.ReaderAt) error {
	next := make([]byte, len(magic))
	if n, _ := at.ReadAt(next, a.header+int64(a.rows)*int64(a.size)); a.refused == nil && string(next[:n]) == magic {
		return errors.Errorf("table: another array follows the first one, of %d rows; save them as one array, or by numpy.savez", a.rows)
	}
	return nil
}

func openNpz(in *table.Input, o *table.Options) (table.Reader, error) {
	at, err := in.ReaderAt()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(at, at.Size())
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	var arrays []*array
	for _, entry := range archive.File {
		open := func() (io.Reader, error) {
			r, err := entry.Open()
			if err == nil {
				in.Closes(r)
			}
			return r, err
		}
		a, err := readHeader(open, unpacked(entry, at.Size()), strings.TrimSuffix(entry.Name, ".npy"))
		if err != nil {
			return nil, errors.WithMessage(err, in.Name)
		}
		a.closes = in.Closes
		arrays = append(arrays, a)
	}
	return newReader(in, arrays, o)
}

// unpacked bounds the bytes of an entry, which may state more than it has: deflate packs at most 1032 bytes into one.
func unpacked(entry *zip.File, archive int64) int64 {
	packed := min(entry.CompressedSize64, uint64(archive))
	return int64(min(entry.UncompressedSize64, 1032*packed))
}

// reader reads arrays of one length side by side.
type reader struct {
	in      *table.Input
	fields  []table.Field
	stripes []*stripe
	rows    int
	read    int
	notes   []string
}

// newReader chooses columns, and refuses chosen arrays of different lengths.
func newReader(in *table.Input, arrays []*array, o *table.Options) (table.Reader, error) {
	var names []string
	for _, a := range arrays {
		names = append(names, a.columns...)
	}
	chosen, err := o.Choose(names)
	if err != nil {
		return nil, err
	}
	r := &reader{in: in, fields: make([]table.Field, len(chosen)), rows: -1}
	r.notes = append(in.Notes, fmt.Sprintf("format: NumPy, arrays: %d", len(arrays)))
	first := 0 // number of the array's first column
	for _, a := range arrays {
		a.tell(o)
		if err := r.addArray(a, first, chosen); err != nil {
			var bad *table.ColumnError
			if errors.As(err, &bad) {
				bad.Have = names
			}
			return nil, err
		}
		first += len(a.columns)
	}
	return r, nil
}

// addArray adds the chosen columns of an array, whose columns count from first on.
func (r *reader) addArray(a *array, first int, chosen []int) error {
	places := map[int]int{}
	for place, j := range chosen {
		if k := j - first; 0 <= k && k < len(a.columns) {
			if a.refused != nil {
				return a.refused
			}
			places[k] = place
			r.fields[place] = table.Field{Name: a.columns[k], Type: a.fields[k].is, Layout: a.fields[k].layout}
		}
	}
	if len(places) == 0 {
		return nil
	}
	if r.rows >= 0 && r.rows != a.rows {
		return errors.Wrapf(table.ErrLength, "%s has %d rows, others have %d; choose columns", a.name, a.rows, r.rows)
	}
	r.rows = a.rows
	stripes, err := a.stripes(places)
	r.stripes = append(r.stripes, stripes...)
	return err
}

func (r *reader) Fields() []table.Field { return r.fields }
func (r *reader) Notes() []string       { return r.notes }
func (r *reader) Close() error          { return r.in.Close() }

func (r *reader) Read(batch *table.Table, n int) error {
	n = min(n, r.rows-r.read)
	if n <= 0 {
		return io.EOF
	}
	batch.Reset(r.fields)
	batch.Origin.File, batch.Origin.First = r.in.Name, int64(r.read)
	for _, s := range r.stripes {
		if err := s.read(batch, n); err != nil {
			return err
		}
	}
	if r.read += n; r.read == r.rows {
		return r.end()
	}
	return nil
}

// end finds damage of values that have been read.
func (r *reader) end() error {
	for _, s := range r.stripes {
		if err := s.end(); err != nil {
			return errors.Wrapf(err, "table: %s is damaged", r.in.Name)
		}
	}
	return nil
}
