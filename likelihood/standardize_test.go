// Moments of columns of any size, and densities in the units of the data.

package likelihood_test

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// TestMomentsOfExtremes: numbers of any size have moments. A constant column has the deviation 0, even if its mean has
// to be rounded.
func TestMomentsOfExtremes(t *testing.T) {
	for _, size := range []float64{1, 1e-200, 1e200, 5e-310, 5e-324, math.MaxFloat64} {
		mean, std, err := likelihood.Moments([][]float64{{size}, {-size}, {size}, {-size}}, nil)
		flowtest.Must(t, err)
		if math.Abs(mean[0]) > 1e-15*size || math.Abs(std[0]/size-1) > 1e-12 {
			t.Errorf("±%g has mean %g and deviation %g", size, mean[0], std[0])
		}
	}
	for rows := 1; rows < 100; rows++ {
		x := make([][]float64, rows)
		for i := range x {
			x[i] = []float64{0.1, float64(i)}
		}
		mean, std, err := likelihood.Moments(x, nil)
		flowtest.Must(t, err)
		if mean[0] != 0.1 || std[0] != 0 {
			t.Errorf("%d rows of 0.1 have mean %v and deviation %v", rows, mean[0], std[0])
		}
	}
	flowtest.WantError(t, "constant", newFlow(t, flowtest.BentField(t, 2), nil).Standardize([]float64{0, 0}, []float64{1, 0}), likelihood.ErrSettings)
}

// exactMoments computes moments with 2200 bits, which hold sums of any float64 numbers.
func exactMoments(x []float64) (mean, std float64) {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(2200).SetFloat64(v) }
	n, sum, squares := number(float64(len(x))), number(0), number(0)
	for _, v := range x {
		sum.Add(sum, number(v))
	}
	sum.Quo(sum, n)
	for _, v := range x {
		d := number(v)
		d.Sub(d, sum)
		squares.Add(squares, d.Mul(d, d))
	}
	squares.Quo(squares, n).Sqrt(squares)
	mean, _ = sum.Float64()
	std, _ = squares.Float64()
	return mean, std
}

// TestMomentsAreExactAnywhere: the moments of a column are right to rounding, whatever its centre and width.
func TestMomentsAreExactAnywhere(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ centre, width float64 }{
		{1e16, 2}, {1e15, 1}, {-1e15, 1}, {1.7e9, 1e-3}, {1e300, 1e286}, {1e308, 1e300}, {0, 1}, {3, 1e-15}, {1, 1e-300}, {0, 1e-310}, {1e-300, 1e-310}, {0, 1e308},
	} {
		for _, rows := range []int{2, 7, 1000} {
			x, column := numeric.NewRows(rows, 1), make([]float64, rows)
			for i := range x {
				x[i][0] = c.centre + c.width*(2*rng.Float64()-1)
				column[i] = x[i][0]
			}
			mean, std, err := likelihood.Moments(x, nil)
			flowtest.Must(t, err)
			wantMean, wantStd := exactMoments(column)
			spacing := math.Nextafter(math.Abs(wantMean), math.Inf(1)) - math.Abs(wantMean)
			if math.Abs(mean[0]-wantMean) > spacing+1e-14*wantStd || math.Abs(std[0]-wantStd) > 1e-12*wantStd+math.SmallestNonzeroFloat64 {
				t.Errorf("%d rows of %g ± %g have mean %v and deviation %v, want %v and %v", rows, c.centre, c.width, mean[0], std[0], wantMean, wantStd)
			}
			if m := batchnorm.MomentsOf(column, 1, numeric.Shares{Rows: len(column)}); wantStd < 1e150 && wantStd > 1e-150 {
				want := wantStd * math.Sqrt(float64(rows)/float64(rows-1))
				if math.Abs(m.Mean[0]-wantMean) > spacing+1e-14*wantStd || math.Abs(math.Sqrt(m.Variance[0])-want) > 1e-12*want {
					t.Errorf("%d rows of %g ± %g have batch moments %v, want %v and %v", rows, c.centre, c.width, m, wantMean, want*want)
				}
			}
		}
	}
}

// TestDensitiesOfDenormalColumns: log-densities follow the scale of the data down to the smallest numbers.
func TestDensitiesOfDenormalColumns(t *testing.T) {
	f := newFlow(t, flowtest.BentField(t, 2), nil)
	x := flowtest.Points(3, 2, 1)
	want, err := f.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	for _, exponent := range []int{-1000, -1030, -1060} {
		unit := math.Ldexp(1, exponent)
		flowtest.Must(t, f.Standardize([]float64{0, 0}, []float64{unit, unit}))
		got, err := f.LogProb(context.Background(), [][]float64{{0, 0}})
		flowtest.Must(t, err)
		gradient, err := f.Gradient(context.Background(), [][]float64{{0, 0}}, nil)
		flowtest.Must(t, err)
		flowtest.Must(t, f.Standardize(nil, nil))
		same, err := f.Gradient(context.Background(), [][]float64{{0, 0}}, nil)
		flowtest.Must(t, err)
		for i, p := range same.Params {
			flowtest.CloseTo(t, "gradient", gradient.Params[i], p, 0)
		}
		plain, err := f.LogProb(context.Background(), [][]float64{{0, 0}})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log-density", got, []float64{plain[0] - 2*float64(exponent)*math.Ln2}, 1e-12)
		g, err := base.NewDiagonalGaussian([]float64{0}, []float64{unit})
		if exponent < -1023 { // its inverse is no number
			flowtest.WantError(t, "a Gaussian", err, likelihood.ErrSettings)
			continue
		}
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "factor", g.Params().List()[1].Values(), []float64{float64(exponent) * math.Ln2}, 1e-14)
	}
	again, err := f.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "without", again, want, 0)
}

// brittle is a field whose method KeepsColumns panics.
type brittle struct{ dynamics.Field }

func (brittle) KeepsColumns() error { panic("not mine") }

// TestStandardizingNothing: a flow that is nil or zero, and a field that panics, are errors of a standardisation.
func TestStandardizingNothing(t *testing.T) {
	for _, f := range []*likelihood.Flow{nil, {}} {
		flowtest.WantError(t, "no flow", f.Standardize([]float64{0}, []float64{1}), likelihood.ErrSettings)
		flowtest.WantError(t, "no flow", f.StandardizeCondition([]float64{0}, []float64{1}), likelihood.ErrSettings)
	}
	var panicked *graph.PanicError
	field := brittle{flowtest.BentField(t, 2)}
	if err := newFlow(t, field, nil).Standardize([]float64{0, 0}, []float64{1, 1}); !errors.As(err, &panicked) {
		t.Errorf("standardising: error is %v, want the panic", err)
	}
	if _, err := likelihood.NewStack([]dynamics.Field{field}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true}}); !errors.As(err, &panicked) {
		t.Errorf("norms: error is %v, want the panic", err)
	}
}
