// The integral over the columns asked for.

package conditional

import (
	"context"
	"math"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

const (
	converged = 1e-5 // relative change of the integral up to which it is taken, a little above rounding in float32
	usable    = 0.01 // and that up to which it is taken with the change as its error, where a finer grid has too many points
	deep      = 25   // nats below the peak at which an end is one
	most      = 1 << 18
)

// A surface is log p at the points of a grid over the axes, from what is given; the first axis varies slowest.
type surface struct {
	shape []int
	log   []float64
}

// prepareAxes puts the ends where the data's standardisation has them first.
func (q *Question) prepareAxes() {
	mean, deviation := q.Model.Standardization()
	for _, a := range q.of {
		a.entry = entryOf(q.Schema, a.column)
		m, s := 0.0, 1.0
		if mean != nil {
			m, s = mean[a.entry], deviation[a.entry]
		}
		a.low, a.high = m-4*s, m+4*s
		a.n = 65
		if len(q.of) == 2 {
			a.n = 33
		}
	}
}

// surface is log ∑ₖ p(a, bₖ)/draws over the grid of n points along each axis.
func (q *Question) surface(ctx context.Context, given *schema.Encoded, shape []int) (*surface, error) {
	size := 1
	for _, n := range shape {
		size *= n
	}
	s := &surface{shape: shape, log: make([]float64, size)}
	for i := range s.log {
		s.log[i] = math.Inf(-1)
	}
	for k := range given.X {
		x, condition := make([][]float64, size), make([][]float64, size)
		for i := range x {
			x[i] = append([]float64(nil), given.X[k]...)
			for j, at := range s.place(i) {
				x[i][q.of[j].entry] = q.of[j].at(at, shape[j])
			}
			if given.Condition != nil {
				condition[i] = given.Condition[k]
			}
		}
		logProb, err := q.logProb(ctx, x, condition)
		if err != nil {
			return nil, err
		}
		for i, v := range logProb {
			s.log[i] = logAdd(s.log[i], v+q.others(given, k)-math.Log(float64(len(given.X))))
		}
	}
	return s, nil
}

// others is the Jacobian of draw k without that of the columns asked for.
func (q *Question) others(given *schema.Encoded, k int) float64 {
	v := given.LogJacobian[k]
	for _, a := range q.of {
		v -= a.logJacobian(given.X[k][a.entry])
		if a.column.Cell != nil {
			v -= math.Log(a.column.Cell.Width)
		}
	}
	return v
}

// place is where a point stands along each axis.
func (s *surface) place(i int) []int {
	if len(s.shape) == 1 {
		return []int{i}
	}
	return []int{i / s.shape[1], i % s.shape[1]}
}

func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// peak is the largest log p.
func (s *surface) peak() float64 {
	peak := math.Inf(-1)
	for _, v := range s.log {
		peak = math.Max(peak, v)
	}
	return peak
}

// logIntegral is that of the trapezoidal rule over the axes.
func (s *surface) logIntegral(of []*axis) float64 {
	total := math.Inf(-1)
	for i, v := range s.log {
		for j, at := range s.place(i) {
			v += math.Log((of[j].high - of[j].low) / float64(s.shape[j]-1))
			if at == 0 || at == s.shape[j]-1 {
				v -= math.Ln2
			}
		}
		total = logAdd(total, v)
	}
	return total
}

// reach is the first and the last place along an axis at which the density is within some nats of its peak.
func (s *surface) reach(axis int, nats float64) (first, last int) {
	least := s.peak() - nats
	first, last = s.shape[axis]-1, 0
	for i, v := range s.log {
		if at := s.place(i)[axis]; v > least {
			first, last = min(first, at), max(last, at)
		}
	}
	return first, last
}

// integrate moves the ends of the axes, and then refines the grid, until neither counts; change is that of the last refinement.
func (q *Question) integrate(ctx context.Context, given *schema.Encoded) (logIntegral, change float64, err error) {
	if err := q.findEnds(ctx, given); err != nil {
		return 0, 0, err
	}
	before, change := math.NaN(), math.Inf(1)
	for {
		shape, size := []int{}, 1
		for _, a := range q.of {
			shape, size = append(shape, a.n), size*a.n
		}
		if size > most && change < usable {
			return before, change, nil
		}
		if size > most {
			return 0, 0, errors.Errorf("the density of %s is narrower than %d points resolve", strings.Join(q.Of, ", "), size/(1<<len(q.of)))
		}
		s, err := q.surface(ctx, given, shape)
		if err != nil {
			return 0, 0, err
		}
		now := s.logIntegral(q.of)
		if !math.IsNaN(before) {
			change = math.Abs(now - before)
		}
		if before = now; change < converged {
			return now, change, nil
		}
		for _, a := range q.of {
			a.n = 2*a.n - 1
		}
	}
}

// findEnds widens an axis whose end is not deep below the peak, and narrows one of which but a small part is.
func (q *Question) findEnds(ctx context.Context, given *schema.Encoded) error {
	for range 60 {
		shape := []int{}
		for _, a := range q.of {
			shape = append(shape, a.n)
		}
		s, err := q.surface(ctx, given, shape)
		if err != nil {
			return err
		}
		if math.IsInf(s.peak(), -1) {
			return errors.Errorf("the density of %s is 0 wherever it was looked at", strings.Join(q.Of, ", "))
		}
		moved := false
		for j, a := range q.of {
			first, last := s.reach(j, deep)
			moved = a.move(first, last) || moved
		}
		if !moved {
			return nil
		}
	}
	return errors.Errorf("the density of %s has no end within reach", strings.Join(q.Of, ", "))
}

// move puts the ends around what reaches from one place to another; false where they stand well.
func (a *axis) move(first, last int) bool {
	low, high := a.low, a.high
	width := high - low
	switch {
	case first == 0 || last == a.n-1:
		if first == 0 {
			a.low -= width / 2
		}
		if last == a.n-1 {
			a.high += width / 2
		}
	case last-first < a.n/4:
		a.low, a.high = a.at(max(first-2, 0), a.n), low+width*float64(min(last+2, a.n-1))/float64(a.n-1)
	default:
		return false
	}
	return true
}
