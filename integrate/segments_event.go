// The pullback of an event or a jump at a boundary.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// jumpPullback returns the pullback of what an event does to the state; nil if it does nothing.
func (s *Solver[T]) jumpPullback(ctx context.Context, event control.Event) (*compiled.EventPullback[T], error) {
	jump := forward.JumpOf(s.system, event)
	if jump == nil {
		return nil, nil
	}
	return s.derived.jumps.get(ctx, event, func() (*compiled.EventPullback[T], error) {
		return compiled.CompileJumpPullback[T](ctx, s.system, s.scheme, jump)
	})
}

// eventPullback returns the pullback of a state event, which sets a time.
func (s *Solver[T]) eventPullback(ctx context.Context, event control.Event) (*compiled.EventPullback[T], error) {
	return s.derived.events.get(ctx, event, func() (*compiled.EventPullback[T], error) {
		return compiled.CompileEventPullback[T](ctx, s.system, s.scheme, event.Index)
	})
}

// pullJump takes the cotangents of a boundary from after a jump to before the jump.
func (s *Solver[T]) pullJump(ctx context.Context, event control.Event, at *boundaryState[T]) error {
	code, err := s.jumpPullback(ctx, event)
	if err != nil || code == nil {
		return err
	}
	return s.pullBoundary(ctx, code.Clone(), at)
}

// pullEvent takes the cotangents of a boundary from a time that an event sets to a fixed time.
func (s *Solver[T]) pullEvent(ctx context.Context, event control.Event, at *boundaryState[T]) error {
	code, err := s.eventPullback(ctx, event)
	if err != nil {
		return err
	}
	if err := s.pullBoundary(ctx, code.Clone(), at); err != nil {
		return err
	}
	clear(at.time)
	return nil
}

// pullBoundary runs a pullback over the rows of a boundary, a pack at a time.
func (s *Solver[T]) pullBoundary(ctx context.Context, c *compiled.EventPullback[T], at *boundaryState[T]) error {
	c.Program.Within(ctx).Zero()
	for lo := 0; lo < len(at.t); lo += s.scheme.Lanes {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(s.scheme.Lanes, len(at.t)-lo)
		at.load(c, lo, n)
		if err := c.Program.Run(n); err != nil {
			return err
		}
		at.store(c, s.system.Blocks, lo, n)
	}
	return addSums(at.params, c.Program, c.Params.Pack)
}

// load puts n rows of a boundary, from row lo on, into the lanes of a pullback.
func (at *boundaryState[T]) load(c *compiled.EventPullback[T], lo, n int) {
	c.Load(&ode.Problem[T]{Y: at.y, Args: at.args}, at.t[lo], lo, n)
	c.Bars.Clear()
	c.Bars.Load(at.bar, lo, n)
	clear(c.Mask.Data)
	for i := range n {
		c.Mask.Data[i], c.TimeBar.Data[i] = 1, T(at.time[lo+i])
		if i < len(c.T.Data) {
			c.T.Data[i] = T(at.t[lo+i])
		}
	}
}

// store takes the results of a pullback out of its lanes.
func (at *boundaryState[T]) store(c *compiled.EventPullback[T], blocks []ode.Block, lo, n int) {
	for b, block := range blocks {
		if y := c.YOut.Block(b); y.Exists() {
			y.Store(at.bar[b], lo, n)
		} else if !block.Quadrature {
			clear(at.bar[b][lo*block.Width:][:n*block.Width])
		}
	}
	c.ArgsOut.AddTo(at.xBar, lo, n)
	if out := c.TOut.Data; out != nil {
		for i := range min(n, len(c.T.Data)) {
			at.time[lo+i] += float64(out[i])
		}
	}
}
