// Ensembles of conditional densities: against their members, samples that follow the condition of their row, a file, and
// what is refused.

package likelihood_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shifted is the density of z + 100c, with c of two columns as z: N(100c, I).
func shifted(t *testing.T) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewConditionalField(2, 2, graph.NewParams(tensor.Float32), func(b *graph.Builder, _, z, c *G.Node) *G.Node {
		return b.Add(b.Scale(c, 100), b.Scale(z, 0))
	})
	flowtest.Must(t, err)
	return newFlow(t, field, nil)
}

// conditionalMember is a network with standardised conditions.
func conditionalMember(t *testing.T, cond int, seed uint64) *likelihood.Flow {
	t.Helper()
	f := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}, Cond: cond, Seed: seed}), nil)
	flowtest.Must(t, f.StandardizeCondition([]float64{1, 5, 0}[:cond], []float64{2, float64(seed), 1}[:cond]))
	return f
}

// conditionalEnsemble has two conditional flows, the second in an ensemble of its own, and a normal density.
func conditionalEnsemble(t *testing.T, first, second *likelihood.Flow) *likelihood.Ensemble {
	t.Helper()
	inner := newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: second})
	return newEnsemble(t, nil, likelihood.Member{Weight: 1, Base: ensembleBase(t, 0.3, 1)}, likelihood.Member{Weight: 2, Model: first}, likelihood.Member{Weight: 1, Model: inner})
}

// TestConditionalEnsemble: log p(x | c) is the logarithm of the weighted sum of the members' densities under the condition of
// the row, or the one of all rows, and a file gives the same to the bit.
func TestConditionalEnsemble(t *testing.T) {
	first, second := conditionalMember(t, 2, 1), conditionalMember(t, 2, 2)
	e := conditionalEnsemble(t, first, second)
	if e.CondDim() != 2 {
		t.Fatalf("conditions of %d columns, want 2", e.CondDim())
	}
	var file bytes.Buffer
	flowtest.Must(t, e.Save(&file))
	loaded, err := likelihood.LoadModel(&file)
	flowtest.Must(t, err)
	x, c := flowtest.Points(5, 2, 1), flowtest.Points(5, 2, 2)
	for _, condition := range [][][]float64{c, c[:1]} {
		r := &likelihood.LogProbRequest{Condition: condition}
		got, err := e.LogProbWith(t.Context(), x, r)
		flowtest.Must(t, err)
		own, err := first.LogProbWith(t.Context(), x, r)
		flowtest.Must(t, err)
		other, err := second.LogProbWith(t.Context(), x, r)
		flowtest.Must(t, err)
		for i, row := range x {
			want := math.Log((math.Exp(ensembleBase(t, 0.3, 1).LogProb(row)) + 2*math.Exp(own.LogProb[i]) + math.Exp(other.LogProb[i])) / 4)
			flowtest.CloseTo(t, "log p", got.LogProb[i:i+1], []float64{want}, 1e-12)
		}
		again, err := loaded.LogProbWith(t.Context(), x, r)
		flowtest.Must(t, err)
		if !slices.Equal(again.LogProb, got.LogProb) {
			t.Errorf("log p is %v after loading, was %v", again.LogProb, got.LogProb)
		}
	}
}

// TestConditionalEnsembleSamples: each sample has the condition of its row, whichever member it is drawn from, and its
// log-density is that of the row under the condition.
func TestConditionalEnsembleSamples(t *testing.T) {
	e := newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: shifted(t)}, likelihood.Member{Weight: 2, Model: newEnsemble(t, nil, likelihood.Member{Weight: 1, Model: shifted(t)})})
	c := make([][]float64, 60)
	for i := range c {
		c[i] = []float64{float64(i), -float64(i)}
	}
	s, err := e.SampleWith(t.Context(), len(c), 3, &likelihood.SampleRequest{Condition: c, LogProb: true})
	flowtest.Must(t, err)
	for i, row := range s.X {
		u, v := row[0]-100*c[i][0], row[1]-100*c[i][1]
		if math.Abs(u) > 6 || math.Abs(v) > 6 {
			t.Fatalf("sample %d is %v, want one near %v", i, row, c[i])
		}
		flowtest.CloseTo(t, "log p", s.LogProb[i:i+1], []float64{-(u*u+v*v)/2 - math.Log(2*math.Pi)}, 1e-3)
	}
}

// TestConditionalEnsembleRefuses: conditions that do not fit are refused, with the row of the batch in which they are.
func TestConditionalEnsembleRefuses(t *testing.T) {
	e, x := conditionalEnsemble(t, conditionalMember(t, 2, 1), conditionalMember(t, 2, 2)), flowtest.Points(50, 2, 1)
	_, err := likelihood.NewEnsemble(nil, likelihood.Member{Weight: 1, Model: e}, likelihood.Member{Weight: 1, Model: conditionalMember(t, 3, 1)})
	flowtest.WantError(t, "two widths", err, likelihood.ErrSettings)
	_, err = e.LogProb(t.Context(), x)
	flowtest.WantError(t, "no condition", err, likelihood.ErrCondition)
	_, err = e.Sample(t.Context(), 3, 1)
	flowtest.WantError(t, "samples without a condition", err, likelihood.ErrCondition)
	_, err = newEnsemble(t, nil, likelihood.Member{Weight: 1, Base: ensembleBase(t, 1, 1)}).LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: x})
	flowtest.WantError(t, "a condition too many", err, likelihood.ErrCondition)
	e = conditionalEnsemble(t, shifted(t), shifted(t))
	for _, value := range []float64{math.NaN(), 1e300} { // the second is no float32
		c := flowtest.Points(50, 2, 2)
		c[37][1] = value
		_, logProb := e.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Condition: c})
		_, sample := e.SampleWith(t.Context(), 50, 1, &likelihood.SampleRequest{Condition: c, LogProb: true})
		for _, err := range []error{logProb, sample} {
			var bad *likelihood.DataError
			if !errors.As(err, &bad) || bad.What != "condition" || bad.Row != 37 || bad.Column != 1 {
				t.Errorf("%v: error is %v, want one of the condition in row 37, column 1", value, err)
			}
		}
	}
}
