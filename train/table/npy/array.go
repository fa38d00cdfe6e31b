// The header of an array: its rows, its columns, and their bytes.

package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// array is the content of a header, and how to read what follows it.
type array struct {
	name    string // of the file or of the entry of an npz file
	rows    int
	fields  []field // of a row, or of a column in Fortran's order
	size    int     // bytes in a row
	columns []string
	refused error // of an array that is no columns of a table; it may be there as long as it is not chosen
	fortran bool
	open    func() (io.Reader, error) // from the first byte of the header on
	header  int64                     // bytes in the header
	bytes   int64                     // that open can give
	closes  func(c io.Closer)         // has c closed with the file
}

// readHeader reads the header of an array of so many bytes. The library panics on damaged headers.
func readHeader(open func() (io.Reader, error), bytes int64, name string) (a *array, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Errorf("table: %s: damaged header: %v", name, r)
		}
	}()
	r, err := open()
	if err != nil {
		return nil, errors.Wrap(err, name)
	}
	if r, err = begun(r); err != nil {
		return nil, errors.Wrap(err, name)
	}
	counted := &counting{r: r}
	file, err := npy.NewReader(counted)
	if err != nil {
		return nil, errors.Wrap(err, name)
	}
	a = &array{name: name, open: open, header: counted.n, bytes: bytes, fortran: file.Header.Descr.Fortran}
	d, width, what := a.shape(file.Header.Descr.Type, file.Header.Descr.Shape)
	switch {
	case what != "":
		a.refuse(&table.ColumnError{Column: name, Type: what, Cause: table.ErrColumnType})
	case !a.isThere() && a.rows == 0: // an empty table of many columns, which are not listed
		a.refuse(errors.Wrap(table.ErrNoRows, name))
	case !a.isThere():
		a.refuse(errors.Errorf("table: %s: the file is cut short, or its header is damaged: it says %d rows of %d bytes, of which %d are there", name, a.rows, a.size, bytes-a.header))
	default:
		a.list(d, width)
	}
	return a, nil
}

// maxHeader bounds the length that a header states.
const maxHeader = 1 << 20

// begun refuses a longer header before the library allocates memory for it. Version 3, which the library does not know,
// differs from version 2 only in its encoding, UTF-8.
func begun(r io.Reader) (io.Reader, error) {
	start := make([]byte, 12)
	n, err := io.ReadFull(r, start)
	if err == nil && start[6] > 1 && binary.LittleEndian.Uint32(start[8:]) > maxHeader {
		err = errors.New("damaged header: it says to be of gigabytes")
	}
	if start[6] == 3 {
		start[6] = 2
	}
	return io.MultiReader(bytes.NewReader(start[:n]), r), err
}

// counting counts the bytes that are read.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// shape parses rows, columns and the bytes of a row. It says what the array is if it cannot be read; "" otherwise. The type d
// is that of all columns; nil if each has its own.
func (a *array) shape(text string, shape []int) (d *dtype, width int, what string) {
	width = 1
	switch len(shape) {
	case 1:
	case 2:
		width = shape[1]
	default:
		return nil, 0, fmt.Sprintf("an array of %d dimensions", len(shape))
	}
	a.rows = shape[0]
	ok := a.rows >= 0 && 1 <= width && width <= maxColumns
	if strings.HasPrefix(text, "[") && len(shape) == 1 {
		var known bool
		a.fields, a.size, known = parseFields(text)
		ok = ok && known
	} else if one, known := parseType(strings.Trim(text, "'")); ok {
		ok = known && width <= math.MaxInt32/max(one.size, 1)
		d, a.size = &one, width*one.size
	}
	switch {
	case !ok:
		return nil, 0, fmt.Sprintf("of type %s and shape %v", text, shape)
	case a.size == 0:
		return nil, 0, "of values without size"
	}
	return d, width, ""
}

// maxColumns bounds the width that a header states.
const maxColumns = 1 << 20

// isThere reports whether the file is as long as its rows. That of a few small rows is found where they are read.
func (a *array) isThere() bool {
	const small = 1 << 12
	return int64(max(a.rows, 1)) <= max(a.bytes-a.header, small)/int64(a.size)
}

// list lists the columns; columns of one type d are numbered.
func (a *array) list(d *dtype, width int) {
	for j := 0; d != nil && j < width; j++ {
		name := a.name
		if width > 1 {
			name = fmt.Sprint(a.name, " ", j+1)
		}
		a.fields = append(a.fields, field{name, *d, j * d.size})
	}
	for _, f := range a.fields {
		a.columns = append(a.columns, f.name)
	}
}

// tell makes texts of columns that the options say to be texts.
func (a *array) tell(o *table.Options) {
	for k := range a.fields {
		if f := &a.fields[k]; o.Types[a.columns[k]] == table.Text && f.is != table.Text {
			f.dtype = f.asText()
		}
	}
}

// refuse makes the array one column that cannot be read: others of the file may be chosen.
func (a *array) refuse(why error) {
	a.fields, a.columns, a.refused = nil, []string{a.name}, errors.WithStack(why)
}
