// samples: rows drawn from the model.

package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

// samplesBody is the body of a request for samples.
type samplesBody struct {
	N     int            `json:"n"`
	Seed  uint64         `json:"seed"`
	Given map[string]any `json:"given"`
}

// samples answers with rows drawn from the model.
func (h *handler) samples(ctx context.Context, w http.ResponseWriter, r *http.Request) (int, error) {
	out, err := outputType(r)
	if err != nil {
		return 0, err
	}
	body := samplesBody{N: 1}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(&body); err != nil {
		return 0, badBody(err)
	}
	if err := atEnd(decoder); err != nil {
		return 0, err
	}
	if body.N < 1 || body.N > h.MaxRows {
		return 0, refuse(http.StatusBadRequest, "n is %d, want 1 to %d", body.N, h.MaxRows)
	}
	sampler := &sample.Sampler{Model: h.Model, Schema: h.Card.Schema, Seed: body.Seed}
	if sampler.Given, err = given(sampler, body.Given); err != nil {
		return 0, err
	}
	if sampler.Given == nil && sample.NeedsConditions(h.Card.Schema) {
		return 0, refuse(http.StatusBadRequest, "given: the model is a density given other columns; their values have to be there")
	}
	text, err := drawn(ctx, sampler, out, body.N)
	if err != nil {
		return 0, err
	}
	answer(w, out, http.StatusOK, text)
	return body.N, nil
}

// given are the conditions of a request, from values by column.
func given(s *sample.Sampler, values map[string]any) ([][]float64, error) {
	if len(values) == 0 {
		return nil, nil
	}
	texts := map[string]string{}
	for name, v := range values {
		switch v := v.(type) {
		case string:
			texts[name] = v
		case json.Number:
			texts[name] = v.String()
		case bool:
			texts[name] = "false"
			if v {
				texts[name] = "true"
			}
		default:
			return nil, refuse(http.StatusBadRequest, "given: %q has %v, want a number, a text or a boolean", name, v)
		}
	}
	condition, err := s.Condition(texts)
	if err != nil {
		return nil, &statusError{http.StatusBadRequest, err}
	}
	return condition, nil
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
