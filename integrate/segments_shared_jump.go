package integrate

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// jump applies System.Jump to all rows.
func (a *sharedSegments[T]) jump(t float64, y [][]T) ([][]T, error) {
	s := a.solver
	if s.system.Jump == nil {
		return y, nil
	}
	code, err := s.observed()
	if err != nil {
		return nil, err
	}
	j, out := code.TimeJump(), make([][]T, len(y))
	for b := range y {
		out[b] = append([]T(nil), y[b]...)
	}
	state := &ode.Problem[T]{Rows: a.p.Rows, Y: y, Args: a.p.Args}
	for lo := 0; j != nil && lo < a.p.Rows; lo += s.plan.Lanes {
		n := min(s.plan.Lanes, a.p.Rows-lo)
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

// pullJump takes the cotangents from after the jump at tstop i to before it.
func (a *sharedSegments[T]) pullJump(i int) error {
	blocks, k := a.solver.system.Blocks, a.tstops[i]
	at := &boundaryState[T]{t: slices.Repeat([]float64{k.T}, a.p.Rows), time: make([]float64, a.p.Rows), y: make([][]T, len(blocks)),
		extras: a.p.Args, bar: make([][]T, len(blocks)), xBar: a.out.Args, params: a.out.Params}
	for b, block := range blocks {
		if !block.Quadrature {
			at.y[b] = a.before[i][b]
		}
		at.bar[b] = make([]T, len(a.bar[b]))
		copyAs(at.bar[b], a.bar[b])
	}
	if err := a.solver.pullJump(control.AtJumpTime, at); err != nil {
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
