// Files that formats of a user's own write.

package table_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// once is a format that counts how often Create and Close are called. It begins its files with a long text at once, and
// refuses a column named bad after that.
type once struct {
	to              io.Writer
	creates, closes int
}

const begins = 1 << 17 // bytes, more than a buffer has

func (f *once) create(w io.Writer, fields []table.Field) (table.Writer, error) {
	f.to, f.creates = w, f.creates+1
	if _, err := io.WriteString(w, strings.Repeat("a", begins)); err != nil {
		return nil, err
	}
	if fields[0].Name == "bad" {
		return nil, errors.New("a bad name")
	}
	return f, nil
}

func (f *once) Write(batch *table.Table) error {
	_, err := io.WriteString(f.to, strings.Repeat("b", batch.Rows()))
	return err
}

func (f *once) Close() error { f.closes++; return nil }

// TestCreateOnce: a format makes one writer of a file, which is closed if the file cannot be made. What it writes before it
// refuses fields does not reach a file that is there.
func TestCreateOnce(t *testing.T) {
	mine := &once{}
	must(t, table.Register(&table.Format{
		Name: "once", Match: func([]byte) bool { return false }, Suffixes: []string{".once"}, Create: mine.create,
		Open: func(*table.Input, *table.Options) (table.Reader, error) { return nil, io.EOF },
	}))
	path := filepath.Join(t.TempDir(), "x.once")
	rows, err := table.New(table.NewNumbers("x", 1, 2))
	must(t, err)
	w, err := table.Create(path, rows.Fields())
	must(t, err)
	must(t, errors.Join(w.Write(rows), w.Close()))
	want := strings.Repeat("a", begins) + "bb"
	if _, err := table.Create(path, []table.Field{{Name: "bad"}}); err == nil {
		t.Error("bad fields are no error")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%d bytes, %v, want %d", len(got), err, len(want))
	}
	if mine.creates != 2 || mine.closes != 1 {
		t.Errorf("Create was called %d times for two files, Close %d times for one", mine.creates, mine.closes)
	}
	if _, err := table.Create(filepath.Join(path, "y.once"), rows.Fields()); err == nil || mine.creates != mine.closes+1 {
		t.Errorf("a file in a file: %v; %d writers, %d of them closed", err, mine.creates, mine.closes)
	}
}
