// Many callers, while parameters change or alone.

package likelihood_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestReadersSeeWholeModels: while another goroutine changes the parameters, every call gets the numbers of the model
// before or after a change.
func TestReadersSeeWholeModels(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	stack, err := likelihood.NewStack([]dynamics.Field{flowtest.BentField(t, 2), flowtest.BentField(t, 2)}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true}})
	flowtest.Must(t, err)
	x := flowtest.Points(3, 2, 4)
	for name, m := range map[string]*likelihood.Flow{"flow": flow, "stack": stack} {
		var versions [][]float64
		change := func(k int) {
			scale := 1 + 0.25*float64(k)
			flowtest.Must(t, m.Update(t.Context(), func() error {
				for _, p := range m.Params() {
					values := make([]float64, p.Len())
					for i := range values {
						values[i] = 0.1 * scale * float64(i%5+1)
					}
					if err := p.SetAll(values); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		for k := range 2 {
			change(k)
			logp, err := m.LogProb(t.Context(), x)
			flowtest.Must(t, err)
			versions = append(versions, logp)
		}
		if slices.Equal(versions[0], versions[1]) {
			t.Fatal("the two models have equal log-densities: there is nothing to test")
		}
		done, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for done.Err() == nil {
					logp, err := m.LogProb(t.Context(), x)
					if err != nil {
						t.Error(err)
						return
					}
					if !slices.Equal(logp, versions[0]) && !slices.Equal(logp, versions[1]) {
						t.Errorf("%s: %v is of neither model: %v, %v", name, logp, versions[0], versions[1])
					}
				}
			})
		}
		for k := range 20 {
			change(k % 2)
		}
		cancel()
		group.Wait()
	}
}

// TestTimesAndTraitsWaitForUpdates: a duration that Update has in between is seen by no other call, and traits are read
// between updates too, as the race detector knows.
func TestTimesAndTraitsWaitForUpdates(t *testing.T) {
	part, err := base.NewDiagonalGaussian([]float64{0, 1}, []float64{1, 2})
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{1}, part)
	flowtest.Must(t, err)
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{TrainTime: true, Base: mixture, TrainBase: true})
	duration := flow.Params()[len(flow.Params())-1]
	var group sync.WaitGroup
	flowtest.Must(t, flow.Update(t.Context(), func() error {
		for _, p := range flow.Params() {
			p.Set(0, p.At(0)+1)
		}
		for range 8 {
			group.Go(func() {
				if _, t1 := flow.Times(); t1 != 1 {
					t.Errorf("data at %v, want 1", t1)
				}
				if _, err := flow.Traits(); err != nil {
					t.Error(err)
				}
			})
		}
		for range 1000 {
			runtime.Gosched()
		}
		duration.Set(0, 0)
		return nil
	}))
	group.Wait()
}

// TestRowsOfManyCallers: calls of one row give the bits that the row has in a batch, whichever calls wait at the same
// time.
func TestRowsOfManyCallers(t *testing.T) {
	x := flowtest.Points(48, 2, 5)
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: &integrate.Settings{Lanes: 16}})
	want, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Certify: true})
	flowtest.Must(t, err)
	samples, err := flow.Sample(t.Context(), 1, 3)
	flowtest.Must(t, err)
	var group sync.WaitGroup
	for i := range x {
		group.Go(func() {
			d, err := flow.LogProbWith(t.Context(), x[i:i+1], &likelihood.LogProbRequest{Certify: true})
			if err != nil || d.LogProb[0] != want.LogProb[i] || d.Certificate.Solver[0] != want.Certificate.Solver[i] {
				t.Errorf("row %d among other callers differs: %v", i, err)
			}
			if s, err := flow.Sample(t.Context(), 1, 3); err != nil || !slices.Equal(s[0], samples[0]) {
				t.Errorf("a sample among other callers differs: %v", err)
			}
		})
	}
	group.Wait()
}
