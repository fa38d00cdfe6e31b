// Gradients of a loss of output times by one replay.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// replayOutputs solves a problem once, each row to its last output time. In the backward pass the cotangents of the output
// times enter the steps in which these lie, through the interpolants of the steps.
func (s *Solver[T]) replayOutputs(ctx context.Context, p *ode.Problem[T], loss func(*Trajectory[T]) (float64, error), settings *GradientSettings) (*Gradient[T], error) {
	r, err := s.solveOutputs(ctx, p, settings)
	if r == nil {
		return nil, err
	}
	defer r.drop(s)
	g := &Gradient[T]{Solution: r.Out, Forward: r.Out.Stats}
	if err != nil {
		return g, err
	}
	c := newTrajectory(p, r.Out)
	if g.Loss, err = c.call(loss, p.Rows); err != nil {
		return g, err
	}
	return r.pullOutputs(s, c, g.Loss)
}

// solveOutputs solves a problem, each row to its last output time, and keeps the steps if there is room for them.
func (s *Solver[T]) solveOutputs(ctx context.Context, p *ode.Problem[T], settings *GradientSettings) (*recorded[T], error) {
	ends := control.Segment{ToLastOutput: true}
	if settings.keepsSteps(ctx) {
		return s.record(ctx, p, ends)
	}
	j, err := s.newCall(ctx, p, nil, ends)
	if err != nil {
		return nil, err
	}
	if settings != nil {
		j.tapeBytes = settings.TapeBytes
	}
	return &recorded[T]{call: j}, s.solveAll(j)
}

// pullOutputs takes the cotangents of the output times to the start.
func (r *recorded[T]) pullOutputs(s *Solver[T], c *Trajectory[T], value float64) (*Gradient[T], error) {
	forward := r.Out.Stats
	r.outputs = &backward.Outputs[T]{Bar: c.SavedBar, QuadBar: c.SavedQuadBar, Most: r.Outputs, Own: c.Rows != nil}
	if r.outputs.Own {
		r.times = make([]float64, r.Problem.Rows*r.Outputs)
	}
	g, err := r.pull(s, nil)
	if r.tapes == nil {
		g.Backward = g.Backward.Plus(forward)
	}
	if last := len(g.Params) - 1; r.sharesTimes() {
		g.Params, r.times = g.Params[:last:last], g.Params[last]
	}
	g.Loss, g.Forward, r.Out.Stats, g.Times = value, forward, forward, r.times
	return g, err
}
