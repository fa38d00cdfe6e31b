// The densities to compare with: one normal density, a mixture of them, a kernel density; all of standardised rows.

package main

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// worstCondition is that of a covariance whose least variances are no rounding errors.
const worstCondition = 1e12

// normal is one normal density. If columns depend on each other, 0.01 is added to the variances, which are 1.
func normal(train, test [][]float64) ([]float64, error) {
	d := len(train[0])
	flat := mat.NewDense(len(train), d, nil)
	for i, row := range train {
		flat.SetRow(i, row)
	}
	centre := make([]float64, d)
	for j := range centre {
		centre[j] = stat.Mean(mat.Col(nil, j, flat), nil)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, flat, nil)
	var factor mat.Cholesky // which rounding leaves to some covariances of columns that depend on each other
	if !factor.Factorize(&covariance) || factor.Cond() > worstCondition {
		for j := range d {
			covariance.SetSym(j, j, covariance.At(j, j)+0.01)
		}
	}
	g, err := base.NewGaussian(centre, &covariance)
	if err != nil {
		return nil, err
	}
	return scores(g, test), nil
}

func scores(m base.Base, x [][]float64) []float64 {
	logProb := make([]float64, len(x))
	for i, row := range x {
		logProb[i] = m.LogProb(row)
	}
	return logProb
}

// mixture has as many components as make a fifth of the training rows likeliest.
func mixture(ctx context.Context, train, test [][]float64, seed uint64) ([]float64, error) {
	order := rand.New(rand.NewPCG(seed, 5)).Perm(len(train))
	var fit, held [][]float64
	for k, i := range order {
		if k%5 == 0 {
			held = append(held, train[i])
		} else {
			fit = append(fit, train[i])
		}
	}
	best, most := 1, math.Inf(-1)
	for k := 1; k <= min(64, len(fit)/10); k *= 2 {
		m, _, err := em.Fit(ctx, fit, k, &em.Settings{Seed: seed, Iterations: 100, Tolerance: 1e-3})
		if err != nil {
			return nil, err
		}
		if v := mean(scores(m, held)); v > most {
			best, most = k, v
		} else if k >= 4*best {
			break
		}
	}
	m, _, err := em.Fit(ctx, train, best, &em.Settings{Seed: seed, Iterations: 100, Tolerance: 1e-3})
	if err != nil {
		return nil, err
	}
	return scores(m, test), nil
}

func mean(v []float64) (sum float64) {
	for _, one := range v {
		sum += one / float64(len(v))
	}
	return sum
}

// kernelRows are those whose likelihood under all others chooses the width, at most.
const kernelRows = 1000

// kernel has one width in all directions: the width under which each training row is likeliest by the kernels on all
// others.
func kernel(train, test [][]float64) []float64 {
	widths := []float64{0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5}
	best, most := 0, math.Inf(-1)
	sums := make([]float64, len(widths))
	for i := range min(kernelRows, len(train)) {
		for w, v := range kernelRow(train, train[i], widths, i) {
			sums[w] += v
		}
	}
	for w, v := range sums {
		if v > most {
			best, most = w, v
		}
	}
	logProb := make([]float64, len(test))
	for i, row := range test {
		logProb[i] = kernelRow(train, row, widths[best:best+1], -1)[0]
	}
	return logProb
}

// kernelRow is log p of a row for each width, without the kernel on the training row with a given number.
func kernelRow(train [][]float64, row, widths []float64, without int) []float64 {
	squares, least := make([]float64, 0, len(train)), math.Inf(1)
	for i, other := range train {
		if i == without {
			continue
		}
		sum := 0.0
		for j, v := range other {
			sum += (v - row[j]) * (v - row[j])
		}
		squares, least = append(squares, sum), min(least, sum)
	}
	logProb := make([]float64, len(widths))
	for w, h := range widths {
		sum := 0.0
		for _, s := range squares {
			sum += math.Exp((least - s) / (2 * h * h))
		}
		logProb[w] = math.Log(sum/float64(len(squares))) - least/(2*h*h) - float64(len(row))*(math.Log(h)+0.5*math.Log(2*math.Pi))
	}
	return logProb
}
