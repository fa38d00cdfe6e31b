// The inputs of event functions.

package forward

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// insideColumn is a column inside the steps, by lane: what is added to the beginning, and the slopes.
type insideColumn struct{ curve, slopes []float64 }

// put sets the inputs of the functions for lane l to θ of its step.
func (e *eventFinder[T]) put(l int, θ float64) {
	row := &e.rows[e.controlOf(l)]
	e.putTime(l, θ)
	for b := range e.System.Blocks {
		y, along := e.program.Y.Block(b), e.along(b)
		for c := range y.Width {
			y.Set(l, c, T(e.StateAt(b, c, l, θ)))
		}
		for c := range along.Width {
			along.Set(l, c, T(e.Step.Dense.Slope(b, c, l, θ, row.Tried)))
		}
	}
}

// putAll is put for all lanes whose step is accepted, column by column: the numbers of a column are side by side.
func (e *eventFinder[T]) putAll(θ float64) {
	for _, l := range e.accepted {
		e.putTime(l, θ)
	}
	for b := range e.System.Blocks {
		y, along := e.program.Y.Block(b), e.along(b)
		for c := range y.Width {
			slopes := e.column.slopes[:e.n]
			if c >= along.Width {
				slopes = nil
			}
			e.Step.Dense.Inside(e.column.curve[:e.n], slopes, b, c, θ)
			e.putColumn(y.Column(c, e.n), b, c, θ)
			if slopes != nil {
				e.putSlopes(along.Column(c, e.n))
			}
		}
	}
}

// putColumn sets a column to the numbers of StateAt.
func (e *eventFinder[T]) putColumn(y []T, b, c int, θ float64) {
	start := e.Step.Y.Block(b).Column(c, e.n) // nil for a quadrature
	for _, l := range e.accepted {
		switch {
		case θ == 0 || θ == 1:
			y[l] = T(e.StateAt(b, c, l, θ))
		case start != nil:
			y[l] = T(float64(start[l]) + e.column.curve[l])
		default:
			y[l] = T(e.quad[b].At(l, c) + e.column.curve[l])
		}
	}
}

// putSlopes sets a column to the slopes of a column.
func (e *eventFinder[T]) putSlopes(along []T) {
	for _, l := range e.accepted {
		along[l] = T(e.column.slopes[l] / e.rows[e.controlOf(l)].Tried)
	}
}

// putTime sets the time of lane l, if a function depends on it.
func (e *eventFinder[T]) putTime(l int, θ float64) {
	if times := e.program.T.Data; e.program.Timed && l < len(times) {
		times[l] = T(timeAt(&e.rows[e.controlOf(l)], θ))
	}
}

// along is the input for dy/dt of a block; one that does not exist without slopes.
func (e *eventFinder[T]) along(b int) *batch.Lanes[T] {
	if !e.program.Sloped {
		return &batch.Lanes[T]{}
	}
	return e.program.Along.Block(b)
}

// timeAt is the time at θ of a step: for θ = 1 exactly its end.
func timeAt(row *control.Row, θ float64) float64 {
	if θ == 1 {
		return row.Next
	}
	return row.From + float64(θ*row.Tried)
}
