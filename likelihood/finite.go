// Rows without a log-density or a gradient: finding them, naming them and making them NaN.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/pkg/errors"
)

// Overflow is reported by row: a sum with an infinite term is useless, and does not say which row the term is from.

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// firstNotFinite is the index of the first NaN or infinity in a row, -1 if there is none.
func firstNotFinite(row []float64) int {
	return slices.IndexFunc(row, func(v float64) bool { return !isFinite(v) })
}

// withRows adds rows to those that failed before, if any; reason returns nil for a row without an error.
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

// gradientOf computes the gradient of a batch.
type gradientOf func(ctx context.Context, x [][]float64, r *request) (*Gradient, error)

// finite returns the gradient of a batch if all its numbers are finite. If not, it returns a *RowsError with the rows
// whose gradients overflow, which it finds by gradients of parts of the batch, or ErrNotFinite if only the sum
// overflows.
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

// tinyStd is a standard deviation so small that the gradient with respect to data may exceed float64, although the
// gradient with respect to the parameters does not.
const tinyStd = 0x1p-900

// notFinite names the first NaN or infinity in a gradient, "" if there is none.
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

// markOverflow sets the cotangent of a row to 0 if it is not finite, and the row's log-density to NaN. A solver refuses
// such cotangents. The rows are then found by their log-densities, which all processes that share a batch know.
func markOverflow[T graph.Float](cotangent []T, negLogProb *float64) {
	for _, v := range cotangent {
		if v-v != 0 {
			clear(cotangent)
			*negLogProb = math.NaN()
			return
		}
	}
}

// anyNotFinite returns the first NaN or infinity in rows.
func anyNotFinite(rows [][]float64) (v float64, bad bool) {
	for _, row := range rows {
		if c := firstNotFinite(row); c >= 0 {
			return row[c], true
		}
	}
	return 0, false
}

// search finds the rows of a batch whose gradients overflow.
type search struct {
	gradientOf
	ctx     context.Context
	x       [][]float64
	request *request
	std     []float64 // of the standardisation
	found   failures
}

// within searches rows lo … hi−1, whose gradient g is not finite.
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
