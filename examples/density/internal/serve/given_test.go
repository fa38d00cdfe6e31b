// Samples given that a value is missing.

package serve_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/serve"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestSamplesGivenNull: null is a missing value of what samples are given, as it is one of rows.
func TestSamplesGivenNull(t *testing.T) {
	x, kind := table.NewNumbers("x"), table.NewTexts("kind")
	for i := range 60 {
		x.AppendNumber(float64(i*i%31) / 7.3)
		if i%3 == 0 {
			kind.AppendMissing()
		} else {
			kind.AppendText([]string{"a", "b"}[i%2])
		}
	}
	rows := must[*table.Table](t)(table.New(x, kind))
	s := must[*schema.Schema](t)(schema.New(rows, &schema.Settings{Missing: schema.Mask}))
	dim, conditions := s.Dims()
	field := must[*dynamics.MLP](t)(dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 3, Cond: conditions}))
	f := must[*likelihood.Flow](t)(likelihood.New(field, nil))
	url := start(t, serve.Options{Model: f, Card: &card.Card{Schema: s, Fit: card.Fit{Unit: "nats"}}}).URL
	for given, want := range map[string]string{`null`: `,null],[`, `"a"`: `,"a"],[`} {
		status, answer := postJSON(t, url+"/v1/samples", `{"n": 3, "given": {"kind": `+given+`}}`)
		if status != 200 || strings.Count(answer, want) != 2 {
			t.Errorf("given %s: %d, %s", given, status, answer)
		}
	}
}
