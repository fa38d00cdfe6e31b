// Training: a short run, a run resumed from an old checkpoint file, and old model files.

package golden_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

const (
	checkpointPath = "testdata/checkpoint"
	flowPath       = "testdata/flow.gorgoflow"
	stackPath      = "testdata/stack.gorgoflow"
)

// steps is the length of the run. The run that wrote the checkpoint was half as long.
const steps = 8

// fitted is a stack with everything that a run keeps: norms, a trained base, float32 weights.
func fitted(t testing.TB, method *tableau.Tableau) *likelihood.Flow {
	return newStack(t, dynamics.MLPSettings{Hidden: []int{5}}, likelihood.StackSettings{
		Norm: &likelihood.NormSettings{Ends: true},
		Flow: likelihood.Settings{Base: newMixture(t), TrainBase: true, GradientTrace: &traces[2], Solver: &integrate.Settings{Tableau: method}}})
}

func fitSettings() *train.Settings {
	return &train.Settings{Iterations: steps, Batch: 32, Optimizer: optim.Adam{Rate: 0.01}, Seed: 3, Average: 0.9, ValidateEvery: 2, Progress: io.Discard}
}

// bent are rows beside a parabola.
func bent() [][]float64 {
	x := points(120, 2, 7)
	for i := range x {
		x[i][1] = float64(0.5*x[i][1]) + float64(x[i][0]*x[i][0])
	}
	return x
}

func (b bits) addRun(t *testing.T, name string, m train.Model, r *train.Result) {
	t.Helper()
	for i, p := range m.Params() {
		b.add(t, fmt.Sprintf("%s: %d %s", name, i, p.Name), p.Values())
	}
	mean, std := m.Standardization()
	b.add(t, name+": standardization", mean, std)
	var losses []float64
	for _, h := range r.History {
		losses = append(losses, h.Loss, h.Norm, h.Evaluations)
	}
	b.add(t, name+": losses", losses, r.Score.Mean, r.Score.Error, r.Best)
}

func TestFit(t *testing.T) {
	m := fitted(t, nil)
	r, err := train.Fit(t.Context(), m, bent(), fitSettings())
	must(t, err)
	b := bits{}
	b.addRun(t, "fit", m, r)
	b.check(t, "fit")
}

// halfway is a recorder that stops a run after half of its steps.
type halfway context.CancelFunc

func (halfway) Init() error { return nil }

func (stop halfway) Record(r *train.Record) error {
	if r.Iteration == steps/2 {
		stop()
	}
	return nil
}

// TestResume: a checkpoint file of earlier code goes on to the same weights, by the method that was the default then. The
// file is never written over.
func TestResume(t *testing.T) {
	writeMissing(t, checkpointPath, func() {
		ctx, cancel := context.WithCancel(t.Context())
		s := fitSettings()
		s.Checkpoint, s.Recorder = checkpointPath, halfway(cancel)
		if _, err := train.Fit(ctx, fitted(t, tableau.Dopri5), bent(), s); err == nil {
			t.Fatal("the run goes to its end, want it stopped halfway")
		}
	})
	raw, err := os.ReadFile(checkpointPath)
	must(t, err)
	s := fitSettings()
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	must(t, os.WriteFile(s.Checkpoint, raw, 0o644))
	if _, err := train.Fit(t.Context(), fitted(t, nil), bent(), s); !errors.Is(err, train.ErrCheckpoint) || !strings.Contains(fmt.Sprint(err), "Dopri5") {
		t.Errorf("resumed by today's default: %v, want ErrCheckpoint that names Dopri5", err)
	}
	m := fitted(t, tableau.Dopri5)
	r, err := train.Fit(t.Context(), m, bent(), s)
	must(t, err)
	if r.Iterations != steps || len(r.History) != steps {
		t.Fatalf("%d iterations, history of %d, want %d", r.Iterations, len(r.History), steps)
	}
	b := bits{}
	b.addRun(t, "resumed", m, r)
	b.check(t, "resume")
}

// TestModelFiles: model files of earlier code score the same. The files are never written over.
func TestModelFiles(t *testing.T) {
	writeMissing(t, flowPath, func() {
		net := dynamics.MLPSettings{Hidden: []int{6, 5}, Cond: 1, Fourier: []float64{2}, Activation: dynamics.Swish}
		flow := newFlow(t, newMLP(t, 2, net), likelihood.Settings{Base: newMixture(t), TrainTime: true, Penalties: penalties, Trace: traces[4]})
		must(t, flow.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
		must(t, flow.SaveFile(flowPath))
	})
	writeMissing(t, stackPath, func() {
		m := fitted(t, nil)
		_, err := train.Fit(t.Context(), m, bent(), fitSettings())
		must(t, err)
		must(t, m.SaveFile(stackPath))
	})
	b := bits{}
	flow, err := likelihood.LoadFile(flowPath)
	must(t, err)
	b.addDensity(t, "flow", flow, points(12, 2, 3), points(12, 1, 4))
	checkWritten(t, flow.SaveFile, func(path string) (func(string) error, error) {
		f, err := likelihood.LoadFile(path)
		return f.SaveFile, err
	})
	stack, err := likelihood.LoadFile(stackPath)
	must(t, err)
	b.addDensity(t, "stack", stack, points(12, 2, 3), nil)
	checkWritten(t, stack.SaveFile, func(path string) (func(string) error, error) {
		s, err := likelihood.LoadFile(path)
		return s.SaveFile, err
	})
	b.check(t, "model files")
}

// checkWritten: a model that is written, read and written once more has the same file to the byte.
func checkWritten(t *testing.T, save func(string) error, load func(string) (func(string) error, error)) {
	t.Helper()
	first, second := filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "second")
	must(t, save(first))
	again, err := load(first)
	must(t, err)
	must(t, again(second))
	if a, b := contents(t, first), contents(t, second); a != b {
		t.Errorf("a model file changes when it is read and written")
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	return string(raw)
}

// writeMissing makes a file of the code at hand if -update is given and there is none.
func writeMissing(t *testing.T, path string, write func()) {
	t.Helper()
	if _, err := os.Stat(path); os.IsNotExist(err) && *update {
		write()
	}
}
