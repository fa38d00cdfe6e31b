// Models that cannot be saved are refused before a training with a checkpoint.

package train_test

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/train"
	G "gorgonia.org/gorgonia"
)

// ownBase is a kind of base that nobody has registered.
type ownBase struct{ base.Standard }

// TestWhatCannotBeSavedIsSaidBeforeTraining: a model that could not be saved after the training is refused before a
// training with a checkpoint, and the error names the remedy.
func TestWhatCannotBeSavedIsSaidBeforeTraining(t *testing.T) {
	own, err := dynamics.NewField(2, nil, func(b *graph.Builder, t, z, c *G.Node) *G.Node { return b.Tanh(z) })
	must(t, err)
	mlp, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}})
	must(t, err)
	flow := func(field dynamics.Field, base base.Base) *likelihood.Flow {
		f, err := likelihood.New(field, &likelihood.Settings{Base: base})
		must(t, err)
		return f
	}
	stack, err := likelihood.NewStack([]dynamics.Field{own, mlp}, nil)
	must(t, err)
	augmented, err := augment.New(flow(own, nil), 1)
	must(t, err)
	one := make([][]float64, 40)
	for i, row := range normal(40, 1) {
		one[i] = row[:1]
	}
	for name, c := range map[string]struct {
		model  train.Model
		x      [][]float64
		remedy string
	}{
		"field":     {flow(own, nil), normal(40, 1), "modelfile.RegisterField"},
		"base":      {flow(mlp, ownBase{}), normal(40, 1), "modelfile.RegisterBase"},
		"stack":     {stack, normal(40, 1), "modelfile.RegisterField"},
		"augmented": {augmented, one, "modelfile.RegisterField"},
		"none":      {flow(mlp, nil), normal(40, 1), ""},
	} {
		if err := c.model.(train.Saver).Save(io.Discard); errors.Is(err, modelfile.ErrUnknownKind) != (c.remedy != "") {
			t.Errorf("%s: Save gives %v, want an error: %t", name, err, c.remedy != "")
		}
		before := values(c.model)
		s := train.Settings{Iterations: 1, Checkpoint: filepath.Join(t.TempDir(), "checkpoint")}
		result, err := train.Fit(ctx, c.model, c.x, quiet(s))
		if c.remedy == "" {
			must(t, err)
			continue
		}
		if result != nil || !errors.Is(err, modelfile.ErrUnknownKind) || !strings.Contains(err.Error(), c.remedy) {
			t.Errorf("%s: %+v, error %v, want one that names %s", name, result, err, c.remedy)
		}
		if mean, _ := c.model.Standardization(); mean != nil || !slices.Equal(values(c.model), before) {
			t.Errorf("%s: the model has been touched", name)
		}
		s.Checkpoint = ""
		if _, err := train.Fit(ctx, c.model, c.x, quiet(s)); err != nil {
			t.Errorf("%s, without a checkpoint: error %v, want none", name, err)
		}
	}
}
