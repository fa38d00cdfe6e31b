// Gradients of a loss of the solution at its output times.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// GradientOfTrajectory differentiates a loss, of all rows together, of the solution at Problem.SaveAt or RowSaveAt, by
// any of the methods. Gradient.Times has the derivatives with respect to the output times: with RowSaveAt R×n of them. A
// time on a jump moves with the jump. Of equal times, the first has the derivative with respect to all of them together.
// Where the last output time is T1, Gradient.Times and Gradient.T1 both hold its derivative, so the two must not be added.
// Where the first output time is T0, Gradient.T0 holds its derivative and Gradient.Times does not.
//
// By Replay the loss sees the outputs of Solve, to the bit, and the gradient is theirs: it goes through the interpolants of
// the steps, as steps do not end on output times. A row ends with the step in which its last output time lies: what comes
// after has no influence and is not solved. The derivatives by output times are those of the interpolants. Memory is that
// of all steps; with TapeBytes it is that of the steps of a row block, and each row block is solved once more. The result
// of a row is the same to the bit in any batch, but for Settings.Shared. Events that neither end nor change rows have no
// influence and are not looked for.
//
// By Backsolve, and for problems with TStops or JumpTimes, the problem is solved from each output time, tstop or jump to
// the next, so steps end on each of these times; with Settings.Steps each of these solves takes that many. The backward
// pass goes over these segments one by one. With TapeBytes and by Backsolve memory is that of the states at these times and
// of the steps of one segment, and each segment is solved once more. The gradient is exact for these solves, whose outputs
// differ from those of Solve by the tolerance.
//
// Where events end or change rows, the whole problem is solved and each row has segments of its own, as for
// GradientAtEvent; what is said there of Steps, StepSize, Settings.Shared and rows without a derivative holds here. The
// same is done with RowSaveAt by Backsolve or with tstops or jumps, except that each row is solved to the last of its own
// times only.
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
	if (settings == nil || settings.Method == Replay) && len(p.TStops)+len(p.JumpTimes) == 0 {
		return plain.replayOutputs(ctx, p, loss, settings)
	}
	if p.RowSaveAt != nil {
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
	for row, list := range w.boundaries {
		for len(list) > 0 && list[len(list)-1].Output < 0 {
			list = list[:len(list)-1]
		}
		w.boundaries[row] = list
	}
	return w.gradient, w.back(ctx)
}
