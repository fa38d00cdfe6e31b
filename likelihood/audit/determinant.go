// The check of log p against the Jacobian of the map to the base, by finite differences.

package audit

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// Jacobians are computed for determinantRows rows, or for fewer if they would take more than determinantPoints points.
const (
	determinantRows   = 16
	determinantPoints = 4096
	// determinantStep is the wider of two steps, in spreads of a column.
	determinantStep = 0.02
	// longestMove is how far a step and its opposite may be apart at the base, in spreads of a column there.
	longestMove = 0.15
)

// determinant compares log p(x) - log p0(z) with log |det ∂z/∂x|, which it computes from Inverse at points around x,
// without any trace or derivative of the field. The uncertainty is that of the differences, of log p, and of Inverse,
// measured by a round trip.
func (a *auditor) determinant() error {
	const inNats, relative = "log p: determinant", "log p: trace"
	dim, limits := a.flow.Dim(), &a.set.Limits
	rows := min(len(a.x), max(1, min(determinantRows, determinantPoints/(4*dim))))
	x, z, err := a.around(rows)
	if err != nil {
		for _, name := range []string{inNats, relative} {
			a.unknown(name, 0, 0, limits.LogProb, "points around the data cannot be solved: "+err.Error())
		}
		return nil
	}
	var off, uncertain []float64
	solved := float64(2 * math.Sqrt(float64(dim)) * a.report.RoundTrip.Largest)
	for i := range rows {
		value, e := logDeterminant(x[4*dim*i:4*dim*(i+1)], z[4*dim*i:4*dim*(i+1)])
		off = append(off, a.logp[i]-a.flow.Base().LogProb(a.z[i])-value)
		uncertain = append(uncertain, e+a.bound[i]+solved)
	}
	a.compareNats(inNats, off, uncertain, a.exact, "nats, log p - log p0(z) - log |det ∂z/∂x| by differences")
	if size := numeric.Norm(a.change[:rows]); a.exact {
		a.expectRelative(relative, numeric.Norm(off)/size, numeric.Norm(uncertain)/size, limits.Trace, "the same, relative to Δl", "the flow hardly changes the density")
	}
	return nil
}

// expectRelative compares a relative distance with its limit, if its uncertainty allows a verdict.
func (a *auditor) expectRelative(name string, off, uncertain, limit float64, unit, why string) {
	if !(uncertain < 10*limit) {
		a.unknown(name, off, uncertain, limit, why)
		return
	}
	a.expectBeyond(name, off, uncertain, limit+uncertain, uncertain, unit)
}

// around returns four points a column around each of some rows, two on either side, at a step and at half of it, and their
// points of the base. Steps over which the map bends are shortened.
func (a *auditor) around(rows int) (x, z [][]float64, err error) {
	spreads, err := a.spreads(a.x, a.units())
	if err != nil {
		return nil, nil, err
	}
	wide, err := a.spreads(a.z, ones(a.flow.Dim()))
	if err != nil {
		return nil, nil, err
	}
	s := &stencils{auditor: a, dim: len(spreads), x: make([][]float64, 4*rows*len(spreads)), z: make([][]float64, 4*rows*len(spreads))}
	for k := range rows * s.dim {
		c := k % s.dim
		if !s.place(k, determinantStep*spreads[c]) {
			row := k / s.dim
			return nil, nil, errors.Errorf("column %d is %v in row %d, and its spread of %v is too small beside that for float64", c, a.x[row][c], row, spreads[c])
		}
		s.moved = append(s.moved, k)
	}
	for s.moved != nil {
		if err := s.solve(); err != nil {
			return nil, nil, err
		}
		s.shorten(wide)
	}
	return s.x, s.z, nil
}

// stencils are the points around rows: four for each row and column.
type stencils struct {
	*auditor
	dim   int
	x, z  [][]float64
	moved []int // those whose points of the base are not known
}

// place places the points of stencil k, unless a step is too small beside the number that it starts from.
func (s *stencils) place(k int, step float64) bool {
	row, c := s.auditor.x[k/s.dim], k%s.dim
	if row[c]+float64(step/2) == row[c] || row[c]-float64(step/2) == row[c] {
		return false
	}
	for j, h := range []float64{1, -1, 0.5, -0.5} {
		point := slices.Clone(row)
		point[c] += float64(h * step)
		s.x[4*k+j] = point
	}
	return true
}

// solve finds the points of the base of those that have been placed.
func (s *stencils) solve() error {
	var x, condition [][]float64
	for _, k := range s.moved {
		x = append(x, s.x[4*k:4*k+4]...)
		for range 4 {
			if len(s.set.Condition) > 1 {
				condition = append(condition, s.set.Condition[k/s.dim])
			}
		}
	}
	if condition == nil {
		condition = s.set.Condition
	}
	z, err := s.flow.Inverse(s.ctx, x, condition)
	if err != nil {
		return err
	}
	for i, k := range s.moved {
		copy(s.z[4*k:4*k+4], z[4*i:])
	}
	return nil
}

// shorten places anew those of the points just solved that are farther apart at the base than longestMove, in spreads of its
// columns: a map that is steep there soon bends.
func (s *stencils) shorten(spreads []float64) {
	const by = 2
	moved := s.moved
	s.moved = nil
	for _, k := range moved {
		around, c := s.z[4*k:4*k+4], k%s.dim
		for r, wide := range spreads {
			if math.Abs(around[0][r]-around[1][r]) > longestMove*wide {
				if s.place(k, (s.x[4*k][c]-s.auditor.x[k/s.dim][c])/by) {
					s.moved = append(s.moved, k)
				}
				break
			}
		}
	}
}

// spreads are the standard deviations of columns, or those of normal columns with their quartiles where these are nearer: a
// few values far away say nothing of how the map bends between the others. A constant column has its unit.
func (a *auditor) spreads(x [][]float64, units []float64) ([]float64, error) {
	_, spreads, err := likelihood.Moments(x, nil)
	for c, std := range spreads {
		values := numeric.Column(x, c)
		slices.Sort(values)
		last := float64(len(values) - 1)
		if near := (values[int(0.75*last)] - values[int(0.25*last)]) / 1.349; near > 0 {
			std = min(std, near)
		}
		spreads[c] = deviationOr(units[c], std)
	}
	return spreads, err
}

// units are what the flow takes for 1 in each column of the data.
func (a *auditor) units() []float64 {
	if f, ok := a.flow.(interface {
		Standardization() (mean, std []float64)
	}); ok {
		if _, std := f.Standardization(); std != nil {
			return std
		}
	}
	return ones(a.flow.Dim())
}

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// ofJump is how many times as far as the extrapolation moves a difference it may be off, where the map jumps within the
// narrow step: a jump J moves the narrow difference by J/h, and the extrapolated one by 7/6 of that. So a solver does that takes
// other steps on either side, as it does where a network has kinks.
const ofJump = 7

// logDeterminant is log |det ∂z/∂x| of a row from the points around it, by Richardson's extrapolation of central
// differences. The uncertainty is the change by the extrapolation, of each column on its own, with an allowance for jumps.
// Distances are those of the points, which rounding moves where a column is far from 0.
func logDeterminant(x, z [][]float64) (value, uncertainty float64) {
	dim := len(x[0])
	moved, better := mat.NewDense(dim, dim, nil), mat.NewDense(dim, dim, nil)
	for c := range dim {
		from, around := x[4*c:4*c+4], z[4*c:4*c+4]
		for r := range dim {
			wide, half := (around[0][r]-around[1][r])/(from[0][c]-from[1][c]), (around[2][r]-around[3][r])/(from[2][c]-from[3][c])
			better.Set(r, c, (float64(4*half)-wide)/3)
			moved.Set(r, c, (half-wide)/3)
		}
	}
	var factors mat.LU
	factors.Factorize(better)
	value, _ = factors.LogDet()
	if err := factors.SolveTo(moved, false, moved); err == mat.Condition(math.Inf(1)) { // singular; others may have columns in far different units
		return value, math.Inf(1)
	}
	for c := range dim {
		uncertainty += float64(ofJump * math.Abs(moved.At(c, c)))
	}
	return value, uncertainty
}

// compareNats checks that two computations of some numbers agree. If both are exact, each row must agree within its
// uncertainty; if one is an unbiased estimate, the means must agree within four standard errors.
func (a *auditor) compareNats(name string, off, uncertain []float64, exact bool, unit string) {
	limit := a.set.Limits.LogProb
	if !exact {
		mean, e := numeric.Mean(off), numeric.Mean(uncertain)
		if n := float64(len(off)); n > 1 {
			e += 4 * numeric.Deviation(off) / math.Sqrt(n)
		}
		if len(off) < 4 || !(e < 1) {
			a.unknown(name, math.Abs(mean), e, limit, "an estimate scatters too much on so few rows")
			return
		}
		a.expectBeyond(name, math.Abs(mean), e, limit+e, e, unit+", mean")
		return
	}
	worst, least := 0, math.Inf(1)
	for i, u := range uncertain {
		if math.Abs(off[i])-u > math.Abs(off[worst])-uncertain[worst] || math.IsNaN(off[i]) {
			worst = i
		}
		least = min(least, u)
	}
	if !(least < 10*limit) {
		a.unknown(name, math.Abs(off[worst]), uncertain[worst], limit, "differences are too noisy: tighten the tolerance")
		return
	}
	u := uncertain[worst]
	a.expectBeyond(name, math.Abs(off[worst]), u, limit+u, 2*least-u, unit+", worst row")
}
