// Checks of the base's draws and score against its density.

package audit

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Numbers of draws: baseDraws rows, fewer if these have more than baseNumbers numbers, stretched along at most baseColumns
// columns.
const (
	baseDraws   = 16384
	baseNumbers = 1 << 18
	baseColumns = 16
	// standard errors that are allowed: one of some tens of tests exceeds five of them once in 50,000 audits
	drawsErrors = 5
)

// Draws of the base, each of which has a seed of its own.
const (
	ofBase uint64 = iota
	ofDraws
	ofScore
)

// seed is that of some draws. It is no neighbour of Settings.Seed, by which the data may have been drawn: a comparison with
// draws that are the data themselves finds less than there is.
func (a *auditor) seed(of uint64) uint64 { return stream.Mix(stream.Mix(a.set.Seed^stream.Audit) + of) }

// draws checks whether the base draws from its own density. For y ~ p and a stretching T about a centre, E p(T(y)) |det
// T| / p(y) = ∫ p = 1 for any p with a convex support that contains the centre; the check needs neither quantiles nor
// moments of p. Draws of a density that is wider or narrower about the centre by a share δ change the mean by
// -δ·cov(ratio, d log ratio); shifted draws are wider about one of several centres.
func (a *auditor) draws() error {
	const name = "base: draws"
	dim, b := a.flow.Dim(), a.flow.Base()
	y, err := base.Draw(a.ctx, b, max(256, min(baseDraws, baseNumbers/dim)), dim, a.seed(ofDraws))
	if errors.Is(err, base.ErrNoSampler) {
		a.unknown(name, 0, 0, a.set.Limits.Draws, "the base cannot be drawn from")
		return nil
	}
	if err != nil {
		return err
	}
	s := &stretching{base: b, y: y, logp: make([]float64, len(y)), moved: make([]float64, dim)}
	for i, row := range y {
		if s.logp[i] = b.LogProb(row); !(s.logp[i] > math.Inf(-1)) {
			a.expect(name, math.Inf(1), 0, a.set.Limits.Draws, "the base draws points where its density is 0")
			return nil
		}
	}
	a.judgeDraws(name, s, columns.Free(a.flow.Flows(), a.moved(), a.flow.Dim()))
	return nil
}

// judgeDraws stretches along single columns of all that may be, about the mean and a centre on each side of it, and along all columns at once.
func (a *auditor) judgeDraws(name string, s *stretching, all []int) {
	var worst *stretched
	dim, largest := len(all), 0.0
	consider := func(columns []int, side float64) {
		if t := s.along(columns, side); t != nil {
			largest = max(largest, t.e)
			if worst == nil || t.excess() > worst.excess() {
				worst = t
			}
		}
	}
	consider(all, 0)
	for k := range min(dim, baseColumns) {
		c := all[k*dim/min(dim, baseColumns)]
		for _, side := range []float64{-1, 0, 1} {
			consider([]int{c}, side)
		}
	}
	if worst == nil {
		a.unknown(name, 0, 0, a.set.Limits.Draws, "stretched draws tell nothing of this density")
		return
	}
	limit := a.set.Limits.Draws
	allowed := limit + float64(drawsErrors*worst.e)
	if s.bounded && worst.width > allowed {
		a.unknown(name, worst.width, worst.e, limit, "the density has an edge, and may not be convex")
		return
	}
	beyond := float64((drawsErrors+3)*largest) - float64(drawsErrors*worst.e)
	a.expectBeyond(name, worst.width, worst.e, allowed, beyond, fmt.Sprintf("relative error of the draws' width, worst of stretchings: %s", worst.where))
}

// stretching holds the draws of a base that are stretched.
type stretching struct {
	base    base.Base
	y       [][]float64
	logp    []float64
	moved   []float64
	bounded bool // stretched draws have reached points of density 0
}

// stretched is the result of a stretching.
type stretched struct {
	width, e float64 // relative error of the draws' width, and its standard error
	where    string
}

func (t *stretched) excess() float64 { return t.width - float64(drawsErrors*t.e) }

// along stretches some columns about their mean, or about a centre side standard deviations from it; nil if the result
// is of no use.
func (s *stretching) along(columns []int, side float64) *stretched {
	centre := make([]float64, len(columns))
	for k, c := range columns {
		values := numeric.Column(s.y, c)
		centre[k] = numeric.Mean(values) + float64(side*numeric.Deviation(values))
	}
	const small = 1e-5
	slope := s.ratios(columns, centre, small)
	for i := range slope {
		slope[i] /= small
		if math.IsInf(slope[i], -1) {
			slope[i] = 0
		}
	}
	scatter := numeric.Deviation(slope)
	if !(scatter > 1e-3) || math.IsInf(scatter, 0) {
		return nil
	}
	by := 0.2 / scatter
	ratio := s.ratios(columns, centre, by)
	for i, v := range ratio {
		ratio[i] = elementary.Exp(v)
	}
	mean, n := numeric.Mean(ratio), float64(len(ratio))
	covariance, middle := 0.0, numeric.Mean(slope)
	for i, v := range ratio {
		covariance += (v - mean) * (slope[i] - middle) / n
	}
	if !(math.Abs(covariance) > 0) {
		return nil
	}
	e := numeric.Deviation(ratio) / math.Sqrt(n)
	where := fmt.Sprintf("column %d about %.3g", columns[0], centre[0])
	if len(columns) > 1 {
		where = "all columns"
	}
	return &stretched{width: math.Abs(mean-1) / math.Abs(covariance), e: e / math.Abs(covariance), where: where}
}

// ratios are log p(T(y)) |det T| / p(y) for a stretching by the factor 1 + by.
func (s *stretching) ratios(columns []int, centre []float64, by float64) []float64 {
	all, volume := make([]float64, len(s.y)), float64(float64(len(columns))*elementary.Log1p(by))
	for i, row := range s.y {
		copy(s.moved, row)
		for k, c := range columns {
			s.moved[c] += float64(by * (row[c] - centre[k]))
		}
		all[i] = s.base.LogProb(s.moved) + volume - s.logp[i]
		s.bounded = s.bounded || math.IsInf(all[i], -1)
	}
	return all
}

// scorePoints is the number of draws at which the score is checked.
const scorePoints = 64

// score compares the base's score with finite differences of its log-density, column by column.
func (a *auditor) score() error {
	const name = "base: score"
	scorer, ok := a.flow.Base().(base.Scorer)
	if !ok {
		a.unknown(name, 0, 0, a.set.Limits.Gradient, "the base has no score")
		return nil
	}
	dim := a.flow.Dim()
	points, err := base.Draw(a.ctx, a.flow.Base(), scorePoints, dim, a.seed(ofScore))
	if errors.Is(err, base.ErrNoSampler) {
		points, err = a.z[:min(len(a.z), scorePoints)], nil
	}
	if err != nil {
		return err
	}
	off, size, noise := make([]float64, dim), make([]float64, dim), make([]float64, dim)
	for _, x := range points {
		s := scorer.ScoreInput(make([]float64, dim), x)
		for c := range x {
			slope, e := a.slope(x, c)
			off[c], size[c], noise[c] = off[c]+square(s[c]-slope), size[c]+square(slope), noise[c]+square(e)
		}
	}
	worst, at, uncertain := -1.0, 0, 0.0
	for c := range off {
		scale := math.Sqrt(max(size[c], 1e-300))
		if v, u := math.Sqrt(off[c])/scale, math.Sqrt(noise[c])/scale; !(v-u <= worst) {
			worst, uncertain, at = v-u, u, c
		}
	}
	limit := a.set.Limits.Gradient
	a.expectBeyond(name, worst+uncertain, uncertain, limit+uncertain, uncertain, fmt.Sprintf("relative distance of ScoreInput from differences of LogProb, column %d", at))
	return nil
}

// slope is ∂log p0/∂x of a column by finite differences.
func (a *auditor) slope(x []float64, column int) (value, uncertainty float64) {
	y := append([]float64(nil), x...)
	at := func(h float64) (float64, error) {
		y[column] = x[column] + h
		return a.flow.Base().LogProb(y), nil
	}
	value, uncertainty, _ = difference(at, 1e-4*(1+math.Abs(x[column])))
	return value, uncertainty
}
