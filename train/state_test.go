// A checkpoint's state has to fit its parameters.

package train

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// TestStateFitsItsParameters: a checkpoint whose checksum is right and whose content is not is refused before it is written
// over the parameters of a flow.
func TestStateFitsItsParameters(t *testing.T) {
	owner := graph.NewParams(tensor.Float64)
	if _, err := owner.Add("w", 2, 3); err != nil {
		t.Fatal(err)
	}
	params := owner.List()
	whole := func() *state {
		return &state{Iteration: 1, History: []Record{{Iteration: 1}}, Weights: copyOf(params), Optimizer: &optim.State{Vectors: [][][]float64{copyOf(params)}}}
	}
	if !whole().fits(params) {
		t.Error("a whole state is refused")
	}
	for name, spoil := range map[string]func(s *state){
		"no weights":              func(s *state) { s.Weights = nil },
		"short weights":           func(s *state) { s.Weights[0] = s.Weights[0][1:] },
		"long moments":            func(s *state) { s.Optimizer.Vectors[0] = append(s.Optimizer.Vectors[0], nil) },
		"short moments":           func(s *state) { s.Optimizer.Vectors[0][0] = nil },
		"average":                 func(s *state) { s.Average = weights{{1}} },
		"best":                    func(s *state) { s.Best = best{Iteration: 1} },
		"history in disorder":     func(s *state) { s.Iteration, s.History = 2, []Record{{Iteration: 1}, {Iteration: 1}} },
		"history without its end": func(s *state) { s.Iteration = 2 },
		"history is lost":         func(s *state) { s.History = nil },
		"future score":            func(s *state) { s.Scored = 2 },
	} {
		s := whole()
		spoil(s)
		if s.fits(params) {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestOlderNamesOfTraits: a checkpoint that calls a trait by the name that it had before is of the same run.
func TestOlderNamesOfTraits(t *testing.T) {
	older := fingerprint{{Name: "hash of the weights", Value: "1"}, {Name: "model", Value: "*likelihood.Stack"}}
	if err := older.check("", fingerprint{{Name: rowWeights, Value: "1"}, {Name: "model", Value: stackKind}}); err != nil {
		t.Error(err)
	}
}
