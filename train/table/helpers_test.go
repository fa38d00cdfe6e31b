// Helpers: tables of texts, read and shown.

package table_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}

// pipe hides all of a reader but Read, as standard input does.
type pipe struct{ io.Reader }

func read(t *testing.T, text string, o *table.Options) (*table.Table, []string, error) {
	t.Helper()
	r, err := table.NewReader(pipe{strings.NewReader(text)}, "mine.csv", o)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	whole, err := table.ReadRest(r)
	return whole, r.Notes(), err
}

// show is a table in short: its header with types, then its rows.
func show(t *table.Table) string {
	var lines []string
	for i := -1; i < t.Rows(); i++ {
		var row []string
		for _, c := range t.Columns {
			if i < 0 {
				row = append(row, c.Name+":"+c.Type.String())
			} else {
				row = append(row, c.Format(i))
			}
		}
		lines = append(lines, strings.Join(row, ","))
	}
	return strings.Join(lines, " ")
}

// zipped compresses a content into memory, where no write fails.
func zipped(content []byte) []byte {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write(content)
	zip.Close()
	return packed.Bytes()
}
