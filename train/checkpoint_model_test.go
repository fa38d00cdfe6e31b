// Checkpoints of models that compute something else are refused, and the first difference is named.

package train_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// variant is a model whose parameters have the names and shapes of those of its family.
type variant struct {
	difference string // from the first of the family, as a CheckpointError names it
	model      func(t *testing.T) train.Model
}

func mlpFlow(m dynamics.MLPSettings, s likelihood.Settings) func(t *testing.T) train.Model {
	return func(t *testing.T) train.Model {
		m.Hidden = []int{4}
		field, err := dynamics.NewMLP(2, &m)
		must(t, err)
		flow, err := likelihood.New(field, &s)
		must(t, err)
		return flow
	}
}

func stackOf(n likelihood.NormSettings, s likelihood.Settings, extra int) func(t *testing.T) train.Model {
	return func(t *testing.T) train.Model {
		field, err := dynamics.NewMLP(2+extra, &dynamics.MLPSettings{Hidden: []int{4}})
		must(t, err)
		n.Ends = true
		stack, err := likelihood.NewStack([]dynamics.Field{field}, &likelihood.StackSettings{Flow: s, Norm: &n})
		must(t, err)
		if extra == 0 {
			return stack
		}
		augmented, err := augment.New(stack, extra)
		must(t, err)
		augmented.Draws = int(n.Share * 10)
		return augmented
	}
}

func ownFlow(f func(b *graph.Builder, z *G.Node) *G.Node) func(t *testing.T) train.Model {
	return func(t *testing.T) train.Model {
		params := graph.NewParams(tensor.Float64)
		w, err := params.Add("w", 2, 2)
		must(t, err)
		field, err := dynamics.NewField(2, params, func(b *graph.Builder, t, z, c *G.Node) *G.Node {
			return f(b, b.MatMul(z, b.Param(w), false, false))
		})
		must(t, err)
		flow, err := likelihood.New(ownField{field}, nil)
		must(t, err)
		return flow
	}
}

// frozenFlow is an ownFlow that reads a frozen parameter.
func frozenFlow(value float64) func(t *testing.T) train.Model {
	return func(t *testing.T) train.Model {
		frozen, err := graph.NewParams(tensor.Float64).Add("frozen", 1, 2)
		must(t, err)
		must(t, frozen.SetAll([]float64{1, value}))
		return ownFlow(func(b *graph.Builder, z *G.Node) *G.Node { return b.Mul(b.Tanh(z), b.Param(frozen)) })(t)
	}
}

// ownField is a registered kind of field.
type ownField struct{ dynamics.Field }

func init() {
	err := modelfile.RegisterField("train's own", func(f dynamics.Field) (any, bool) {
		_, ok := f.(ownField)
		return nil, ok
	}, func(json.RawMessage) (dynamics.Field, error) { return nil, errors.New("not loaded by any test") })
	if err != nil {
		panic(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestCheckpointsOfOtherModels: no model that computes other numbers resumes a checkpoint, even where every parameter has
// its name and shape. The error names the first difference, and the model is as it was.
func TestCheckpointsOfOtherModels(t *testing.T) {
	x := normal(60, 1)
	shifted := func(t *testing.T) *base.Gaussian {
		g, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
		must(t, err)
		return g
	}
	for name, family := range map[string][]variant{
		"flow": {{"", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{})},
			{"", mlpFlow(dynamics.MLPSettings{Seed: 5}, likelihood.Settings{Solver: &integrate.Settings{Workers: 1}})},
			{"Activation", mlpFlow(dynamics.MLPSettings{Activation: dynamics.Softplus}, likelihood.Settings{})},
			{"Float64", mlpFlow(dynamics.MLPSettings{Float64: true}, likelihood.Settings{})},
			{"T0", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{T0: 1})},
			{"T1", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{T1: 2})},
			{"Base", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{Base: shifted(t)})},
			{"Trace.Method", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}})},
			{"GradientTrace.Method", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{GradientTrace: &trace.Settings{Method: trace.Hutchinson}})},
			{"Penalties.Kinetic", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: 1}})},
			{"FreeDensity", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{FreeDensity: true})},
			{"Solver.ATol", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{Solver: &integrate.Settings{ATol: 1e-4}})},
			{"Solver.Tableau", mlpFlow(dynamics.MLPSettings{}, likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 10}})},
			{"model", stackOf(likelihood.NormSettings{}, likelihood.Settings{}, 0)}},
		"stack": {{"", stackOf(likelihood.NormSettings{}, likelihood.Settings{}, 0)},
			{"Norm.Share", stackOf(likelihood.NormSettings{Share: 0.5}, likelihood.Settings{}, 0)},
			{"T1", stackOf(likelihood.NormSettings{}, likelihood.Settings{T1: 3}, 0)},
			{"Base", stackOf(likelihood.NormSettings{}, likelihood.Settings{Base: shifted(t)}, 0)}},
		"augmented": {{"", stackOf(likelihood.NormSettings{Share: 0.1}, likelihood.Settings{}, 1)},
			{"Draws", stackOf(likelihood.NormSettings{Share: 0.2}, likelihood.Settings{}, 1)}},
		"own": {{"", ownFlow(func(b *graph.Builder, z *G.Node) *G.Node { return b.Tanh(z) })},
			{"Graph", ownFlow(func(b *graph.Builder, z *G.Node) *G.Node { return b.Sin(z) })}},
		"frozen": {{"", frozenFlow(1)}, {"", frozenFlow(1)}, {"Field.Frozen", frozenFlow(2)}},
	} {
		s := train.Settings{Iterations: 1, Checkpoint: filepath.Join(t.TempDir(), "checkpoint")}
		_, err := train.Fit(ctx, family[0].model(t), x, quiet(s))
		must(t, err)
		s.Resume = true
		for i, v := range family {
			m := v.model(t)
			before := values(m)
			_, err := train.Fit(ctx, m, x, quiet(s))
			if v.difference == "" {
				if err != nil {
					t.Errorf("%s %d: error %v, want none", name, i, err)
				}
				continue
			}
			var other *train.CheckpointError
			if !errors.As(err, &other) || !errors.Is(err, train.ErrCheckpoint) || !strings.Contains(other.What, v.difference) || other.Have == other.Want {
				t.Errorf("%s: error %v, want one that names %s", name, err, v.difference)
			}
			if mean, _ := m.Standardization(); mean != nil || !slices.Equal(values(m), before) {
				t.Errorf("%s, %s: the model has been touched", name, v.difference)
			}
		}
	}
}

// TestCheckpointOfVersionOne: a checkpoint of version 1, which does not say of which network it is, is refused by its
// version.
func TestCheckpointOfVersionOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	must(t, os.WriteFile(path, []byte("gorgoflow checkpoint 1\n0000"), 0o600))
	_, err := train.Fit(ctx, newGaussian(2), normal(20, 1), quiet(train.Settings{Iterations: 1, Checkpoint: path, Resume: true}))
	if !errors.Is(err, train.ErrCheckpoint) || !strings.Contains(err.Error(), "version 1") {
		t.Errorf("error %v, want an ErrCheckpoint that says version 1", err)
	}
}
