// Stripes of an array: columns whose values for one row are adjacent.

package npy

import (
	"archive/zip"
	"bufio"
	"io"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A stripe is columns whose values for one row are adjacent: all columns of an array in C's order, one column in
// Fortran's.
type stripe struct {
	r      io.Reader
	size   int     // bytes in a row
	fields []field // those to read
	places []int   // their columns in the table
	raw    []byte
	sum    bool // whether end has a checksum to compare
}

// stripes returns the stripes with the wanted columns of an array; places maps these to columns of the table.
func (a *array) stripes(places map[int]int) ([]*stripe, error) {
	if !a.fortran || len(a.fields) == 1 {
		s, err := a.stripe(0, a.size)
		for j, f := range a.fields {
			if place, ok := places[j]; ok && err == nil {
				s.fields, s.places = append(s.fields, f), append(s.places, place)
			}
		}
		return []*stripe{s}, err
	}
	if len(places) > 1 {
		if err := a.unpack(); err != nil {
			return nil, err
		}
	}
	var out []*stripe
	for j, f := range a.fields {
		place, ok := places[j]
		if !ok {
			continue
		}
		s, err := a.stripe(int64(a.rows)*int64(f.at), f.size)
		if err != nil {
			return nil, err
		}
		if f.at = 0; len(out) > 0 {
			out[len(out)-1].sum = false // of an entry, once is enough
		}
		s.fields, s.places = []field{f}, []int{place}
		out = append(out, s)
	}
	return out, nil
}

// unpack copies an array that can be read from its beginning alone, as of an npz file, to a temporary file: each of its columns
// would otherwise read all columns before it.
func (a *array) unpack() error {
	r, err := a.open()
	if _, ok := r.(io.Seeker); ok || err != nil {
		return errors.Wrap(err, a.name)
	}
	in, err := table.NewInput(r, a.name)
	if err != nil {
		return err
	}
	a.closes(in)
	at, err := in.ReaderAt()
	if errors.Is(err, zip.ErrChecksum) {
		err = errors.WithMessagef(err, "table: %s is damaged", a.name)
	}
	a.open = func() (io.Reader, error) { return io.NewSectionReader(at, 0, at.Size()), nil }
	return err
}

// stripe reads an array from skip bytes after its header.
func (a *array) stripe(skip int64, size int) (*stripe, error) {
	r, err := a.open()
	if err != nil {
		return nil, errors.Wrap(err, a.name)
	}
	plain, ok := r.(io.Seeker)
	if ok {
		_, err = plain.Seek(a.header+skip, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, r, a.header+skip)
	}
	return &stripe{r: bufio.NewReaderSize(r, int(min(max(int64(size)*int64(a.rows), 16), 1<<16))), size: size, sum: !ok}, errors.Wrap(err, a.name)
}

// read adds n rows to the columns of batch.
func (s *stripe) read(batch *table.Table, n int) error {
	if len(s.raw) < s.size {
		s.raw = make([]byte, s.size)
	}
	for i := range n {
		if _, err := io.ReadFull(s.r, s.raw[:s.size]); err != nil {
			return errors.Wrapf(err, "table: %v: the file is cut short", batch.Place(i))
		}
		for k, f := range s.fields {
			to := batch.Columns[s.places[k]]
			if !f.add(to, s.raw[f.at:f.at+f.size]) {
				return errors.WithStack(&table.FieldError{Place: batch.Place(i), Column: to.Name, Text: f.text(s.raw), Want: to.Want()})
			}
		}
	}
	return nil
}

// end reads what is left of an entry of an npz file, whose checksum is compared where it ends.
func (s *stripe) end() error {
	if !s.sum {
		return nil
	}
	_, err := io.Copy(io.Discard, s.r)
	return err
}
