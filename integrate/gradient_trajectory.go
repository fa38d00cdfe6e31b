// Gradients of a loss of the solution at its output times.

package integrate

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Trajectory is the solution at the output times, and where a loss writes its derivatives.
type Trajectory[T graph.Float] struct {
	Times []float64 // Problem.SaveAt; nil where rows have output times of their own
	// Rows are the output times of each row, Problem.RowSaveAt. The longest list has n times.
	Rows [][]float64
	// Saved and SavedQuad are those of Solution: Saved[b][(row*n+i)*Width+column], where n is len(Times) if rows share
	// their times. They are NaN at times that a row does not have, or that it does not reach because a terminal event
	// ends it.
	Saved     [][]T
	SavedQuad [][]float64
	// SavedBar and SavedQuadBar have the same shapes and are zero at first.
	SavedBar     [][]T
	SavedQuadBar [][]float64
}

// GradientOfTrajectory differentiates a loss, of all rows together, of the solution at Problem.SaveAt or RowSaveAt, by
// any of the methods. Gradient.Times has the derivatives with respect to the output times. A time on a jump moves with
// the jump. Of equal times, the first has the derivative with respect to all of them together. Where the last output
// time is T1, Gradient.Times and Gradient.T1 both hold its derivative, so the two must not be added. Where the first
// output time is T0, Gradient.T0 holds its derivative and Gradient.Times does not.
//
// The problem is solved from each output time, tstop or jump to the next, so steps end on each of these times; with
// Settings.Steps each of these solves takes that many. The backward pass goes over these segments one by one. Memory is
// that of all steps; with TapeBytes and by Backsolve it is that of the states at these times and of the steps of one
// segment, and each segment is solved once more. The gradient is exact for these solves, whose outputs differ from those
// of Solve by the tolerance. What comes after the last output time has no influence and is not solved. Events that
// neither end nor change rows have no influence and are not looked for.
//
// Where events end or change rows, the whole problem is solved and each row has segments of its own, as for
// GradientAtEvent; what is said there of Steps, StepSize, Settings.Shared and rows without a derivative holds here. The
// same is done with RowSaveAt, except that each row is solved to the last of its own times only. The result of a row is
// then the same to the bit alone and in any batch, and Gradient.Times has R×n derivatives.
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

func newTrajectory[T graph.Float](p *ode.Problem[T], out *ode.Solution[T]) *Trajectory[T] {
	c := &Trajectory[T]{Times: p.SaveAt, Rows: p.RowSaveAt, Saved: out.Saved, SavedQuad: out.SavedQuad}
	for b := range out.Saved {
		c.SavedBar = append(c.SavedBar, make([]T, len(out.Saved[b])))
		c.SavedQuadBar = append(c.SavedQuadBar, make([]float64, len(out.SavedQuad[b])))
	}
	return c
}

// call calls the loss with a trajectory of so many rows, and checks the cotangents that it has written.
func (c *Trajectory[T]) call(loss func(*Trajectory[T]) (float64, error), rows int) (value float64, err error) {
	bars, quadBars := slices.Clone(c.SavedBar), slices.Clone(c.SavedQuadBar)
	if err := graph.Guard("integrate: the loss", func() (err error) { value, err = loss(c); return err }); err != nil {
		return value, err
	}
	if err := check.AllGiven("SavedBar", c.SavedBar, bars); err != nil {
		return value, err
	}
	if err := check.AllGiven("SavedQuadBar", c.SavedQuadBar, quadBars); err != nil {
		return value, err
	}
	if err := check.AllFinite("SavedBar", rows, c.SavedBar); err != nil {
		return value, err
	}
	if err := check.AllFinite("SavedQuadBar", rows, c.SavedQuadBar); err != nil {
		return value, err
	}
	return value, check.Loss(value)
}
