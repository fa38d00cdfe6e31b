package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
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

// noDensity says why a log-density is no number to go on with, nil if it is one. -∞ is what a base of bounded support has beside it;
// those of this package have a density everywhere, and -∞ is an overflow.
func (m *model) noDensity(logp float64) error {
	if isFinite(logp) || math.IsInf(logp, -1) && !base.IsOwn(m.base) {
		return nil
	}
	return errors.Wrapf(ErrNotFinite, "log-density is %v", logp)
}

// refuseDensities makes NaN of the rows that failed or have no log-density, and lists them.
func (m *model) refuseDensities(d *Density, failed *RowsError) error {
	failed = withRows(failed, len(d.LogProb), func(row int) error {
		if failed != nil && slices.Contains(failed.Rows, row) {
			return nil
		}
		return m.noDensity(d.LogProb[row])
	})
	if failed == nil {
		return nil
	}
	for _, row := range failed.Rows {
		d.LogProb[row], d.Change[row] = math.NaN(), math.NaN()
		fill(d.Base[row], math.NaN())
	}
	return failed
}

// refuseMoved does the same for rows that were moved; logp, their log-densities or parts of them, may be nil.
func refuseMoved(x [][]float64, logp []float64, noDensity func(float64) error, err error) error {
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	failed = withRows(failed, len(x), func(row int) error {
		if c := firstNotFinite(x[row]); c >= 0 {
			return errors.Wrapf(ErrNotFinite, "column %d is %v", c, x[row][c])
		}
		if logp != nil {
			return noDensity(logp[row])
		}
		return nil
	})
	if failed == nil {
		return nil
	}
	for _, row := range failed.Rows {
		fill(x[row], math.NaN())
		if logp != nil {
			logp[row] = math.NaN()
		}
	}
	return failed
}

// gradientOf is a way to the gradient of a batch.
type gradientOf func(ctx context.Context, x [][]float64, r *Request) (*Gradient, error)

// finite gives the gradient of a batch where everything in it is a number. Otherwise a *RowsError lists the rows that make it
// overflow, found by gradients of parts of the batch; ErrNotFinite alone says that only their sum does.
func (gradient gradientOf) finite(ctx context.Context, x [][]float64, r *Request, std []float64) (*Gradient, error) {
	g, err := gradient(ctx, x, r)
	if err != nil {
		return nil, err
	}
	place, v := g.notFinite(std)
	if place == "" {
		return g, nil
	}
	s := &search{gradientOf: gradient, ctx: ctx, x: x, request: r, std: std}
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
	request *Request
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

// part is the request of rows lo … hi of the batch.
func (r *Request) part(lo, hi int) *Request {
	own := *r
	if len(r.Condition) > 1 {
		own.Condition = r.Condition[lo:hi]
	}
	if r.Probes != nil {
		own.Probes = r.Probes[lo:hi]
	}
	return &own
}
