// The pullback of the first k₁ of a row.

package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// FirstStage pulls the cotangent of the first k₁ through the right-hand side.
type FirstStage[T graph.Float] struct {
	*compiled.RHSPullback[T]
	scheme *control.Scheme
}

// newFirstStage returns nil for methods that are not first same as last.
func newFirstStage[T graph.Float](p *control.Scheme, c *compiled.RHSPullback[T]) *FirstStage[T] {
	if c == nil {
		return nil
	}
	return &FirstStage[T]{RHSPullback: c, scheme: p}
}

// run adds the contribution of the first k₁ of each row to the cotangents of y₀, the constant inputs, t₀ and the
// parameters.
func (f *FirstStage[T]) run(c *Cotangents[T]) error {
	if f == nil {
		return nil
	}
	f.Program.Zero()
	for lo := c.Lo; lo < c.Hi; lo += f.scheme.Lanes {
		n := min(f.scheme.Lanes, c.Hi-lo)
		f.Load(c.problem, c.span.First, lo, n)
		f.KBar.Clear()
		f.KBar.Load(c.k, lo-c.Lo, n)
		if err := f.Program.Run(n); err != nil {
			return err
		}
		f.Run.Run(n, &c.Stats)
		f.add(c, lo, n)
	}
	c.Stats.Evaluations += c.Hi - c.Lo
	return nil
}

func (f *FirstStage[T]) add(c *Cotangents[T], lo, n int) {
	f.YOut.AddTo(c.y, lo, n)
	f.ArgsOut.AddTo(c.args, lo, n)
	if f.TOut.Data == nil {
		return
	}
	for i := range f.scheme.Controls(n) {
		c.T0 += float64(f.TOut.Data[i])
	}
}
