// Gradients of losses of all rows together, beside other processes.

package integrate_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/peers/inprocess"
)

// TestGradientsOfAllRowsBesidePeers: an objective of the caller's may pass on the context of a training that processes share.
// Each process then has the gradient of one process alone, to the bit: also through jumps and events, and by all initial
// values, constant inputs and times.
func TestGradientsOfAllRowsBesidePeers(t *testing.T) {
	eventful, plain := odetest.Eventful(t), odetest.Network[float64](t, 2)
	jumping := *plain
	jumping.Jump = eventful.Jump
	p := odetest.NetworkProblem[float64](10, 0.2, 1.7)
	p.SaveAt = []float64{0.4, 0.9, 1.7}
	withJump := *p
	withJump.JumpTimes = []float64{0.7}
	for _, settings := range []integrate.GradientSettings{{}, {TapeBytes: 2000}, {Method: integrate.Backsolve}} {
		trajectory := func(s *integrate.Solver[float64], p *ode.Problem[float64]) func(context.Context) (*integrate.Gradient[float64], error) {
			return func(ctx context.Context) (*integrate.Gradient[float64], error) {
				return s.GradientOfTrajectory(ctx, p, sumOfOutputs, &settings)
			}
		}
		solver := func(sys *ode.System) *integrate.Solver[float64] {
			return mustSolver[float64](t, sys, &integrate.Settings{BlockRows: 4})
		}
		for name, gradient := range map[string]func(context.Context) (*integrate.Gradient[float64], error){
			"plain": trajectory(solver(plain), p), "jump": trajectory(solver(&jumping), &withJump), "events": trajectory(solver(eventful), &withJump),
			"at events": func(ctx context.Context) (*integrate.Gradient[float64], error) {
				return solver(eventful).GradientAtEvent(ctx, &withJump, sumOfEnds, &settings)
			},
		} {
			want, err := gradient(t.Context())
			must(t, err)
			_, ranks := inprocess.New(2)
			var group sync.WaitGroup
			for r, rank := range ranks {
				group.Go(func() {
					got, err := gradient(peers.With(t.Context(), rank))
					if err != nil || !sameDerivatives(got, want) {
						t.Errorf("%s, %+v: rank %d has another gradient than one process (%v)", name, settings, r, err)
					}
				})
			}
			group.Wait()
		}
	}
}

// sumOfOutputs is a loss of a trajectory: the sum of all states that rows reach.
func sumOfOutputs(c *integrate.Trajectory[float64]) (sum float64, err error) {
	for b, saved := range c.Saved {
		for i, v := range saved {
			if v == v {
				sum, c.SavedBar[b][i] = sum+v, 1
			}
		}
	}
	return sum, nil
}

// sumOfEnds is a loss of the ends of rows: the sum of their times and states.
func sumOfEnds(stop *integrate.EventState[float64]) (sum float64, err error) {
	for row, t := range stop.T {
		sum, stop.TBar[row] = sum+t, 1
	}
	for b, y := range stop.Y {
		for i, v := range y {
			sum, stop.YBar[b][i] = sum+v, 1
		}
	}
	return sum, nil
}

func sameDerivatives(a, b *integrate.Gradient[float64]) bool {
	return a.Loss == b.Loss && a.T0 == b.T0 && a.T1 == b.T1 && reflect.DeepEqual(a.Params, b.Params) && reflect.DeepEqual(a.Y0, b.Y0) &&
		reflect.DeepEqual(a.Args, b.Args) && reflect.DeepEqual(a.Times, b.Times)
}
