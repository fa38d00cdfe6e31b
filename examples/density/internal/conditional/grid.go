// log p over a grid.

package conditional

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// A surface is log p, given the conditions, at the points of a grid over the axes. The first axis varies slowest.
type surface struct {
	shape []int
	log   []float64
}

// shape is the number of points along each axis.
func (q *Question) shape() (shape []int) {
	for _, a := range q.of {
		shape = append(shape, a.n)
	}
	return shape
}

// sizeOf is the number of points of a grid.
func sizeOf(shape []int) int {
	size := 1
	for _, n := range shape {
		size *= n
	}
	return size
}

// refine halves the distances of the points.
func (q *Question) refine() {
	for _, a := range q.of {
		a.n = 2*a.n - 1
	}
}

// coarsen undoes refine.
func (q *Question) coarsen() {
	for _, a := range q.of {
		a.n = (a.n + 1) / 2
	}
}

// surface is log ∑ₖ p(a, bₖ)/draws over the grid of n points along each axis.
func (q *Question) surface(ctx context.Context, given *schema.Encoded, shape []int) (*surface, error) {
	s := &surface{shape: shape}
	points := make([][]float64, sizeOf(shape))
	for i := range points {
		for j, at := range s.indices(i) {
			points[i] = append(points[i], q.of[j].at(at, shape[j]))
		}
	}
	var err error
	s.log, err = q.logSums(ctx, given, points)
	return s, err
}

// logSums is log ∑ₖ p(a, bₖ)/draws at points of the axes' entries.
func (q *Question) logSums(ctx context.Context, given *schema.Encoded, points [][]float64) ([]float64, error) {
	sums := make([]float64, len(points))
	for i := range sums {
		sums[i] = math.Inf(-1)
	}
	for k := range given.X {
		x, condition := make([][]float64, len(points)), make([][]float64, len(points))
		for i := range x {
			x[i] = append([]float64(nil), given.X[k]...)
			for j, v := range points[i] {
				x[i][q.of[j].entry] = v
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
			sums[i] = elementary.LogAdd(sums[i], v+q.others(given, k)-math.Log(float64(len(given.X))))
		}
	}
	return sums, nil
}

// boundAt is the largest bound of the solver's error at the peak of a surface over the grid of q.shape.
func (q *Question) boundAt(ctx context.Context, given *schema.Encoded, s *surface) (float64, error) {
	peak := slices.Index(s.log, s.peak())
	at := &schema.Encoded{Condition: given.Condition}
	for _, x := range given.X {
		x = slices.Clone(x)
		for j, i := range s.indices(peak) {
			x[q.of[j].entry] = q.of[j].at(i, s.shape[j])
		}
		at.X = append(at.X, x)
	}
	_, bound, err := q.certified(ctx, at)
	return bound, err
}

// others is log |Jacobian| of draw k without the columns asked for.
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

// indices are those of a point along each axis.
func (s *surface) indices(i int) []int {
	if len(s.shape) == 1 {
		return []int{i}
	}
	return []int{i / s.shape[1], i % s.shape[1]}
}

// peak is the largest log p.
func (s *surface) peak() float64 {
	peak := math.Inf(-1)
	for _, v := range s.log {
		peak = math.Max(peak, v)
	}
	return peak
}

// logIntegral is the logarithm of the trapezoidal rule over the axes.
func (s *surface) logIntegral(of []*axis) float64 {
	total := math.Inf(-1)
	for i, v := range s.log {
		for j, at := range s.indices(i) {
			v += math.Log((of[j].high - of[j].low) / float64(s.shape[j]-1))
			if at == 0 || at == s.shape[j]-1 {
				v -= math.Ln2
			}
		}
		total = elementary.LogAdd(total, v)
	}
	return total
}

// reach is the first and the last index along an axis at which the density is within some nats of its peak.
func (s *surface) reach(axis int, nats float64) (first, last int) {
	least := s.peak() - nats
	first, last = s.shape[axis]-1, 0
	for i, v := range s.log {
		if at := s.indices(i)[axis]; v > least {
			first, last = min(first, at), max(last, at)
		}
	}
	return first, last
}
