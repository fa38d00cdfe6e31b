// The methods: scores that are high for rows that are rare among the training rows.

package main

import (
	"context"
	"maps"
	"math"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// methods score the test rows of a set.
var methods = map[string]func(ctx context.Context, s *set, o *options) ([]float64, error){
	"kernel": kernels, "typical": typical, "flow": flow, "gaussian": gaussian, "knn": neighbours,
}

// densities are the methods whose scores are -log p, so that their mixture is a density too.
var densities = []string{"flow", "gaussian", "kernel"}

func names() []string { return slices.Sorted(maps.Keys(methods)) }

// defaultWidths of the kernels, in deviations of a column: from the distance of repeated and rounded rows to that of
// the whole cloud.
const defaultWidths = "0.05,0.1,0.2,0.3,0.5,1"

// kernels is -log p of normal kernels of all widths at all training rows.
func kernels(ctx context.Context, s *set, o *options) ([]float64, error) {
	d, err := kernel.New(s.train, o.widths...)
	if err != nil {
		return nil, err
	}
	logProb, err := d.LogProbs(ctx, s.test, 0)
	return negative(logProb), err
}

func negative(x []float64) []float64 {
	for i := range x {
		x[i] = -x[i]
	}
	return x
}

// gaussian is -log p of one normal density. ridge is added to the variances: columns may depend on each other or be
// constant.
func gaussian(ctx context.Context, s *set, _ *options) ([]float64, error) {
	const ridge = 0.03
	d := len(s.train[0])
	covariance := mat.NewSymDense(d, nil)
	if len(s.train) > 1 {
		flat := mat.NewDense(len(s.train), d, slices.Concat(s.train...))
		stat.CovarianceMatrix(covariance, flat, nil)
	}
	for j := range d {
		covariance.SetSym(j, j, covariance.At(j, j)+ridge)
	}
	g, err := base.NewGaussian(make([]float64, d), covariance)
	if err != nil {
		return nil, err
	}
	return eachRow(ctx, s.test, func(x []float64) float64 { return -g.LogProb(x) })
}

// neighbours is the mean distance to the five nearest training rows, which is not a density, for comparison. If there are
// more than 5000 training rows it takes 5000 at equal steps.
func neighbours(ctx context.Context, s *set, _ *options) ([]float64, error) {
	const most = 5000
	points := make([][]float64, min(most, len(s.train)))
	for i := range points {
		points[i] = s.train[i*len(s.train)/len(points)]
	}
	return eachRow(ctx, s.test, func(x []float64) float64 {
		nearest := slices.Repeat([]float64{math.Inf(1)}, min(5, len(points)))
		for _, p := range points {
			if v := within(x, p, nearest[len(nearest)-1]); v < nearest[len(nearest)-1] {
				at, _ := slices.BinarySearch(nearest, v)
				copy(nearest[at+1:], nearest[at:])
				nearest[at] = v
			}
		}
		sum := 0.0
		for _, v := range nearest {
			sum += math.Sqrt(v)
		}
		return sum
	})
}

// within is |x-p|², or a number above the bound if |x-p|² is above it.
func within(x, p []float64, bound float64) (sum float64) {
	for j, v := range p {
		u := x[j] - v
		if sum += u * u; sum > bound {
			break
		}
	}
	return sum
}

// eachRow scores rows side by side.
func eachRow(ctx context.Context, x [][]float64, score func([]float64) float64) ([]float64, error) {
	const block = 256
	scores := make([]float64, len(x))
	return scores, parallel.Do(ctx, "anomaly: scores", runtime.GOMAXPROCS(0), (len(x)+block-1)/block, func(_, b int) error {
		for i := b * block; i < min((b+1)*block, len(x)); i++ {
			scores[i] = score(x[i])
		}
		return nil
	})
}
