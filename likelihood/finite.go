// The rows that have no log-density or no gradient: found, named and made NaN.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// What overflows on the way is told by row: a sum that holds one infinity is worth nothing, and does not say whose it is.

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// firstNotFinite is where a row has NaN or infinity, -1 if nowhere.
func firstNotFinite(row []float64) int {
	return slices.IndexFunc(row, func(v float64) bool { return !isFinite(v) })
}

// withRows adds rows to those that failed before, which may be none: reason is nil for a row that is right.
func withRows(failed *RowsError, total int, reason func(row int) error) *RowsError {
	var all failures
	if failed != nil {
		all.add(0, failed)
	}
	for row := range total {
		if err := reason(row); err != nil {
			all.add(row, &RowsError{Rows: []int{0}, Reasons: []error{err}})
		}
	}
	return all.rows(total)
}

// gradientOf is a way to the gradient of a batch.
type gradientOf func(ctx context.Context, x [][]float64, r *request) (*Gradient, error)

// finite gives the gradient of a batch where everything in it is a number. Otherwise a *RowsError lists the rows that make it
// overflow, found by gradients of parts of the batch; ErrNotFinite alone says that only their sum does.
func (gradient gradientOf) finite(ctx context.Context, x [][]float64, r *request, std []float64) (*Gradient, error) {
	g, err := gradient(ctx, x, r)
	if err != nil {
		return nil, err
	}
	place, v := g.notFinite(std)
	if place == "" {
		return g, nil
	}
	s := &search{gradientOf: gradient, ctx: peers.Without(ctx), x: x, request: r, std: std}
	if err := s.within(0, len(x), g); err != nil {
		return nil, err
	}
	if failed := s.found.rows(len(x)); failed != nil {
		return nil, failed
	}
	return nil, errors.Wrapf(ErrNotFinite, "%s is %v, though that of each row is a number", place, v)
}

// tinyStd is a deviation for which a gradient by data of that size may be beyond float64, and the one by the parameters is not.
const tinyStd = 0x1p-900

// notFinite is where a gradient has NaN or infinity, "" if nowhere.
func (g *Gradient) notFinite(std []float64) (place string, v float64) {
	numbers := [...]float64{g.Loss, g.NegLogProb, g.T0, g.T1}
	if c := firstNotFinite(g.LogProb); c >= 0 {
		return "log-density", g.LogProb[c]
	}
	for _, row := range g.X {
		for c, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) && (std == nil || std[c] > tinyStd) {
				return "gradient for x", v
			}
		}
	}
	if v, bad := anyNotFinite(g.Condition); bad {
		return "gradient for the condition", v
	}
	if v, bad := anyNotFinite(g.Params); bad {
		return "gradient for the parameters", v
	}
	if c := firstNotFinite(numbers[:]); c >= 0 {
		return "loss or gradient for the times", numbers[c]
	}
	return "", 0
}

// markOverflow makes the cotangent of a row 0 where it is not finite, and its log-density NaN: a solver refuses such cotangents, and the rows that
// make them are found by their log-densities, of which those processes that share a batch know all.
func markOverflow[T graph.Float](cotangent []T, negLogProb *float64) {
	for _, v := range cotangent {
		if v-v != 0 {
			clear(cotangent)
			*negLogProb = math.NaN()
			return
		}
	}
}

// anyNotFinite is the first NaN or infinity of many rows.
func anyNotFinite(rows [][]float64) (v float64, bad bool) {
	for _, row := range rows {
		if c := firstNotFinite(row); c >= 0 {
			return row[c], true
		}
	}
	return 0, false
}

// search looks for the rows of a batch that make a gradient overflow.
type search struct {
	gradientOf
	ctx     context.Context
	x       [][]float64
	request *request
	std     []float64 // of the standardisation
	found   failures
}

// within looks at rows lo … hi, whose gradient g is not finite.
func (s *search) within(lo, hi int, g *Gradient) error {
	if hi-lo == 1 {
		place, v := g.notFinite(s.std)
		s.found.add(lo, &RowsError{Rows: []int{0}, Reasons: []error{errors.Wrapf(ErrNotFinite, "%s is %v", place, v)}})
		return nil
	}
	for _, part := range [][2]int{{lo, (lo + hi) / 2}, {(lo + hi) / 2, hi}} {
		g, err := s.gradientOf(s.ctx, s.x[part[0]:part[1]], s.request.part(part[0], part[1]))
		if err != nil {
			return err
		}
		if place, _ := g.notFinite(s.std); place == "" {
			continue
		}
		if err := s.within(part[0], part[1], g); err != nil {
			return err
		}
	}
	return nil
}
