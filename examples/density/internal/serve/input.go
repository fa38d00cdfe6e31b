// Rows of bodies: JSON, whose numbers are finite, or an Arrow stream.

package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
	"github.com/pkg/errors"
)

// The types of bodies.
const (
	jsonType  = "application/json"
	arrowType = "application/vnd.apache.arrow.stream"
)

// rows reads the rows of a request.
func (h *handler) rows(ctx context.Context, r *http.Request) (*table.Table, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == arrowType:
		return h.arrowRows(r.Body)
	case err == nil && kind == jsonType:
		return h.jsonRows(ctx, r.Body)
	}
	return nil, refuse(http.StatusUnsupportedMediaType, "Content-Type is %q, want %s or %s", r.Header.Get("Content-Type"), jsonType, arrowType)
}

// arrowRows reads a stream. It ignores columns that the model does not have.
func (h *handler) arrowRows(body io.Reader) (*table.Table, error) {
	o := &table.Options{Columns: h.Card.Columns(), Unpacked: h.MaxBytes}
	h.Card.Typed(o)
	in, err := arrow.NewStreamReader(body, "body", o)
	if err != nil {
		return nil, badBody(err)
	}
	defer in.Close()
	all := &table.Table{}
	for batch, err := range table.Batches(in, 0) {
		if err != nil {
			return nil, badBody(err)
		}
		if all.Columns == nil {
			all.Reset(batch.Fields())
		}
		if err := all.Append(batch); err != nil {
			return nil, badBody(err)
		}
		if all.Rows() > h.MaxRows {
			return nil, h.tooManyRows()
		}
	}
	if all.Rows() == 0 {
		return nil, refuse(http.StatusBadRequest, "body: no rows")
	}
	return all, nil
}

func (h *handler) tooManyRows() error {
	return refuse(http.StatusRequestEntityTooLarge, "more than %d rows, want them in several requests", h.MaxRows)
}

// jsonRows reads {"columns": …, "rows": …}. Rows are objects, or lists of the columns' values in the order of columns.
func (h *handler) jsonRows(ctx context.Context, body io.Reader) (*table.Table, error) {
	var columns []string
	var rows []json.RawMessage
	err := readObject(body, map[string]func(*json.Decoder) error{
		"columns": func(d *json.Decoder) error { return d.Decode(&columns) },
		"rows":    func(d *json.Decoder) (err error) { rows, err = h.rawRows(d); return err },
	})
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, refuse(http.StatusBadRequest, "rows: none, want a list of at least one")
	}
	t := &table.Table{}
	t.Reset(h.fields)
	p := &rowParser{table: t, indices: map[string]int{}, seen: make([]int, len(h.fields))}
	for i, f := range h.fields {
		p.indices[f.Name] = i
	}
	if err := p.order(columns); err != nil {
		return nil, err
	}
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := p.add(i+1, row); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// rawRows reads a list of rows, and stops at the first that is too many: millions of empty rows fit into a body.
func (h *handler) rawRows(d *json.Decoder) (rows []json.RawMessage, err error) {
	switch token, err := d.Token(); {
	case err != nil || token == nil:
		return nil, err
	case token != json.Delim('['):
		return nil, errors.Errorf("rows: %v, want a list", token)
	}
	for d.More() {
		if len(rows) == h.MaxRows {
			return nil, h.tooManyRows()
		}
		var row json.RawMessage
		if err := d.Decode(&row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	_, err = d.Token()
	return rows, err
}

// badBody is the error of a body that cannot be read. An error of its size or its time keeps its own status.
func badBody(err error) error {
	if status := statusOf(err); status != http.StatusInternalServerError {
		return err
	}
	return &statusError{http.StatusBadRequest, errors.WithMessage(err, "body")}
}

// isNull says that a value is missing.
func isNull(value []byte) bool { return bytes.Equal(value, []byte("null")) }
