// samples: rows drawn from the model.

package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

// samplesBody is the body of a request for samples.
type samplesBody struct {
	N     int
	Seed  uint64
	Given map[string]string // as texts
}

func readSamplesBody(body io.Reader) (*samplesBody, error) {
	b := &samplesBody{N: 1}
	err := readObject(body, map[string]func(*json.Decoder) error{
		"n":     func(d *json.Decoder) error { return integer(d, &b.N) },
		"seed":  func(d *json.Decoder) error { return integer(d, &b.Seed) },
		"given": func(d *json.Decoder) (err error) { b.Given, err = givenTexts(d); return err },
	})
	return b, err
}

// samples answers with rows drawn from the model.
func (h *handler) samples(ctx context.Context, w http.ResponseWriter, r *http.Request) (int, error) {
	out, err := outputType(r)
	if err != nil {
		return 0, err
	}
	body, err := readSamplesBody(r.Body)
	if err != nil {
		return 0, err
	}
	if body.N < 1 || body.N > h.MaxRows {
		return 0, refuse(http.StatusBadRequest, "n is %d, want 1 to %d", body.N, h.MaxRows)
	}
	sampler := &sample.Sampler{Model: h.Model, Schema: h.Card.Schema, Seed: body.Seed}
	if sampler.Rows, err = given(sampler, body.Given); err != nil {
		return 0, err
	}
	if sampler.Rows == nil && sample.NeedsConditions(h.Card.Schema) {
		return 0, refuse(http.StatusBadRequest, "given: the model is a density given other columns; their values have to be there")
	}
	text, err := drawn(ctx, sampler, out, body.N)
	if err != nil {
		return 0, err
	}
	answer(w, out, http.StatusOK, text)
	return body.N, nil
}

// given is a row of the values by column of a request.
func given(s *sample.Sampler, values map[string]string) (*table.Table, error) {
	if len(values) == 0 {
		return nil, nil
	}
	row, err := s.Condition(values)
	if err != nil {
		return nil, &statusError{http.StatusBadRequest, err}
	}
	return row, nil
}

// givenTexts reads an object of values as texts; null has none.
func givenTexts(d *json.Decoder) (map[string]string, error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil || isNull(raw) {
		return nil, err
	}
	texts, values := map[string]string{}, json.NewDecoder(bytes.NewReader(raw))
	values.UseNumber()
	return texts, eachField(values, func(name string) error {
		if _, twice := texts[name]; twice {
			return refuse(http.StatusBadRequest, "%q stands twice", name)
		}
		var v any
		err := values.Decode(&v)
		switch v := v.(type) {
		case string, json.Number, bool:
			texts[name] = fmt.Sprint(v)
		case nil:
			texts[name] = "" // a missing value, as on the command line
		default:
			return cmp.Or(err, refuse(http.StatusBadRequest, "%q has %v, want a number, a text, a boolean, or null where it is missing", name, v))
		}
		return err
	})
}

// drawn is n samples as a body.
func drawn(ctx context.Context, s *sample.Sampler, as string, n int) ([]byte, error) {
	var body bytes.Buffer
	var w table.Writer = &rowsWriter{out: &body}
	if as == arrowType {
		var err error
		if w, err = arrow.NewStreamWriter(&body, s.Fields()); err != nil {
			return nil, err
		}
	}
	_, err := s.Write(ctx, w, n)
	return body.Bytes(), err
}
