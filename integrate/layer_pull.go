package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// pull is the gradient whose loss has the derivatives bars by the state at the end.
func (l *Layer[T]) pull(p *Problem[T], bars [][]T) (*Gradient[T], error) {
	settings, s, blocks := l.Gradient, l.solver, l.solver.System().Blocks
	switch {
	case anyLands(s.System()):
		return s.GradientAtStop(background, p, func(stop *Stop[T]) (float64, error) {
			give(stop.YBar, stop.QuadBar, bars, blocks, 0, p.Rows)
			return 0, nil
		}, &settings)
	case len(p.Stops)+len(p.Jumps)+len(s.System().Events) > 0:
		p.Times = []float64{p.T1}
		return s.GradientAlong(background, p, func(c *Course[T]) (float64, error) {
			give(c.AtBar, c.AtQuadBar, bars, blocks, 0, p.Rows)
			return 0, nil
		}, &settings)
	}
	return s.Gradient(background, p, func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}, &settings)
}

// give copies the derivatives of rows lo … hi to where a loss writes them.
func give[T, S graph.Float](ybar [][]T, qbar [][]float64, bars [][]S, blocks []Block, lo, hi int) {
	for b, block := range blocks {
		bar := bars[b][lo*block.Width : hi*block.Width]
		if block.Quadrature {
			convert(qbar[b], bar)
		} else {
			convert(ybar[b], bar)
		}
	}
}

// convert copies numbers of one type to another.
func convert[A, B graph.Float](dst []A, src []B) {
	for i, v := range src {
		dst[i] = A(v)
	}
}
