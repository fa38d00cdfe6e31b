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
	Times []float64 // Problem.SaveAt
	// Rows are Problem.RowSaveAt, of which the longest list has n times.
	Rows [][]float64
	// Saved and SavedQuad are those of Solution, Saved[b][(row*n+i)*Width+column], n being len(Times) where rows share their times: NaN at
	// times that a row does not have, or does not reach because a terminal event ends it before.
	Saved     [][]T
	SavedQuad [][]float64
	// SavedBar and SavedQuadBar have the same shapes and are zero at first.
	SavedBar     [][]T
	SavedQuadBar [][]float64
}

// GradientOfTrajectory differentiates a loss, of all rows together, of the solution at Problem.SaveAt or RowSaveAt, by any of the
// methods; Gradient.Times has the derivatives with respect to the times themselves (a time on
// a jump moves with it; of equal times the first has the derivative by all of them together).
// Where the last output time is T1, its derivative is in Gradient.Times and in Gradient.T1, which are
// not to be added; where the first is T0, Gradient.Times has none of it, and Gradient.T0 has.
//
// It solves from one output, stop or jump time to the next, so steps end on each of them,
// and goes back over these parts one by one: memory is that of all steps, or, with TapeBytes and
// by Backsolve, that of the states at these times and of one part, each of which is then solved
// once more. The gradient is exact for these solves, whose
// outputs differ from those of Solve by the tolerance. What comes after the last output
// time has no influence and is not solved; events that neither end nor change rows have none
// either, and are not looked at.
//
// Where events end or change rows, the whole problem is solved and each row has parts of its
// own, as for GradientAtEvent, with what is said there of Steps, StepSize, Settings.Shared and
// rows without a derivative. So it is with RowSaveAt, but that each row is solved to the last of its own times only, and ends there;
// what comes out of a row is the same to the bit alone and in any batch. Gradient.Times then has R×n derivatives.
func (s *Solver[T]) GradientOfTrajectory(ctx context.Context, p *ode.Problem[T], loss func(*Trajectory[T]) (float64, error), settings *GradientSettings) (gradient *Gradient[T], err error) {
	defer graph.Recover("integrate: GradientOfTrajectory", &err)
	if err := s.callable(ctx); err != nil {
		return nil, err
	}
	if loss == nil {
		return nil, settingsError("GradientOfTrajectory needs a loss")
	}
	if err := check.Problem(p, s.system); err != nil {
		return nil, err
	}
	if control.Outputs(p) == 0 {
		return nil, settingsError("GradientOfTrajectory needs Problem.SaveAt or RowSaveAt")
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

// gradientOverRows is GradientOfTrajectory where rows have times of their own.
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

// call lets the loss see a trajectory of so many rows and write its cotangents.
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
