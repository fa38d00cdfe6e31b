// Waiting for a flow that another call uses ends with the context.

package likelihood_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// gate is a base that stops in LogProb once it is armed.
type gate struct {
	base.Standard
	armed   atomic.Bool
	inside  chan struct{}
	release chan struct{}
}

func (g *gate) LogProb(x []float64) float64 {
	if g.armed.CompareAndSwap(true, false) {
		close(g.inside)
		<-g.release
	}
	return g.Standard.LogProb(x)
}

func (g *gate) ScoreInput(score, x []float64) []float64 { return g.Standard.ScoreInput(score, x) }

// TestWaitingEndsWithTheContext: while one call uses the flow, other calls return as soon as their contexts end. The
// call that uses the flow is not disturbed.
func TestWaitingEndsWithTheContext(t *testing.T) {
	makers := map[string]func(dynamics.Field, likelihood.Settings) (*likelihood.Flow, error){
		"flow": func(f dynamics.Field, s likelihood.Settings) (*likelihood.Flow, error) { return likelihood.New(f, &s) },
		"stack": func(f dynamics.Field, s likelihood.Settings) (*likelihood.Flow, error) {
			return likelihood.NewStack([]dynamics.Field{f}, &likelihood.StackSettings{Flow: s})
		},
	}
	for name, newModel := range makers {
		g := &gate{inside: make(chan struct{}), release: make(chan struct{})}
		f, err := newModel(flowtest.BentField(t, 2), likelihood.Settings{Base: g})
		flowtest.Must(t, err)
		x, done := flowtest.Points(3, 2, 1), make(chan struct{})
		want, err := f.LogProbWith(context.Background(), x, nil)
		flowtest.Must(t, err)
		g.armed.Store(true)
		var held *likelihood.Density
		var heldErr error
		go func() {
			held, heldErr = f.LogProbWith(context.Background(), x, nil)
			close(done)
		}()
		<-g.inside
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		waiting := map[string]func() error{
			"LogProb":  func() error { _, err := f.LogProbWith(ended, x, nil); return err },
			"Gradient": func() error { _, err := f.Gradient(ended, x, nil); return err },
			"Sample":   func() error { _, err := f.SampleWith(ended, 2, 1, nil); return err },
			"Forward":  func() error { _, err := f.Forward(ended, x, nil); return err },
		}
		for call, run := range waiting {
			result := make(chan error, 1)
			go func() { result <- run() }()
			select {
			case err := <-result:
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %s gives %v, want the context's error", name, call, err)
				}
			case <-time.After(5 * time.Second): // fails instead of hanging; a call that works takes no time
				t.Errorf("%s: %s waits on after its context has ended", name, call)
			}
		}
		close(g.release)
		<-done
		flowtest.Must(t, heldErr)
		if held.LogProb[2] != want.LogProb[2] {
			t.Errorf("%s: log p of the call that used the flow is %v, want %v", name, held.LogProb[2], want.LogProb[2])
		}
		_, err = f.LogProbWith(context.Background(), x, nil)
		flowtest.Must(t, err)
	}
}
