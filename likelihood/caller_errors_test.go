// Panics of the caller's code, nil arguments, and ended contexts come back as errors.

package likelihood_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// calls are all methods that solve.
func calls(t *testing.T, d *likelihood.Flow) map[string]func(context.Context) error {
	x := flowtest.Points(4, d.Dim(), 1)
	augmented, err := augment.New(d, 1)
	flowtest.Must(t, err)
	return map[string]func(context.Context) error{
		"LogProb": func(c context.Context) error { _, err := d.LogProb(c, x); return err },
		"Certify": func(c context.Context) error {
			_, err := d.LogProbWith(c, x, &likelihood.LogProbRequest{Certify: true})
			return err
		},
		"Gradient": func(c context.Context) error { _, err := d.Gradient(c, x, nil); return err },
		"Sample":   func(c context.Context) error { _, err := d.Sample(c, 2, 1); return err },
		"Both":     func(c context.Context) error { _, _, err := sampleAndLogProb(c, d, 2, 1); return err },
		"Forward":  func(c context.Context) error { _, err := d.Forward(c, x, nil); return err },
		"Inverse":  func(c context.Context) error { _, err := d.Inverse(c, x, nil); return err },
		"Mean":     func(c context.Context) error { _, err := d.MeanLogProb(c, x, nil); return err },
		"Augmented": func(c context.Context) error {
			_, err := augmented.LogProb(c, flowtest.Points(4, d.Dim()-1, 1))
			return err
		},
	}
}

// explosive is a base and a field whose methods panic once it is lit.
type explosive struct {
	base.Standard
	dynamics.Field
	lit bool
}

func (e *explosive) blow() {
	if e.lit {
		panic("the caller's")
	}
}

func (e *explosive) Dim() int              { return e.Field.Dim() }
func (e *explosive) Params() *graph.Params { e.blow(); return e.Field.Params() }
func (e *explosive) LogProb(x []float64) float64 {
	e.blow()
	return e.Standard.LogProb(x)
}

func (e *explosive) ScoreInput(score, x []float64) []float64 {
	e.blow()
	return e.Standard.ScoreInput(score, x)
}

func (e *explosive) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	e.blow()
	return e.Field.Build(b, t, z, c)
}

// TestPanicsOfTheCallersCodeAreErrors: panics of a base or a field after New come back as errors from every method that
// uses them, on the caller's goroutine too. The flow works again once the panics are over.
func TestPanicsOfTheCallersCodeAreErrors(t *testing.T) {
	for _, stacked := range []bool{false, true} {
		e := &explosive{Field: flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})}
		s := likelihood.Settings{Base: e}
		d := newFlow(t, e, &s)
		if stacked {
			stack, err := likelihood.NewStack([]dynamics.Field{e}, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{Ends: true}})
			flowtest.Must(t, err)
			d = stack
		}
		var panicked *graph.PanicError
		for name, call := range calls(t, d) {
			e.lit = true
			if err := call(context.Background()); name != "Sample" && name != "Forward" && name != "Inverse" && !errors.As(err, &panicked) {
				t.Errorf("stack %v, %s: error is %v, want the panic", stacked, name, err)
			}
			e.lit = false
			flowtest.Must(t, call(context.Background()))
		}
	}
	e := &explosive{Field: flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})}
	flow := newFlow(t, e, nil)
	e.lit = true
	for name, err := range map[string]error{
		"Trace":         errorOf(flow.Trace()),
		"GradientTrace": errorOf(flow.GradientTrace()),
		"New":           errorOf(likelihood.New(e, nil)),
		"NewStack":      errorOf(likelihood.NewStack([]dynamics.Field{e}, nil)),
	} {
		if panicked := (*graph.PanicError)(nil); !errors.As(err, &panicked) {
			t.Errorf("%s: error is %v, want the panic", name, err)
		}
	}
}

func errorOf[V any](_ V, err error) error { return err }

// TestWhatIsNilIsRefused: a nil context, a nil flow and nil arguments give errors.
func TestWhatIsNilIsRefused(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, nil)
	for _, d := range []*likelihood.Flow{flow, stack} {
		for name, call := range calls(t, d) {
			flowtest.WantError(t, name+" without a context", call(nil), likelihood.ErrSettings)
		}
		flowtest.WantError(t, "update without a function", d.Update(t.Context(), nil), likelihood.ErrSettings)
	}
	_, err := augment.New(nil, 1)
	flowtest.WantError(t, "augmented", err, likelihood.ErrSettings)
	_, err = augment.New((*likelihood.Flow)(nil), 1)
	flowtest.WantError(t, "augmented of a nil flow", err, likelihood.ErrSettings)
	for name, err := range map[string]error{
		"nil covariance": errorOf(base.NewGaussian([]float64{1}, (*mat.SymDense)(nil))),
		"nil adjustment": adjusted(t, flow),
	} {
		if panicked := (*graph.PanicError)(nil); !errors.As(err, &panicked) {
			t.Errorf("%s: error is %v, want a panic's", name, err)
		}
	}
}

func adjusted(t *testing.T, flow *likelihood.Flow) error {
	var file bytes.Buffer
	flowtest.Must(t, flow.Save(&file))
	return errorOf(likelihood.Load(&file, nil))
}

// rude is a base whose registered functions panic.
type rude struct{ base.Standard }

func TestPanicsOfRegisteredKindsAreErrors(t *testing.T) {
	flowtest.Must(t, modelfile.RegisterBase("rude", func(b base.Base) (any, bool) {
		if _, ok := b.(rude); ok {
			panic("no")
		}
		return nil, false
	}, func(json.RawMessage) (base.Base, error) { panic("neither") }))
	var panicked *graph.PanicError
	if err := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Base: rude{}}).Save(&bytes.Buffer{}); !errors.As(err, &panicked) {
		t.Errorf("saving: %v", err)
	}
	file := fileOf(t, newFlow(t, flowtest.BentField(t, 2), nil))
	file.Model = bytes.Replace(file.Model, []byte(`"standard normal"`), []byte(`"rude"`), 1)
	if _, err := likelihood.Load(bytes.NewReader(bytesOf(t, file))); !errors.As(err, &panicked) {
		t.Errorf("loading: %v", err)
	}
}

// TestEveryCallEndsWithItsContext: a context that has ended ends every call with its error.
func TestEveryCallEndsWithItsContext(t *testing.T) {
	over, cancel := context.WithCancel(context.Background())
	cancel()
	s := likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 2}}
	for _, d := range []*likelihood.Flow{newFlow(t, flowtest.BentField(t, 2), &s), newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Flow: s})} {
		for name, call := range calls(t, d) {
			if err := call(over); !errors.Is(err, context.Canceled) {
				t.Errorf("%T, %s: error is %v", d, name, err)
			}
		}
	}
}
