// The solution at output times, as a loss sees it.

package integrate

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
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
