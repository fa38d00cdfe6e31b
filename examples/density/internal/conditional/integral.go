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
	converged = 1e-5 // largest relative change at which the integral is accepted, a little above rounding in float32
	usable    = 0.01 // largest change at which it is accepted with the change as its error, if a finer grid has too many points
	deep      = 25   // nats below the peak at which the interval may end
	most      = 1 << 18
)

// prepareAxes sets the first ends of the axes, by the data's standardisation.
func (q *Question) prepareAxes() {
	mean, deviation := q.Model.Standardization()
	for _, a := range q.of {
		a.entry = entryOf(q.Schema, a.column)
		m, s := 0.0, 1.0
		if mean != nil {
			m, s = mean[a.entry], deviation[a.entry]
		}
		a.low, a.high = m-4*s, m+4*s
	}
}

// integrate moves the ends of the axes, and then refines the grid, until neither changes the integral. change is that
// of the last refinement, and s is log p over the grid of q.shape.
func (q *Question) integrate(ctx context.Context, given *schema.Encoded) (s *surface, logIntegral, change float64, err error) {
	if err := q.findWidths(ctx, given); err != nil {
		return nil, 0, 0, err
	}
	if s, err = q.findEnds(ctx, given); err != nil {
		return nil, 0, 0, err
	}
	logIntegral, change = s.logIntegral(q.of), math.Inf(1)
	for !(change < converged) {
		q.refine()
		shape := q.shape()
		if size := sizeOf(shape); size > most {
			q.coarsen()
			if change < usable {
				return s, logIntegral, change, nil
			}
			return nil, 0, 0, errors.Errorf("the density of %s is narrower than %d points resolve", strings.Join(q.Of, ", "), size/(1<<len(q.of)))
		}
		if s, err = q.surface(ctx, given, shape); err != nil {
			return nil, 0, 0, err
		}
		before := logIntegral
		logIntegral = s.logIntegral(q.of)
		change = math.Abs(logIntegral - before)
	}
	return s, logIntegral, change, nil
}

// findEnds widens an axis whose end is not deep below the peak, and narrows an axis with density in a small part alone. It
// returns log p over the grid between the ends.
func (q *Question) findEnds(ctx context.Context, given *schema.Encoded) (*surface, error) {
	for range 60 {
		q.resolve(len(given.X))
		s, err := q.surface(ctx, given, q.shape())
		if err != nil {
			return nil, err
		}
		if math.IsInf(s.peak(), -1) {
			return nil, errors.Errorf("the density of %s is 0 wherever it was looked at", strings.Join(q.Of, ", "))
		}
		moved := false
		for j, a := range q.of {
			first, last := s.reach(j, deep)
			moved = a.move(first, last) || moved
		}
		if !moved {
			return s, nil
		}
	}
	return nil, errors.Errorf("the density of %s has no end within reach", strings.Join(q.Of, ", "))
}

// move puts the ends around the density, which reaches from one index to another. It reports whether the ends have moved.
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
