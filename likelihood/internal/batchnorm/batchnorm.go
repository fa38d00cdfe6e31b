// Package batchnorm holds the moving batch-norms of a stack: their maps, their moments, and the gradients through both.
package batchnorm

import (
	"strconv"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"gorgonia.org/tensor"
)

// Norm is one moving batch-norm.
type Norm struct {
	Share, Epsilon, Lag          float64 // as in likelihood.NormSettings
	Params                       *graph.Params
	Weight, Bias, Mean, Variance *graph.Param // w, b, μ, v: 1×D
	Index, FirstParam            int          // among the stack's norms; of Weight among the stack's parameters
}

// New returns the norm of an index, which is the identity at first, but for ε.
func New(share, epsilon, lag float64, index, dim int) (*Norm, error) {
	m := &Norm{Share: share, Epsilon: epsilon, Lag: lag, Params: graph.NewParams(tensor.Float64), Index: index}
	name := "norm." + strconv.Itoa(index)
	for _, p := range []struct {
		to     **graph.Param
		name   string
		values []float64
	}{{&m.Weight, ".weight", make([]float64, dim)}, {&m.Bias, ".bias", make([]float64, dim)},
		{&m.Mean, ".running_mean", make([]float64, dim)}, {&m.Variance, ".running_var", numeric.Ones(dim)}} {
		var err error
		if *p.to, err = numeric.AddParam(m.Params, name+p.name, 1, p.values); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Affine is the map of a norm with its present parameters: y = (x - mean)∘scale + bias.
type Affine struct {
	mean, scale, bias []float64
	LogDet            float64 // of ∂y/∂x
}

func (m *Norm) Affine() *Affine { return m.AffineBy(m.Mean.Values(), m.Variance.Values()) }

// AffineBy is the map with other moments than the running ones.
func (m *Norm) AffineBy(mean, variance []float64) *Affine {
	a := &Affine{mean: mean, bias: m.Bias.Values(), scale: m.Weight.Values()}
	for c, w := range a.scale {
		log := w - float64(0.5*elementary.Log(variance[c]+m.Epsilon))
		a.scale[c] = elementary.Exp(log)
		a.LogDet += log
	}
	return a
}

// Down maps rows, one after another, to the base's side.
func (a *Affine) Down(y, x []float64) {
	for i, v := range x {
		c := i % len(a.mean)
		y[i] = float64((v-a.mean[c])*a.scale[c]) + a.bias[c]
	}
}

// Up maps rows to the data's side.
func (a *Affine) Up(x, y []float64) {
	for i, v := range y {
		c := i % len(a.mean)
		x[i] = (v-a.bias[c])/a.scale[c] + a.mean[c]
	}
}

// Pull adds the gradients with respect to w and b for rows y = Down(x), the first of which is row from of the batch, and
// stores the gradient with respect to x.
func (a *Affine) Pull(xbar, ybar, y []float64, from int, s numeric.Shares, weight, bias []float64) {
	for i, g := range ybar {
		c := i % len(a.mean)
		xbar[i] = g * a.scale[c]
		weight[c] += float64(g * (y[i] - a.bias[c]))
		bias[c] += g
		if c == 0 {
			for k := range weight {
				weight[k] -= s.Of(from + i/len(a.mean))
			}
		}
	}
}

// Moments are mean and variance of each column of a batch.
type Moments struct {
	Mean, Variance []float64 // Variance is nil for a single row
}

// MomentsOf returns the moments of rows, one after another, with weights; the variance is unbiased, and rows of weight
// 0 have no effect. The mean is summed relative to the first heavy row, since differences are exact if all rows are far
// from 0.
func MomentsOf(x []float64, dim int, s numeric.Shares) Moments {
	s = s.Normalized()
	freedom, pivot := s.Freedom(), x[s.FirstHeavy()*dim:][:dim]
	m := Moments{Mean: make([]float64, dim)}
	for i, v := range x {
		if s.Of(i/dim) > 0 {
			m.Mean[i%dim] += s.Part(v-pivot[i%dim], i/dim)
		}
	}
	if freedom > 0 {
		m.Variance = make([]float64, dim)
		for i, v := range x {
			if s.Of(i/dim) > 0 {
				d := v - pivot[i%dim] - m.Mean[i%dim]
				m.Variance[i%dim] += s.Square(d*d, i/dim, freedom)
			}
		}
	}
	numeric.AddTo(m.Mean, pivot)
	return m
}

// Observe moves the running moments towards those of a batch.
func (m *Norm) Observe(batch Moments) {
	move := func(p *graph.Param, to []float64) {
		for c, v := range to {
			p.Set(c, p.At(c)+float64(m.Share*(v-p.At(c))))
		}
	}
	move(m.Mean, batch.Mean)
	move(m.Variance, batch.Variance)
	m.Params.Touch()
}

// Lagging returns the moments by which a gradient normalises a batch.
func (m *Norm) Lagging(batch Moments) (mean, variance []float64) {
	mean, variance = m.Mean.Values(), m.Variance.Values()
	mix := func(to, own []float64) {
		for c, v := range own { // a single row has no variance
			to[c] += float64(m.Lag * (v - to[c]))
		}
	}
	mix(mean, batch.Mean)
	mix(variance, batch.Variance)
	return mean, variance
}

// PullMoments adds to xbar, the gradient with respect to rows x with fixed moments, the gradient through the batch's share
// of the moments. Their derivatives with respect to row i are 1/n and 2(xᵢ - mean)/(n-1), for equal weights.
func (m *Norm) PullMoments(xbar, x []float64, a *Affine, s numeric.Shares) {
	dim, own := len(a.mean), s.Normalized()
	batch := MomentsOf(x, dim, s)
	_, variance := m.Lagging(batch)
	meanBar, varianceBar := make([]float64, dim), make([]float64, dim)
	for i, g := range xbar { // before the part of the moments is added
		c := i % dim
		meanBar[c] -= g
		varianceBar[c] -= float64(g * (x[i] - a.mean[c]))
	}
	for c := range varianceBar { // through x∘scale, and through the log-determinant
		varianceBar[c] = (varianceBar[c] + s.Total()) / (2 * (variance[c] + m.Epsilon))
	}
	lag, freedom := m.Lag, own.Freedom()
	for i := range xbar {
		c := i % dim
		xbar[i] += own.Part(lag*meanBar[c], i/dim)
		if batch.Variance != nil {
			xbar[i] += own.Square(float64(lag*varianceBar[c])*2*(x[i]-batch.Mean[c]), i/dim, freedom)
		}
	}
}
