// The norms from which the first step size is chosen.

package forward

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// scaleStart computes the norms of y₀ and of k₁, both scaled by atol + rtol·|y₀|, as d0 and d1.
func (s *initializer[T]) scaleStart(j *Call[T], n int) {
	clear(s.d0.Sum)
	clear(s.d1.Sum)
	s.eachControlled(func(b, c int) {
		k := s.k1[b].Column(c, n)
		if y := s.Field.Y.Block(b).Column(c, n); y != nil {
			control.AddColumn(&s.d0, s.d0.Sum, y, y, y)
			if k != nil {
				control.AddColumn(&s.d1, s.d1.Sum, k, y, y)
			}
			return
		}
		for i := range n {
			q := s.start(j, b, c, i)
			addStart(&s.d0, &s.d0.Sum[i], q, q)
			if k != nil {
				addStart(&s.d1, &s.d1.Sum[i], float64(k[i]), q)
			}
		}
	})
	if s.scheme.Shared {
		s.d0.Combine(n)
		s.d1.Combine(n)
	}
}

// addStart adds one number v, scaled by atol + rtol·|y|.
func addStart(g *control.ErrorNorm, sum *float64, v, y float64) {
	scale := g.Atol + float64(g.Rtol*abs(y))
	if g.Largest {
		*sum = max(*sum, abs(v)/scale)
	} else {
		*sum += float64(v / scale * (v / scale))
	}
}

// scaleChange computes the norm of f(t₀+h, y₀+h k₁) − k₁, scaled by atol + rtol·|y₀|, as d1. The lanes of Field.Y hold
// y₀ + h k₁ by now, so y₀ is read a second time.
func (s *initializer[T]) scaleChange(j *Call[T], n int) {
	clear(s.d1.Sum)
	s.eachControlled(func(b, c int) {
		k0, k1 := s.k1[b].Column(c, n), s.Field.K.Block(b).Column(c, n)
		for i := range k0 {
			addStart(&s.d1, &s.d1.Sum[i], float64(k1[i])-float64(k0[i]), s.start(j, b, c, i))
		}
	})
	if s.scheme.Shared {
		s.d1.Combine(n)
	}
}

// euler moves the lanes of the right-hand side by their trial step.
func (s *initializer[T]) euler(j *Call[T], n int) {
	f := s.Field
	for i := range f.T.Data {
		from, first := s.times(j, min(i, n-1))
		next, _ := control.Taken(from, s.stepOf(min(i, n-1)))
		f.T.Data[i] = T(control.Moment{Next: next, First: first, Last: j.Span.Last}.At(1))
	}
	for b := range f.Y.Pack {
		for c := range f.Y.Block(b).Width {
			y := f.Y.Block(b).Column(c, n)
			for i, k := range s.k1[b].Column(c, n) {
				from, _ := s.times(j, i)
				_, h := control.Taken(from, s.stepOf(i))
				y[i] += T(T(h) * k)
			}
		}
	}
}

// stepOf is the trial step of a lane.
func (s *initializer[T]) stepOf(i int) float64 {
	if s.scheme.Shared {
		return s.h[0]
	}
	return s.h[i]
}

// eachControlled calls do for every column under error control.
func (s *initializer[T]) eachControlled(do func(block, column int)) {
	for b, block := range s.system.Blocks {
		for c := range block.Width {
			if !block.Uncontrolled {
				do(b, c)
			}
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }
