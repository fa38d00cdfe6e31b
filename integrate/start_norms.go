package integrate

// scaleStart puts the norms of y₀ and of k₁, both against atol + rtol·|y₀|, into d0
// and d1.
func (s *starter[T]) scaleStart(j *forwardCall[T], n int) {
	clear(s.d0.sum)
	clear(s.d1.sum)
	s.eachControlled(func(b, c int) {
		k := s.k1[b]
		if y := s.field.y[b]; y != nil {
			column := y[c*s.field.stride:][:n]
			addColumn(&s.d0, s.d0.sum, column, column, column)
			if k != nil {
				addColumn(&s.d1, s.d1.sum, k[c*s.field.stride:][:n], column, column)
			}
			return
		}
		for i := range n {
			q := j.start(b, s.lo+i, c, s.system)
			addStart(&s.d0, &s.d0.sum[i], q, q)
			if k != nil {
				addStart(&s.d1, &s.d1.sum[i], float64(k[c*s.field.stride+i]), q)
			}
		}
	})
	if s.plan.shared {
		s.d0.combine(n)
		s.d1.combine(n)
	}
}

// addStart adds one number v against atol + rtol·|y|.
func addStart(g *gauge, sum *float64, v, y float64) {
	scale := g.atol + g.rtol*abs(y)
	if g.largest {
		*sum = max(*sum, abs(v)/scale)
	} else {
		*sum += v / scale * (v / scale)
	}
}

// scaleChange puts the norm of f(t₀+h, y₀+h k₁) − k₁, against atol + rtol·|y₀|, into
// d1. The lanes of field.y hold y₀ + h k₁ by now, so y₀ is read again.
func (s *starter[T]) scaleChange(j *forwardCall[T], n int) {
	clear(s.d1.sum)
	s.eachControlled(func(b, c int) {
		k0, k1 := s.k1[b], s.field.k[b]
		if k0 == nil {
			return
		}
		for i := range n {
			at := c*s.field.stride + i
			addStart(&s.d1, &s.d1.sum[i], float64(k1[at])-float64(k0[at]), j.start(b, s.lo+i, c, s.system))
		}
	})
	if s.plan.shared {
		s.d1.combine(n)
	}
}

// euler moves the lanes of field by their trial step.
func (s *starter[T]) euler(j *forwardCall[T], n int) {
	f := s.field
	for i := range f.t {
		next, _ := taken(j.problem.T0, s.stepOf(min(i, n-1)))
		f.t[i] = T(next)
	}
	for b, y := range f.y {
		if y == nil || s.k1[b] == nil {
			continue
		}
		for c := range s.system.Blocks[b].Width {
			for i := range n {
				at := c*f.stride + i
				_, h := taken(j.problem.T0, s.stepOf(i))
				y[at] += T(h) * s.k1[b][at]
			}
		}
	}
}

// stepOf is the step of a lane.
func (s *starter[T]) stepOf(i int) float64 {
	if s.plan.shared {
		return s.h[0]
	}
	return s.h[i]
}

// eachControlled calls do for every column under error control.
func (s *starter[T]) eachControlled(do func(block, column int)) {
	for b, block := range s.system.Blocks {
		for c := range block.Width {
			if !block.Uncontrolled {
				do(b, c)
			}
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }
