// A reader of answers by Arrow's own library.

package serve_test

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// readArrow reads a stream of one batch. It takes infinities, which the readers of package table refuse.
func readArrow(r io.Reader) (*table.Table, error) {
	stream, err := ipc.NewReader(r)
	if err != nil {
		return nil, err
	}
	batch, err := stream.Read()
	if err != nil {
		return nil, err
	}
	t := &table.Table{}
	for i, values := range batch.Columns() {
		c := &table.Column{Field: table.Field{Name: batch.ColumnName(i)}}
		for k := range values.Len() {
			c.Missing = append(c.Missing, values.IsNull(k))
			switch values := values.(type) {
			case *array.Float64:
				c.Numbers = append(c.Numbers, values.Value(k))
			case *array.String:
				c.Texts = append(c.Texts, values.Value(k))
			}
		}
		t.Columns = append(t.Columns, c)
	}
	return t, nil
}
