// The moving batch-norms of a stack.

package likelihood

import (
	"math"
	"strconv"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// NormPlace says where a Stack normalises.
type NormPlace int

const (
	// NormNone stacks the flows as they are.
	NormNone NormPlace = iota
	// NormBetween normalises between neighbouring flows.
	NormBetween
	// NormEverywhere normalises at both ends too, as FFJORD's code does.
	NormEverywhere
)

// NormSettings are those of the moving batch-norms of a Stack (Grathwohl et al., FFJORD, 2019, code; after Dinh et al.,
// Density estimation using Real NVP, 2017, section 3.7). From the data's side to the base's, in each column,
//
//	y = (x - μ)/√(v + ε)·eʷ + b,   log |∂y/∂x| = Σ w - ½ log(v + ε).
//
// w and b are trained. μ and v are running moments of the batches that came through, and constants for the gradient: a
// density does not depend on the batch, and that which is trained is that which is scored.
type NormSettings struct {
	Place   NormPlace
	Share   float64 // of a batch's moments in the running ones: μ ← μ + Share·(mean - μ); 0: 0.1
	Epsilon float64 // ε; 0: 1e-4

	// Lag is the share of a batch's own moments in those by which Gradient normalises it, Lag·batch + (1-Lag)·running, up to
	// 1; they are differentiated too. It is bn_lag of FFJORD's code, 0 there as here by default: what is trained is then
	// no density but depends on the batch, Gradient's log-densities are not those of LogProb, and Gradient solves twice on
	// the way there, since all rows have to be at a norm before one can go on. FFJORD's code also divides by 1 - Lag^step,
	// as for averages that start from zero; these have weights that add up to 1, and nothing is left to correct.
	Lag float64
}

func (s NormSettings) resolve() (NormSettings, error) {
	if s.Share == 0 {
		s.Share = 0.1
	}
	if s.Epsilon == 0 {
		s.Epsilon = 1e-4
	}
	switch {
	case s.Place < NormNone || s.Place > NormEverywhere:
		return s, errors.Wrapf(ErrSettings, "place %d of the norms is not one of the constants", s.Place)
	case !(s.Share > 0 && s.Share <= 1):
		return s, errors.Wrapf(ErrSettings, "share of a batch in the running moments is %v, want a number in (0, 1]", s.Share)
	case !(s.Lag >= 0 && s.Lag <= 1):
		return s, errors.Wrapf(ErrSettings, "lag of the norms is %v, want a number in [0, 1]", s.Lag)
	case !(s.Epsilon > 0) || math.IsInf(s.Epsilon, 0):
		return s, errors.Wrapf(ErrSettings, "epsilon of the norms is %v, want a positive number", s.Epsilon)
	}
	return s, nil
}

// movingNorm is one moving batch-norm.
type movingNorm struct {
	settings                     NormSettings
	params                       *graph.Params
	weight, bias, mean, variance *graph.Param // w, b, μ, v: 1×D
	index, firstParam            int          // among the stack's norms; of weight among the stack's parameters
}

func newMovingNorm(s NormSettings, index, dim int) (*movingNorm, error) {
	m := &movingNorm{settings: s, params: graph.NewParams(tensor.Float64), index: index}
	name := "norm." + strconv.Itoa(index)
	for _, p := range []struct {
		to     **graph.Param
		name   string
		values []float64
	}{{&m.weight, ".weight", make([]float64, dim)}, {&m.bias, ".bias", make([]float64, dim)},
		{&m.mean, ".running_mean", make([]float64, dim)}, {&m.variance, ".running_var", numeric.Ones(dim)}} {
		var err error
		if *p.to, err = numeric.AddParam(m.params, name+p.name, 1, p.values); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// affine is what a norm does while its parameters stay as they are: y = (x - mean)∘scale + bias.
type affine struct {
	mean, scale, bias []float64
	logDet            float64 // of ∂y/∂x
}

func (m *movingNorm) affine() *affine { return m.affineBy(m.mean.Values(), m.variance.Values()) }

// affineBy is affine with other moments than the running ones.
func (m *movingNorm) affineBy(mean, variance []float64) *affine {
	a := &affine{mean: mean, bias: m.bias.Values(), scale: m.weight.Values()}
	for c, w := range a.scale {
		log := w - 0.5*numeric.Log(variance[c]+m.settings.Epsilon)
		a.scale[c] = math.Exp(log)
		a.logDet += log
	}
	return a
}

// down takes rows, one after another, to the base's side.
func (a *affine) down(y, x []float64) {
	for i, v := range x {
		c := i % len(a.mean)
		y[i] = (v-a.mean[c])*a.scale[c] + a.bias[c]
	}
}

// up takes them to the data's side.
func (a *affine) up(x, y []float64) {
	for i, v := range y {
		c := i % len(a.mean)
		x[i] = (v-a.bias[c])/a.scale[c] + a.mean[c]
	}
}

// pull adds the gradients of w and b, for rows y = down(x), the first of which is number from of the batch, and stores that of x.
func (a *affine) pull(xbar, ybar, y []float64, from int, s numeric.Shares, weight, bias []float64) {
	for i, g := range ybar {
		c := i % len(a.mean)
		xbar[i] = g * a.scale[c]
		weight[c] += g * (y[i] - a.bias[c])
		bias[c] += g
		if c == 0 {
			for k := range weight {
				weight[k] -= s.Of(from + i/len(a.mean))
			}
		}
	}
}

// moments are mean and variance of each column of a batch.
type moments struct {
	mean, variance []float64 // variance is nil for a single row
}

// momentsOf are those of rows one after another, which count as their shares; the variance has no bias. The mean is summed from
// the first row, whose distances from the others are exact where all are far from 0.
func momentsOf(x []float64, dim int, s numeric.Shares) moments {
	s = s.Normalized()
	freedom := s.Freedom()
	m := moments{mean: make([]float64, dim)}
	for i, v := range x {
		m.mean[i%dim] += s.Part(v-x[i%dim], i/dim)
	}
	if freedom > 0 {
		m.variance = make([]float64, dim)
		for i, v := range x {
			d := v - x[i%dim] - m.mean[i%dim]
			m.variance[i%dim] += s.Square(d*d, i/dim, freedom)
		}
	}
	numeric.AddTo(m.mean, x[:dim])
	return m
}

// observe moves the running moments towards those of a batch.
func (m *movingNorm) observe(batch moments) {
	move := func(p *graph.Param, to []float64) {
		for c, v := range to {
			p.Set(c, p.At(c)+m.settings.Share*(v-p.At(c)))
		}
	}
	move(m.mean, batch.mean)
	move(m.variance, batch.variance)
	m.params.Touch()
}
