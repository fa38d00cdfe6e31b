// The check that data, taken to T0, are distributed as the base.

package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/stat"
)

// BaseColumn compares one column of z(T0) of the data with draws of the base.
type BaseColumn struct {
	Mean       float64 `json:"mean"`
	Std        float64 `json:"std"`
	WantedMean float64 `json:"wantedMean"` // of the base's draws
	WantedStd  float64 `json:"wantedStd"`
	Distance   float64 `json:"distance"` // two-sample Kolmogorov–Smirnov distance
	P          float64 `json:"p"`        // asymptotic probability of a larger distance if the distributions were equal
}

// drawsPerRow is the number of draws of the base for each row of data, so that the noise of the draws is the smaller one.
const drawsPerRow = 8

// base compares the columns of z(T0) with draws of the base, so that any base will do.
func (a *auditor) base() error {
	n := drawsPerRow * max(len(a.z), 128)
	draws, err := base.Draw(a.ctx, a.flow.Base(), n, a.flow.Dim(), a.seed(ofBase))
	const name = "base"
	if errors.Is(err, base.ErrNoSampler) {
		a.unknown(name, 0, 0, a.set.Limits.Base, "the base cannot be drawn from")
		return nil
	}
	if err != nil {
		return err
	}
	worst, at := 0.0, 0
	z := a.projected(a.z)
	draws = a.projected(draws)
	for c := range a.flow.Dim() {
		column := compareColumns(numeric.Column(z, c), numeric.Column(draws, c))
		a.report.Base = append(a.report.Base, column)
		if column.Distance > worst {
			worst, at = column.Distance, c
		}
	}
	effective := float64(len(a.z)) * float64(n) / float64(len(a.z)+n)
	noise := 1.63 / math.Sqrt(effective)
	a.expectBeyond(name, worst, 0, a.set.Limits.Base+noise, noise,
		fmt.Sprintf("Kolmogorov–Smirnov distance of z(T0) from the base, column %d", at))
	return nil
}

// projected are copies of points, each by the numbers that all rows of this point on a manifold have in common: angles
// that differ by 2π are equal, and other numbers.
func (a *auditor) projected(points [][]float64) [][]float64 {
	points = numeric.CopyRows(points, a.flow.Dim())
	columns.Each(a.flow.Flows(), a.moved(), func(flow *likelihood.Flow, own columns.Set) {
		on, ok := flow.Field().(interface{ Project(row []float64) })
		for i := 0; ok && i < len(points); i++ {
			row := own.Gather(points[i], len(points[i]))
			on.Project(row)
			own.Scatter(points[i], row, len(points[i]))
		}
	})
	return points
}

// moved are the columns of each flow of a stack; nil if each moves all.
func (a *auditor) moved() [][]int {
	if stack, ok := a.flow.(interface{ Columns() [][]int }); ok {
		return stack.Columns()
	}
	return nil
}

// compareColumns sorts both.
func compareColumns(x, y []float64) BaseColumn {
	slices.Sort(x)
	slices.Sort(y)
	b := BaseColumn{Distance: stat.KolmogorovSmirnov(x, nil, y, nil)}
	b.WantedMean, b.WantedStd = stat.MeanStdDev(y, nil)
	if b.Mean, b.Std = stat.MeanStdDev(x, nil); len(x) == 1 {
		b.Std = 0
	}
	n, m := float64(len(x)), float64(len(y))
	b.P = kolmogorovTail(math.Sqrt(n*m/(n+m)) * b.Distance)
	return b
}

// kolmogorovTail is P(K > x) = 2 Σ (-1)^(k-1) exp(-2k²x²) of the Kolmogorov distribution (Feller, On the
// Kolmogorov–Smirnov limit theorems for empirical distributions, 1948).
func kolmogorovTail(x float64) float64 {
	if x < 0.2 { // the tail is 1 to 12 digits, and the series converges slowly
		return 1
	}
	sum, sign := 0.0, 1.0
	for k := 1.0; k <= 40; k++ {
		term := elementary.Exp(-2 * k * k * x * x)
		sum += float64(sign * term)
		if sign = -sign; term < 1e-16 {
			break
		}
	}
	return max(0, min(1, 2*sum))
}
