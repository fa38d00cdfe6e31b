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
}

// readHeader reads the header. The library panics on damaged headers.
func readHeader(open func() (io.Reader, error), name string) (a *array, err error) {
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
	a = &array{name: name, open: open, header: counted.n, fortran: file.Header.Descr.Fortran}
	if what := a.shape(file.Header.Descr.Type, file.Header.Descr.Shape); what != "" {
		a.refuse(what)
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

// shape parses rows and columns. It says what the array is if it cannot be read; "" otherwise.
func (a *array) shape(text string, shape []int) string {
	width := 1
	switch len(shape) {
	case 1:
	case 2:
		width = shape[1]
	default:
		return fmt.Sprintf("an array of %d dimensions", len(shape))
	}
	a.rows = shape[0]
	if strings.HasPrefix(text, "[") && len(shape) == 1 {
		var ok bool
		if a.fields, a.size, ok = parseFields(text); !ok {
			return "of type " + text
		}
		return a.named(nil, width)
	}
	d, ok := parseType(strings.Trim(text, "'"))
	if !ok || a.rows < 0 || width < 1 || width > maxColumns || a.rows > math.MaxInt/maxColumns/max(d.size, 1) {
		return fmt.Sprintf("of type %s and shape %v", text, shape)
	}
	return a.named(&d, width)
}

// maxColumns bounds the width that a header states.
const maxColumns = 1 << 20

// named lists the columns; columns of one type d are numbered. It says what is wrong with them; "" if nothing is.
func (a *array) named(d *dtype, width int) string {
	for j := range width {
		if d != nil {
			name := a.name
			if width > 1 {
				name = fmt.Sprint(a.name, " ", j+1)
			}
			a.fields = append(a.fields, field{name, *d, j * d.size})
			a.size += d.size
		}
	}
	for _, f := range a.fields {
		a.columns = append(a.columns, f.name)
	}
	if a.size == 0 {
		return "of values without size"
	}
	return ""
}

// refuse makes the array one column that cannot be read: others of the file may be chosen.
func (a *array) refuse(what string) {
	a.fields, a.columns = nil, []string{a.name}
	a.refused = errors.WithStack(&table.ColumnError{Column: a.name, Type: what, Cause: table.ErrColumnType})
}
