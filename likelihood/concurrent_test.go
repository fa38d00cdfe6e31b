// Calls from several goroutines: the bits of each call alone.

package likelihood_test

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestConcurrentCalls: calls from several goroutines, on one flow and on two flows with the same field, give the bits
// of each call alone.
func TestConcurrentCalls(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(40, 2, 5)
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{7}, Seed: 1})
	flowtest.Must(t, err)
	settings := &likelihood.Settings{Solver: &integrate.Settings{Workers: 3, BlockRows: 8, Lanes: 16}}
	alone := newFlow(t, field, settings)
	logp, err := alone.LogProb(ctx, x)
	flowtest.Must(t, err)
	gradient, err := alone.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	samples, err := alone.Sample(ctx, 30, 9)
	flowtest.Must(t, err)
	flows := []*likelihood.Flow{newFlow(t, field, settings), newFlow(t, field, settings)}
	var group sync.WaitGroup
	for i := range 12 {
		flow := flows[i%2]
		group.Go(func() {
			for range 2 {
				if got, err := flow.LogProb(ctx, x); err != nil || !slices.Equal(got, logp) {
					t.Errorf("LogProb among others differs: %v", err)
				}
				if got, err := flow.Gradient(ctx, x, nil); err != nil {
					t.Error(err)
				} else if what := differs(got, gradient); what != "" {
					t.Errorf("Gradient among others differs: %s", what)
				}
				if got, err := flow.Sample(ctx, 30, 9); err != nil || !slices.EqualFunc(got, samples, slices.Equal) {
					t.Errorf("Sample among others differs: %v", err)
				}
			}
		})
	}
	group.Wait()
}

// TestConcurrentCallsOfFewRows: calls of few rows, some from the base to the data and some back, give the bits of each
// call alone, although they are solved together.
func TestConcurrentCallsOfFewRows(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(4, 2, 5)
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{7}, Seed: 1})
	flowtest.Must(t, err)
	flow := newFlow(t, field, nil)
	calls := []func() ([][]float64, error){
		func() ([][]float64, error) { return flow.Forward(ctx, x, nil) },
		func() ([][]float64, error) { return flow.Inverse(ctx, x, nil) },
		func() ([][]float64, error) { return flow.Sample(ctx, 5, 9) },
		func() ([][]float64, error) {
			logp, err := flow.LogProb(ctx, x)
			return [][]float64{logp}, err
		},
		func() ([][]float64, error) {
			s, err := flow.SampleWith(ctx, 3, 9, &likelihood.SampleRequest{LogProb: true})
			if err != nil {
				return nil, err
			}
			return append(s.X, s.LogProb), nil
		},
	}
	var group sync.WaitGroup
	for k, call := range calls {
		want, err := call()
		flowtest.Must(t, err)
		for range 8 {
			group.Go(func() {
				for range 20 {
					if got, err := call(); err != nil || !slices.EqualFunc(got, want, slices.Equal) {
						t.Errorf("call %d among others is %v with %v, alone %v", k, got, err, want)
					}
				}
			})
		}
	}
	group.Wait()
}

// TestRecorderOfAFlowIsLocked: no two goroutines are in the Recorder of a flow's solvers at once, though the solvers of
// log-densities and of gradients are two, and those of a stack, also of one from a file, as many as its flows have.
func TestRecorderOfAFlowIsLocked(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(40, 2, 5)
	var fields []dynamics.Field
	for seed := range uint64(2) {
		fields = append(fields, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{7}, Seed: seed}))
	}
	var inside, together atomic.Int32
	settings := &likelihood.Settings{
		GradientTrace: &trace.Settings{Method: trace.Hutchinson},
		Solver: &integrate.Settings{BlockRows: 8, Workers: 2, Recorder: func(integrate.Record) {
			if inside.Add(1) > 1 {
				together.Add(1)
			}
			for range 20 {
				runtime.Gosched()
			}
			inside.Add(-1)
		}}}
	stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{Flow: *settings})
	flowtest.Must(t, err)
	var file bytes.Buffer
	flowtest.Must(t, stack.Save(&file))
	loaded, err := likelihood.Load(&file, func(s *likelihood.Settings) { s.Solver = settings.Solver })
	flowtest.Must(t, err)
	for _, flow := range []*likelihood.Flow{newFlow(t, fields[0], settings), stack, loaded} {
		calls := []func() error{
			func() error { _, err := flow.LogProb(ctx, x); return err },
			func() error { _, err := flow.Gradient(ctx, x, nil); return err },
		}
		var group sync.WaitGroup
		for _, call := range calls {
			flowtest.Must(t, call()) // compiles the programs, so that the calls below begin together
		}
		for _, call := range calls {
			group.Go(func() {
				for range 4 {
					if err := call(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if n := together.Swap(0); n > 0 {
			t.Errorf("%d records came while another one was being taken", n)
		}
	}
}
