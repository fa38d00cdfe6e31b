// Rows without a log-density or a gradient: finding them, naming them and making them NaN.

package likelihood

import (
	"cmp"
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/parameters"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Overflow is reported by row: a sum with an infinite term is useless, and does not say which row the term is from.

// withRows adds rows to those that failed before, if any; reason returns nil for a row without an error.
func withRows(failed *RowsError, total int, reason func(row int) error) *RowsError {
	var all failures
	if failed != nil {
		all.add(0, failed)
	}
	for row := range total {
		if err := reason(row); err != nil {
			all.addRow(row, err)
		}
	}
	return all.rows(total)
}

// failLarge lists rows as failed whose numbers, once standardised, are not in the number types of their columns, and puts
// zeros in their places, so that the other rows keep their indices. It is for rows that no caller has given; what says what
// they are.
func failLarge(what string, rows [][]float64, units *standardization, types []tensor.Dtype, failed *failures) {
	for i, row := range rows {
		for c, v := range row {
			if dtype := entries.Of(types, c); !entries.Fits(units.standardized(c, v), dtype) {
				failed.addRow(i, errOutside(c, what, v, dtype))
				rows[i] = make([]float64, len(row))
				break
			}
		}
	}
}

// errOutside is the reason of a row that has become too large for a number type.
func errOutside(column int, where string, v float64, dtype tensor.Dtype) error {
	return errors.Wrapf(ErrNotFinite, "column %d of %s is %v, want a finite %v", column, where, v, dtype)
}

// noDensity returns an error if a log-density cannot be used, else nil. -∞ is valid for a base of bounded support.
func (f *Flow) noDensity(logp float64) error { return noDensity(logp, !isNormal(f.base)) }

// noDensity returns an error if a log-density cannot be used, else nil. Where the density may be zero, -∞ is valid;
// where it may not, -∞ is an overflow.
func noDensity(logp float64, mayBeZero bool) error {
	if finite.Is(logp) || math.IsInf(logp, -1) && mayBeZero {
		return nil
	}
	return errors.Wrapf(ErrNotFinite, "log-density is %v", logp)
}

// isNormal reports whether a base is a normal density or a mixture of them, which are positive everywhere.
func isNormal(b base.Base) bool {
	switch b.(type) {
	case base.Standard, *base.Standard, *base.Gaussian, *base.Mixture:
		return true
	}
	return false
}

// ownBase adds the parameters of a base that is trained. A training may take the scales of a normal density out of the
// range of exp.
func ownBase(p *parameters.List, b base.Base, dim int) {
	own := b.(base.Trainable).Params()
	if isNormal(b) {
		p.OwnWithin(own, func() error { return base.Check(b, dim, true) })
		return
	}
	p.Own(own)
}

// namingStrangers says of the rows that failed and are not on the flow's manifold that they are not, in whatever way they
// did.
func (f *Flow) namingStrangers(x [][]float64, err error) error {
	var failed *RowsError
	if !errors.As(err, &failed) {
		return err
	}
	on := f.manifolds()
	for i, row := range failed.Rows {
		if stranger := on.isPoint(x[row]); stranger != nil {
			failed.Reasons[i] = stranger
		}
	}
	return err
}

// withStrangers adds the rows that are not on the flow's manifold to those that failed.
func (f *Flow) withStrangers(x [][]float64, err error) error {
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	on := f.manifolds()
	if all := withRows(failed, len(x), func(row int) error { return on.isPoint(x[row]) }); all != nil {
		return f.namingStrangers(x, all)
	}
	return nil
}

// refuseDensities lists the rows of x that failed or have no log-density, and sets them to NaN.
func (f *Flow) refuseDensities(x [][]float64, d *Density, failed *RowsError) error {
	on := f.manifolds()
	failed = withRows(failed, len(x), func(row int) error { return cmp.Or(on.left(d.Base[row]), f.noDensity(d.LogProb[row])) })
	if failed == nil {
		return nil
	}
	for _, row := range failed.Rows {
		d.LogProb[row], d.Change[row] = math.NaN(), math.NaN()
		numeric.Fill(d.Base[row], math.NaN())
	}
	return f.namingStrangers(x, failed)
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
	if c := finite.FirstNot(g.LogProb); c >= 0 {
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
	if c := finite.FirstNot(numbers[:]); c >= 0 {
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
		if c := finite.FirstNot(row); c >= 0 {
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
		s.found.addRow(lo, errors.Wrapf(ErrNotFinite, "%s is %v", place, v))
		return nil
	}
	for _, part := range [][2]int{{lo, (lo + hi) / 2}, {(lo + hi) / 2, hi}} {
		g, err := s.gradientOf(s.ctx, s.x[part[0]:part[1]], s.request.part(part[0], part[1]))
		if err := s.found.take(err, startingAt(part[0])); err != nil {
			return err
		}
		if g == nil { // norms with a lag map the rows of a part farther than those of the whole
			continue
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
