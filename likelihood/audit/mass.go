// The check that the density integrates to one.

package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Mass is the integral of p over all space, which is 1 for a density.
type Mass struct {
	Value  float64 `json:"value"`
	Error  float64 `json:"error"`  // its uncertainty: the difference to a grid twice as coarse, or what peaks between its points hold; or a standard error
	Method string  `json:"method"` // "grid" or "importance"
	Points int     `json:"points"`
	// Effective is the number of equally weighted points that the points are worth, (Σw)²/Σw², with the density as the weight
	// w of a point of a grid.
	Effective float64 `json:"effective"`
}

// A mass whose uncertainty is above massUncertain, or which rests on fewer than massEffective points of importance samples or
// massCells of a grid, gives no verdict. All of a density may be between the points of a grid, and of the coarser one.
const (
	massUncertain = 0.1
	massEffective = 50
	massCells     = 8
)

func (a *auditor) mass() error {
	for _, f := range a.flow.Flows() {
		if field, ok := f.Field().(interface{ KeepsColumns() error }); ok && field.KeepsColumns() != nil {
			a.unknown("∫p", 0, 0, a.set.Limits.Mass, "the density is against the area of a surface that its field keeps to, which is not integrated over")
			return nil
		}
	}
	find, effective := a.gridMass, massCells
	if a.flow.Dim() > 2 {
		find, effective = a.importanceMass, massEffective
	}
	seen, err := a.seen()
	if err != nil {
		return err
	}
	m, err := find(seen)
	if err != nil {
		return err
	}
	m.Value, m.Error, m.Effective = bounded(m.Value), bounded(m.Error), bounded(m.Effective)
	a.report.Mass = *m
	off, limit := math.Abs(m.Value-1), a.set.Limits.Mass
	if !a.exact {
		a.unknown("∫p", off, m.Error, limit, "the mean of exp(log p) by probes is above p")
		return nil
	}
	if m.Error > massUncertain || m.Effective < float64(effective) {
		a.unknown("∫p", off, m.Error, limit, "by "+m.Method+": too few points for this density")
		return nil
	}
	uncertain := float64(3 * m.Error)
	if a.goesOn(m) {
		a.unknown("∫p", off, m.Error, limit, "by grid: it is around data and samples, and the density goes on outside of it")
		return nil
	}
	a.expectBeyond("∫p", off, m.Error, limit+uncertain, off+uncertain, fmt.Sprintf("distance from 1 of %.4g, by %s", m.Value, m.Method))
	return nil
}

// density is p at points; 0 for a row that cannot be solved, such as one far outside.
func (a *auditor) density(x [][]float64) ([]float64, error) {
	d, err := a.flow.LogProbWith(a.ctx, x, &likelihood.LogProbRequest{Condition: a.one()})
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	for i, v := range d.LogProb {
		if math.IsNaN(v) {
			d.LogProb[i] = math.Inf(-1)
		}
	}
	return d.LogProb, nil
}

// goesOn says that a grid lacks mass, and that the density at its edge may have as much outside of it.
func (a *auditor) goesOn(m *Mass) bool {
	limit := a.set.Limits.Mass
	return m.Value < 1-limit-float64(3*m.Error) && a.beyond > limit
}

// Margins on each side of the box around data and samples, in lengths of the box: the first, and the widest of those that
// are tried one after another as long as the density goes on outside.
const (
	boxMargin  = 0.25
	mostMargin = 8
)

// gridMass is the mass on the first grid that holds the density, or on the widest. What a wider one has less than the one
// before is an error of it.
func (a *auditor) gridMass(seen *seen) (m *Mass, err error) {
	least := 0.0
	for margin := boxMargin; margin <= mostMargin; margin *= 2 {
		low, high := a.box(margin)
		if m, err = a.massWithin(seen, low, high); err != nil {
			return nil, err
		}
		m.Error = max(m.Error, least-m.Value)
		if least = m.Value; !a.goesOn(m) {
			break
		}
	}
	return m, nil
}

// box returns a box around the samples and the data near them, with a margin in lengths of these. Few values far away would
// leave the density between two points of a grid.
func (a *auditor) box(margin float64) (low, high []float64) {
	low, high = make([]float64, a.flow.Dim()), make([]float64, a.flow.Dim())
	for c := range low {
		data := numeric.Column(a.x, c)
		column := numeric.Column(a.drawn, c)
		if len(column) == 0 {
			column = data
		}
		low[c], high[c] = slices.Min(column), slices.Max(column)
		near := float64(mostMargin * deviationOr1(high[c]-low[c]))
		data = slices.DeleteFunc(data, func(v float64) bool { return v < low[c]-near || v > high[c]+near })
		column = append(column, data...)
		low[c], high[c] = slices.Min(column), slices.Max(column)
		wide := float64(margin * deviationOr1(high[c]-low[c]))
		low[c], high[c] = low[c]-wide, high[c]+wide
	}
	return low, high
}

// massWithin sums p over a regular grid, whose error falls faster than any power of its width for a smooth density that
// vanishes at the edges.
func (a *auditor) massWithin(seen *seen, low, high []float64) (*Mass, error) {
	dim, side := len(low), a.set.Points
	if dim == 2 {
		side = int(math.Sqrt(float64(side)))
	}
	side = max(3, side|1) // odd, so that every second point is a grid of the same box
	x := gridPoints(low, high, side)
	logp, err := a.density(x)
	if err != nil {
		return nil, err
	}
	cell := 1.0
	for c := range dim {
		cell *= (high[c] - low[c]) / float64(side-1)
	}
	fine, coarse, edge := 0.0, 0.0, 0.0
	for i, v := range logp {
		p := elementary.Exp(v)
		fine += p
		if i%side%2 == 0 && i/side%2 == 0 {
			coarse += p
		}
		if column, line := i%side, i/side; column == 0 || column == side-1 || dim == 2 && (line == 0 || line == side-1) {
			edge = max(edge, p)
		}
	}
	a.beyond = edge * cell * float64(len(x))
	fine, coarse = float64(fine*cell), float64(coarse*cell*math.Ldexp(1, dim))
	return &Mass{Value: fine, Error: max(math.Abs(fine-coarse), seen.missed(low, high, side, logp)), Method: "grid", Points: len(x), Effective: worth(logp)}, nil
}

// worth is the number of equally weighted points that points with these logarithms of weights are worth.
func worth(logw []float64) float64 {
	most, sum, squares := slices.Max(logw), 0.0, 0.0
	if math.IsInf(most, -1) {
		return 0
	}
	for _, v := range logw {
		w := elementary.Exp(v - most)
		sum, squares = sum+w, squares+float64(w*w)
	}
	return sum * sum / squares
}

// gridPoints returns a grid with side points on each axis; the first column varies fastest.
func gridPoints(low, high []float64, side int) [][]float64 {
	n := side
	if len(low) == 2 {
		n *= side
	}
	x := numeric.NewRows(n, len(low))
	for i, row := range x {
		for c := range row {
			row[c] = low[c] + (high[c]-low[c])*float64(i%side)/float64(side-1)
			i /= side
		}
	}
	return x
}
