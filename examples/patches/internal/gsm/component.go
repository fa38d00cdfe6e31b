// A component: one shape in several sizes.

package gsm

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// component is w·Σ_s v_s N(0, t_s·C).
type component struct {
	weight float64
	shape  []float64 // C, D×D
	scales []float64 // t, whose geometric mean by share is 1
	shares []float64 // v, which add up to 1
	anchor []float64 // the shape before the component's last split, which Prior rows have

	whiten    []float64 // |W x|² is the distance at scale 1
	factor    *mat.TriDense
	constants []float64 // log w v_s, with the normal density's
	precision []float64 // 1/t
}

// prepare computes what the expectation needs.
func (c *component) prepare(d int) error {
	var cholesky mat.Cholesky
	if !cholesky.Factorize(mat.NewSymDense(d, c.shape)) {
		return errors.New("gsm: a component's covariance is singular to rounding")
	}
	c.factor = new(mat.TriDense)
	cholesky.LTo(c.factor)
	var inverse mat.TriDense
	if err := inverse.InverseTri(c.factor); err != nil {
		return err
	}
	c.whiten = make([]float64, d*d)
	for i := range d {
		for j := range i + 1 {
			c.whiten[i*d+j] = inverse.At(i, j)
		}
	}
	c.constants, c.precision = make([]float64, len(c.scales)), make([]float64, len(c.scales))
	for s, t := range c.scales {
		c.precision[s] = 1 / t
		c.constants[s] = math.Log(c.weight*c.shares[s]) - 0.5*(cholesky.LogDet()+float64(d)*math.Log(2*math.Pi*t))
	}
	return nil
}

// largest is that of log w v_s N(x) over the scales, for a row at the distance q.
func (c *component) largest(q float64) float64 {
	v := math.Inf(-1)
	for s, a := range c.constants {
		v = max(v, a-0.5*q*c.precision[s])
	}
	return v
}

// joint is log w Σ_s v_s N(x) of a row at the distance q, and the mean of 1/t under the scales' posterior.
func (c *component) joint(q float64) (logProb, precision float64) {
	largest, total := c.largest(q), 0.0
	for s, a := range c.constants {
		below := a - 0.5*q*c.precision[s] - largest
		if below < -negligible {
			continue
		}
		part := math.Exp(below)
		total += part
		precision += part * c.precision[s]
	}
	return largest + math.Log(total), precision / total
}
