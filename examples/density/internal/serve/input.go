// Rows of bodies: JSON, whose numbers are finite, or an Arrow stream.

package serve

import (
	"bytes"
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
func (h *handler) rows(r *http.Request) (*table.Table, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == arrowType:
		return h.arrowRows(r.Body)
	case err == nil && kind == jsonType:
		return h.jsonRows(r.Body)
	}
	return nil, refuse(http.StatusUnsupportedMediaType, "Content-Type is %q, want %s or %s", r.Header.Get("Content-Type"), jsonType, arrowType)
}

// arrowRows reads a stream. It ignores columns that the model does not have.
func (h *handler) arrowRows(body io.Reader) (*table.Table, error) {
	o := &table.Options{Columns: h.Card.Columns()}
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

// rowsBody is a JSON body: rows are objects, or lists of the columns' values in the order of Columns.
type rowsBody struct {
	Columns []string          `json:"columns"`
	Rows    []json.RawMessage `json:"rows"`
}

// jsonRows reads {"rows": …}.
func (h *handler) jsonRows(body io.Reader) (*table.Table, error) {
	var b rowsBody
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b); err != nil {
		return nil, badBody(err)
	}
	if err := atEnd(decoder); err != nil {
		return nil, err
	}
	switch {
	case len(b.Rows) == 0:
		return nil, refuse(http.StatusBadRequest, "rows: none, want a list of at least one")
	case len(b.Rows) > h.MaxRows:
		return nil, h.tooManyRows()
	}
	t := &table.Table{}
	t.Reset(h.fields)
	p := &rowParser{table: t, indices: map[string]int{}, seen: make([]int, len(h.fields))}
	for i, f := range h.fields {
		p.indices[f.Name] = i
	}
	if err := p.order(b.Columns); err != nil {
		return nil, err
	}
	for i, row := range b.Rows {
		if err := p.add(i+1, row); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// badBody is the error of a body that cannot be read. An error of its size or its time keeps its own status.
func badBody(err error) error {
	if status := statusOf(err); status != http.StatusInternalServerError {
		return err
	}
	return &statusError{http.StatusBadRequest, errors.WithMessage(err, "body")}
}

func atEnd(d *json.Decoder) error {
	if _, err := d.Token(); err != io.EOF {
		return refuse(http.StatusBadRequest, "body: something follows the JSON value")
	}
	return nil
}

// isNull says that a value is missing.
func isNull(value []byte) bool { return bytes.Equal(value, []byte("null")) }
