// The cotangents of some rows.

package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Cotangents holds the cotangents of some rows: those at the end of their steps before a replay, those at the beginning
// after it.
type Cotangents[T graph.Float] struct {
	problem *ode.Problem[T]
	span    control.Span
	Lo, Hi  int
	y       [][]T       // by block, all rows of the batch
	args    [][]T       // by constant input, all rows of the batch
	q       [][]float64 // by quadrature, only these rows
	k       [][]T       // of the first k₁, by block, only these rows
	Stats   ode.Stats
	Outputs *Outputs[T] // nil for a loss of the ends of rows
	timeSums
	lossView[T]
}

// timeSums are derivatives with respect to the ends of the interval and to output times: one for each, or by row and time
// if rows have times of their own.
type timeSums struct {
	T0, T1 float64
	Times  []float64
}

// lossView holds the slices that a loss of these rows gets.
type lossView[T graph.Float] struct {
	yView, barView [][]T
	quadView       [][]float64
	qBarView       [][]float64
}

// Grow makes room for row blocks of that many rows.
func (c *Cotangents[T]) Grow(s *ode.System, rows int) {
	if c.k != nil {
		return
	}
	n := len(s.Blocks)
	c.q, c.k = make([][]float64, n), make([][]T, n)
	c.yView, c.barView, c.quadView, c.qBarView = make([][]T, n), make([][]T, n), make([][]float64, n), make([][]float64, n)
	for b, block := range s.Blocks {
		c.k[b] = make([]T, rows*block.Width)
		if block.Quadrature {
			c.q[b] = make([]float64, rows*block.Width)
		}
	}
}

func (c *Cotangents[T]) Begin(problem *ode.Problem[T], span control.Span, y, args [][]T, lo, hi int) {
	c.problem, c.span, c.Lo, c.Hi = problem, span, lo, hi
	c.y, c.args = y, args
	c.T0, c.T1, c.Stats = 0, 0, ode.Stats{}
	for b := range c.k {
		clear(c.k[b])
		clear(c.q[b])
	}
}

// CallLoss calls the loss with the rows of the row block, and checks the cotangents that it has written. If finite is
// set, a loss or a cotangent that is not finite is an error.
func (c *Cotangents[T]) CallLoss(s *ode.System, out *ode.Solution[T], loss func(lo, hi int, y [][]T, quad [][]float64, yBar [][]T, quadBar [][]float64) (float64, error), finite bool) (float64, error) {
	for b, block := range s.Blocks {
		from, to := c.Lo*block.Width, c.Hi*block.Width
		if block.Quadrature {
			c.quadView[b], c.qBarView[b] = out.Quad[b][from:to], c.q[b][:to-from]
		} else {
			c.yView[b], c.barView[b] = out.Y[b][from:to], c.y[b][from:to]
		}
	}
	var value float64
	err := graph.Guard("integrate: the loss", func() (err error) {
		value, err = loss(c.Lo, c.Hi, c.yView, c.quadView, c.barView, c.qBarView)
		return err
	})
	if err != nil {
		return value, err
	}
	if err := c.written(s); err != nil || !finite {
		return value, err
	}
	if err := c.finite(s); err != nil {
		return value, err
	}
	return value, check.Loss(value)
}

// written refuses cotangents in slices other than those that the loss got.
func (c *Cotangents[T]) written(s *ode.System) (err error) {
	for b, block := range s.Blocks {
		if size := (c.Hi - c.Lo) * block.Width; block.Quadrature {
			err = check.Given("qbar", b, c.qBarView[b], c.q[b][:size])
		} else {
			err = check.Given("ybar", b, c.barView[b], c.y[b][c.Lo*block.Width:][:size])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finite refuses cotangents that are not finite.
func (c *Cotangents[T]) finite(s *ode.System) (err error) {
	for b, block := range s.Blocks {
		if block.Quadrature {
			err = check.Finite("qbar", b, c.Lo, c.Hi-c.Lo, c.qBarView[b])
		} else {
			err = check.Finite("ybar", b, c.Lo, c.Hi-c.Lo, c.barView[b])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// CopyQuadratures makes the cotangent of the initial value of a quadrature that of its final value: the two are equal.
func (c *Cotangents[T]) CopyQuadratures(s *ode.System) {
	for b, block := range s.Blocks {
		if !block.Quadrature {
			continue
		}
		for i, v := range c.q[b][:(c.Hi-c.Lo)*block.Width] {
			c.y[b][c.Lo*block.Width+i] = T(v)
		}
	}
}

// loadQuadratures copies the cotangents of the quadratures of a row into lane l.
func (c *Cotangents[T]) loadQuadratures(p batch.Pack[T], l, row int) {
	for b := range p {
		for i := range p[b].Width {
			p[b].Set(l, i, T(c.q[b][(row-c.Lo)*p[b].Width+i]))
		}
	}
}

// add adds to the cotangents of a block of a row, those of a state in lane l.
func (c *Cotangents[T]) add(y batch.Pack[T], l, b, row int, bar []float64) {
	if q := c.q[b]; q != nil {
		for i, v := range bar {
			q[(row-c.Lo)*len(bar)+i] += v
		}
		return
	}
	state := y.Block(b)
	for i, v := range bar {
		state.Set(l, i, T(float64(state.At(l, i))+v))
	}
}

// slopes returns the derivatives of the beginning and the size of a recorded step with respect to t₁. Those with respect
// to t₀ are 1 minus the first, and minus the second. Steps lie at fixed fractions of the interval, unless they have a given
// size: they then begin at fixed distances from t₀, and the last one alone has a size that depends on the ends.
func (c *Cotangents[T]) slopes(tp *tape.Tape[T], record int32) (begin, size float64) {
	if c.span.Sized {
		if tp.Moment(record, &c.span).Next == c.span.T1 {
			size = 1
		}
		return 0, size
	}
	t0, length := c.problem.T0, c.problem.T1-c.problem.T0
	return (tp.T[record] - t0) / length, tp.H[record] / length
}

// share is a part of a derivative. None of one that is infinite is 0: a step from T0, at which √(t − T0) has none, does not
// begin later for a later T1.
func share(derivative, part float64) float64 {
	if part == 0 {
		return 0
	}
	return float64(derivative * part)
}
