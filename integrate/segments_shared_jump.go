// The jump of all rows at a shared boundary.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// jump applies System.Jump to all rows.
func (a *sharedSegments[T]) jump(ctx context.Context, t float64, y [][]T) ([][]T, error) {
	s := a.solver
	if s.system.Jump == nil {
		return y, nil
	}
	code, err := s.observed(ctx)
	if err != nil {
		return nil, err
	}
	j, out := code.TimeJump(), make([][]T, len(y))
	if j != nil {
		j.Program.Within(ctx)
	}
	for b := range y {
		out[b] = append([]T(nil), y[b]...)
	}
	state := &ode.Problem[T]{Rows: a.p.Rows, Y: y, Args: a.p.Args}
	for lo := 0; j != nil && lo < a.p.Rows; lo += s.scheme.Lanes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(s.scheme.Lanes, a.p.Rows-lo)
		j.Load(state, t, lo, n)
		if err := j.Program.Run(n); err != nil {
			return nil, err
		}
		for b := range out {
			if z := j.K.Block(b); z.Exists() {
				z.Store(out[b], lo, n)
			}
		}
	}
	return out, nil
}
