package integrate

import "slices"

// jump applies System.Jump to all rows.
func (a *along[T]) jump(t float64, y [][]T) ([][]T, error) {
	s := a.solver
	if s.system.Jump == nil {
		return y, nil
	}
	code, err := s.watchCode()
	if err != nil {
		return nil, err
	}
	j, out := newJumper(code.jumps[0]), make([][]T, len(y))
	for b := range y {
		out[b] = append([]T(nil), y[b]...)
	}
	state := &Problem[T]{Rows: a.p.Rows, Y: y, Extras: a.p.Extras}
	for lo := 0; j != nil && lo < a.p.Rows; lo += s.plan.Lanes {
		n := min(s.plan.Lanes, a.p.Rows-lo)
		j.load(state, s.system, t, lo, n)
		if err := j.program.Run(n); err != nil {
			return nil, err
		}
		for b, block := range s.system.Blocks {
			if z := j.k[b]; z != nil {
				storeRows(out[b], z, block.Width, j.stride, lo, n)
			}
		}
	}
	return out, nil
}

// pullJump takes the cotangents from after the jump at knot i to before it.
func (a *along[T]) pullJump(i int) error {
	blocks, k := a.solver.system.Blocks, a.knots[i]
	at := &place[T]{t: slices.Repeat([]float64{k.t}, a.p.Rows), time: make([]float64, a.p.Rows), y: make([][]T, len(blocks)),
		extras: a.p.Extras, bar: make([][]T, len(blocks)), xBar: a.out.Extras, params: a.out.Params}
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
