// Gradients of a loss of the solution at its output times.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
)

// GradientOfTrajectory differentiates a loss, of all rows together, of the solution at Problem.SaveAt or RowSaveAt, by
// any of the methods. Gradient.Times has the derivatives with respect to the output times: with RowSaveAt R×n of them. A
// time on a jump moves with the jump. Of equal times, the first has the derivative with respect to all of them together.
// Where the last output time is T1, Gradient.Times and Gradient.T1 both hold its derivative, so the two must not be added.
// Where the first output time is T0, Gradient.T0 holds its derivative and Gradient.Times does not.
//
// By Replay steps do not end on output times: the gradient goes through the interpolants of the steps, and derivatives by
// output times are those of the interpolants. The loss sees the outputs of Solve, to the bit; with TStops or JumpTimes,
// where the solve begins anew at each of these, to the tolerance. A row ends with the step in which its last output time
// lies: what comes after has no influence. The result of a row is the same to the bit in any batch, but for
// Settings.Shared. Memory is that of all steps; with TapeBytes it is that of the steps of a row block, which is solved once
// more.
//
// By Backsolve the problem is solved from each output time, tstop or jump to the next, so steps end on each of these times;
// memory is that of the states there. The outputs differ from those of Solve by the tolerance. By any method, with
// Settings.Steps each solve between tstops or jumps takes that many. Events that neither end nor change rows have no
// influence and are not looked for. Problem.Dense is ErrSettings.
//
// Where events end or change rows, the whole problem is solved and each row has segments of its own, as for
// GradientAtEvent; what is said there of Steps, StepSize, Settings.Shared and rows without a derivative holds here. By
// Replay the loss sees the outputs of Solve; the gradient is that of segments solved once more, to the tolerance. The same
// is done with RowSaveAt by Backsolve or with tstops or jumps, except that each row is solved to the last of its own times
// only.
func (s *Solver[T]) GradientOfTrajectory(ctx context.Context, p *ode.Problem[T], loss func(*Trajectory[T]) (float64, error), settings *GradientSettings) (gradient *Gradient[T], err error) {
	defer graph.Recover("integrate: GradientOfTrajectory", &err)
	if err := s.callable(ctx); err != nil {
		return nil, err
	}
	if loss == nil {
		return nil, settingsError("GradientOfTrajectory needs a loss")
	}
	if err := s.checkGradient(settings); err != nil {
		return nil, err
	}
	if err := check.Problem(p, s.system); err != nil {
		return nil, err
	}
	if control.Outputs(p) == 0 {
		return nil, settingsError("GradientOfTrajectory needs Problem.SaveAt or RowSaveAt")
	}
	if p.Dense {
		return nil, settingsError("GradientOfTrajectory makes no dense output; Problem.Dense is for Solve")
	}
	ctx = peers.Without(ctx) // a loss of all rows together needs all rows in each process
	if s, err = s.forGradient(ctx, p); err != nil {
		return nil, err
	}
	if control.AnyLands(s.system) {
		return s.gradientOverRows(ctx, p, loss, settings)
	}
	plain, err := s.plain(ctx)
	if err != nil {
		return nil, err
	}
	if p.RowSaveAt != nil && !(settings.replays() && len(p.TStops)+len(p.JumpTimes) == 0) {
		return plain.gradientOverRows(ctx, p, loss, settings)
	}
	a := newSharedSegments(plain, p, settings)
	defer a.drop()
	if err := a.forward(ctx); err != nil {
		return a.gradient, err
	}
	if a.gradient.Loss, err = a.trajectory.call(loss, p.Rows); err != nil {
		return a.gradient, err
	}
	return a.gradient, a.back(ctx, a)
}

// gradientOverRows is GradientOfTrajectory for rows with boundaries of their own.
func (s *Solver[T]) gradientOverRows(ctx context.Context, p *ode.Problem[T], loss func(*Trajectory[T]) (float64, error), settings *GradientSettings) (*Gradient[T], error) {
	w, err := s.segmentsOf(ctx, p, settings, true)
	if err != nil {
		return w.gradient, err
	}
	w.trajectory, w.gradient.Times = newTrajectory(p, w.gradient.Solution), make([]float64, w.times())
	if w.gradient.Loss, err = w.trajectory.call(loss, p.Rows); err != nil {
		return w.gradient, err
	}
	w.leaveOutLast()
	return w.gradient, w.back(ctx)
}
