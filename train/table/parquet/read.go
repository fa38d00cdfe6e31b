// The reader of Parquet files, row group after row group.

package parquet

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/magic"
	"github.com/gorgoflow/gorgoflow/train/table/internal/messages"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
	"github.com/pkg/errors"
)

// Register cannot fail: the name is unique, and no field is missing.
func init() {
	_ = table.Register(&table.Format{
		Name:     "Parquet",
		Match:    func(head []byte) bool { return magic.Begins(head, "PAR1") },
		Open:     open,
		Create:   NewWriter,
		Suffixes: []string{".parquet", ".pq"},
		Groups:   true,
	})
}

func open(in *table.Input, o *table.Options) (reader table.Reader, err error) {
	defer records.Recover(in.Name, &err)
	arrow, err := parse(in, o.Group != 0)
	if err != nil {
		return nil, err
	}
	groups, err := groupsOf(arrow, o.Group)
	if err != nil {
		return nil, errors.WithMessage(err, in.Name)
	}
	return choose(in, arrow, groups, o)
}

// groupsOf returns all row groups of a file, or one of them.
func groupsOf(arrow *pqarrow.FileReader, group int) (*groups, error) {
	meta := arrow.ParquetReader()
	all := &groups{arrow: arrow, end: meta.NumRowGroups()}
	if group == 0 {
		return all, nil
	}
	if group < 1 || group > all.end {
		return nil, errors.Wrapf(table.ErrSettings, "row group %d, want one from 1 to %d", group, all.end)
	}
	one := &groups{arrow: arrow, group: group - 1, end: group}
	for k := range group - 1 {
		one.first += meta.MetaData().RowGroups[k].NumRows
	}
	return one, nil
}

// parse reads a file's footer, which is kept where one row group is read alone.
func parse(in *table.Input, alone bool) (*pqarrow.FileReader, error) {
	at, err := in.ReaderAt()
	if err != nil {
		return nil, err
	}
	properties := parquet.NewReaderProperties(memory.DefaultAllocator)
	properties.BufferedStreamEnabled = true // reads page by page, not whole row groups
	rows, err := newReader(at, properties, alone)
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	if err := checkSchema(rows); err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	arrow, err := pqarrow.NewFileReader(rows, pqarrow.ArrowReadProperties{BatchSize: table.BatchRows}, memory.DefaultAllocator)
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	return arrow, nil
}

// checkSchema checks Arrow's schema in the footer, where Arrow's writers leave it, before the library reads it.
func checkSchema(rows *file.Reader) error {
	text := rows.MetaData().KeyValueMetadata().FindValue("ARROW:schema")
	if text == nil {
		return nil
	}
	message, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(*text, "="))
	if err == nil {
		err = messages.CheckSchema(message)
	}
	return errors.Wrap(err, "Arrow's schema in the footer")
}

// choose sets the columns to read. Record batches have the file's order of columns, whatever the wanted order.
func choose(in *table.Input, arrow *pqarrow.FileReader, groups *groups, o *table.Options) (table.Reader, error) {
	schema, err := arrow.Schema()
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	chosen, err := o.Choose(records.Names(schema))
	if err != nil {
		return nil, err
	}
	fields, err := records.Fields(schema, chosen, o)
	if err != nil {
		return nil, err
	}
	sorted := slices.Sorted(slices.Values(chosen))
	places := make([]int, len(chosen))
	groups.leaves = make([]int, len(chosen))
	for i, j := range chosen {
		places[i] = slices.Index(sorted, j)
		groups.leaves[places[i]] = arrow.Manifest.Fields[j].ColIndex
	}
	meta := arrow.ParquetReader()
	notes := append(in.Notes, fmt.Sprintf("format: Parquet, rows: %d, row groups: %d", meta.NumRows(), meta.NumRowGroups()))
	return &records.Reader{File: in.Name, Next: groups.next, Chosen: places, Of: fields, Said: notes, First: groups.first, Bad: o.Bad, Closes: func() error { return groups.close(in) }}, nil
}

// groups reads one row group after another.
type groups struct {
	first  int64 // rows of the file before the row group
	arrow  *pqarrow.FileReader
	leaves []int
	rows   pqarrow.RecordReader // of the current row group; nil before the first
	group  int                  // number of the current row group, from 1
	end    int                  // number of the last row group to read
}

func (g *groups) next() (arrowlib.RecordBatch, int, error) {
	for {
		if g.rows != nil {
			batch, err := g.rows.Read()
			if err != io.EOF {
				return batch, g.group, err
			}
			g.rows.Release()
			g.rows = nil
		}
		if g.group == g.end {
			return nil, g.group, io.EOF
		}
		rows, err := g.arrow.GetRecordReader(context.Background(), g.leaves, []int{g.group})
		if err != nil {
			return nil, g.group, err
		}
		g.rows = rows
		g.group++
	}
}

func (g *groups) close(in *table.Input) error {
	if g.rows != nil {
		g.rows.Release()
		g.rows = nil
	}
	return in.Close()
}
