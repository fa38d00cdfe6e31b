package integrate

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// jump applies System.Jump to all rows.
func (a *along[T]) jump(t float64, y [][]T) ([][]T, error) {
	s := a.solver
	if s.system.Jump == nil {
		return y, nil
	}
	code, err := s.Observed()
	if err != nil {
		return nil, err
	}
	j, out := forward.NewJumper(code.Jumps[0]), make([][]T, len(y))
	for b := range y {
		out[b] = append([]T(nil), y[b]...)
	}
	state := &ode.Problem[T]{Rows: a.p.Rows, Y: y, Args: a.p.Args}
	for lo := 0; j != nil && lo < a.p.Rows; lo += s.Plan.Lanes {
		n := min(s.Plan.Lanes, a.p.Rows-lo)
		j.Load(state, s.system, t, lo, n)
		if err := j.Program.Run(n); err != nil {
			return nil, err
		}
		for b, block := range s.system.Blocks {
			if z := j.K[b]; z != nil {
				batch.StoreRows(out[b], z, block.Width, j.Stride, lo, n)
			}
		}
	}
	return out, nil
}

// pullJump takes the cotangents from after the jump at knot i to before it.
func (a *along[T]) pullJump(i int) error {
	blocks, k := a.solver.system.Blocks, a.knots[i]
	at := &boundaryState[T]{t: slices.Repeat([]float64{k.T}, a.p.Rows), time: make([]float64, a.p.Rows), y: make([][]T, len(blocks)),
		extras: a.p.Args, bar: make([][]T, len(blocks)), xBar: a.out.Args, params: a.out.Params}
	for b, block := range blocks {
		if !block.Quadrature {
			at.y[b] = a.before[i][b]
		}
		at.bar[b] = make([]T, len(a.bar[b]))
		copyAs(at.bar[b], a.bar[b])
	}
	if err := a.solver.pullJump(0, at); err != nil {
		return err
	}
	for b := range blocks {
		copyAs(a.bar[b], at.bar[b])
	}
	for _, v := range at.time {
		a.addTime(i, v)
	}
	return nil
}
