// Sources and readers: tables read batch by batch, or whole.

package table

import (
	"io"
	"iter"

	"github.com/pkg/errors"
)

// A Source is a table that can be read any number of times, each time from its beginning by a Reader of its own.
type Source interface {
	Open() (Reader, error)
}

// A Reader reads a table once, batch by batch, in memory that does not grow with the table.
type Reader interface {
	// Fields returns the names and types of the columns.
	Fields() []Field
	// Notes describe what was detected in the file, one line each, for people.
	Notes() []string
	// Read fills batch, in the memory that it has, with at most n further rows. It returns io.EOF if there are none.
	Read(batch *Table, n int) error
	Close() error
}

// BatchRows is the default number of rows in a batch.
const BatchRows = 4096

// Batches returns the rest of a reader's rows in batches of n, or of BatchRows if n is 0. Each batch reuses the memory
// of the one before. An error ends them.
func Batches(r Reader, n int) iter.Seq2[*Table, error] {
	if n <= 0 {
		n = BatchRows
	}
	return func(yield func(*Table, error) bool) {
		if r == nil {
			yield(nil, errors.Wrap(ErrSettings, "rows of no reader"))
			return
		}
		batch := &Table{}
		for {
			err := r.Read(batch, n)
			if err == io.EOF || !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

// Each calls f with every batch of a source.
func Each(s Source, f func(batch *Table) error) error {
	if f == nil {
		return errors.Wrap(ErrSettings, "no function for the rows of a source")
	}
	r, err := open(s)
	if err != nil {
		return err
	}
	defer r.Close()
	for batch, err := range Batches(r, 0) {
		if err == nil {
			err = f(batch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open refuses a nil source.
func open(s Source) (Reader, error) {
	if s == nil {
		return nil, errors.Wrap(ErrSettings, "no source of rows")
	}
	return s.Open()
}

// ReadAll reads a source into memory. A source without rows is ErrNoRows.
func ReadAll(s Source) (*Table, error) {
	r, err := open(s)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t, err := ReadRest(r)
	if f, ok := s.(File); ok && errors.Is(err, ErrNoRows) {
		err = errors.WithMessage(err, f.name())
	}
	return t, err
}

// ReadRest reads the rest of a reader's rows into memory. If there are none it returns ErrNoRows.
func ReadRest(r Reader) (*Table, error) {
	if r == nil {
		return nil, errors.Wrap(ErrSettings, "rows of no reader")
	}
	whole := &Table{}
	whole.Reset(r.Fields())
	var parts []*Table
	for batch, err := range Batches(r, 0) {
		if err == nil {
			err = batch.Fits(whole.Fields())
		}
		if err != nil {
			return nil, err
		}
		if len(parts) == 0 {
			whole.Origin.File, whole.Origin.First = batch.Origin.File, batch.Origin.First
		}
		if batch.Rows() > 0 {
			parts = append(parts, batch.copied())
		}
	}
	if len(parts) == 0 {
		return nil, errors.WithStack(ErrNoRows)
	}
	whole.join(parts)
	return whole, nil
}

// Open returns a reader of the table, so a Table is a Source. Columns of different lengths are ErrLength.
func (t *Table) Open() (Reader, error) {
	if t == nil {
		t = &Table{}
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	return &memory{table: t}, nil
}

// memory reads a table in memory.
type memory struct {
	table *Table
	next  int
}

func (m *memory) Fields() []Field { return m.table.Fields() }
func (m *memory) Notes() []string { return nil }
func (m *memory) Close() error    { return nil }

func (m *memory) Read(batch *Table, n int) error {
	end := min(m.next+n, m.table.Rows())
	if m.next >= end {
		return io.EOF
	}
	batch.Reset(m.Fields())
	for j, c := range batch.Columns {
		for i := m.next; i < end; i++ {
			c.appendFrom(m.table.Columns[j], i)
		}
	}
	lines := batch.Origin.Lines
	if len(m.table.Origin.Lines) >= end {
		lines = append(lines, m.table.Origin.Lines[m.next:end]...)
	}
	batch.Origin = Origin{File: m.table.Origin.File, First: m.table.Origin.First + int64(m.next), Group: m.table.Origin.Group, Lines: lines}
	m.next = end
	return nil
}
