package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// prepare compiles what the gradient needs.
func (l *Layer[T]) prepare() error {
	if l.solver.system.lands() {
		return l.solver.prepareWay()
	}
	plain, err := l.solver.eventless()
	if err != nil {
		return err
	}
	return plain.preparePull()
}

// prepareWay compiles what gradients through events need.
func (s *Solver[T]) prepareWay() error {
	relative, err := s.relative()
	if err != nil {
		return err
	}
	if err := relative.preparePull(); err != nil {
		return err
	}
	for i := range s.system.Events {
		if !s.system.Events[i].lands() {
			continue
		}
		if _, err := s.eventCode(i); err != nil {
			return err
		}
	}
	for number := range len(s.system.Events) + 1 {
		if _, err := s.jumpCode(number); err != nil {
			return err
		}
	}
	return nil
}

// pull is the gradient whose loss has the derivatives bars by the state at the end.
func (l *Layer[T]) pull(p *Problem[T], bars [][]T) (*Gradient[T], error) {
	settings, s, blocks := l.Gradient, l.solver, l.solver.system.Blocks
	switch {
	case s.system.lands():
		return s.GradientAtStop(background, p, func(stop *Stop[T]) (float64, error) {
			give(stop.YBar, stop.QuadBar, bars, blocks, 0, p.Rows)
			return 0, nil
		}, &settings)
	case len(p.Stops)+len(p.Jumps)+len(s.system.Events) > 0:
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
			copyAs(qbar[b], bar)
		} else {
			copyAs(ybar[b], bar)
		}
	}
}
