// A component: a normal density with its weight, in the form that the expectation needs.

package em

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// component is w·N(μ, LLᵀ).
type component struct {
	weight float64
	mean   []float64
	factor *mat.TriDense // L
	// log p = constant - ½|Wx - shift|², W = L⁻¹ row by row.
	whiten   []float64
	shift    []float64
	constant float64
}

// newComponent takes a covariance, D×D row by row, which is a mean over so many rows.
func newComponent(weight float64, mean, covariance []float64, rows int) (*component, error) {
	d := len(mean)
	var cholesky mat.Cholesky
	c := &component{weight: weight, mean: mean, factor: new(mat.TriDense)}
	isRegular := cholesky.Factorize(mat.NewSymDense(d, covariance))
	if isRegular {
		cholesky.LTo(c.factor)
		isRegular = c.standsOut(covariance, rows)
	}
	if !isRegular {
		return nil, errors.Wrap(ErrSettings, "em: a component's covariance is singular to rounding: columns that depend on each other, or that are constant; leave them out, or raise Prior")
	}
	var inverse mat.TriDense
	if err := inverse.InverseTri(c.factor); err != nil {
		return nil, errors.Wrap(ErrSettings, "em: a component's covariance is nearly singular: "+err.Error())
	}
	c.whiten, c.shift = make([]float64, d*d), make([]float64, d)
	for i := range d {
		for j := range i + 1 {
			c.whiten[i*d+j] = inverse.At(i, j)
			c.shift[i] += float64(inverse.At(i, j) * mean[j])
		}
	}
	logDet := cholesky.LogDet() + float64(float64(d)*elementary.Log(2*math.Pi))
	c.constant = elementary.Log(weight) - float64(0.5*logDet)
	return c, nil
}

// rounding bounds the error of a variance that is a mean over one row, relative to it. Over n rows it grows as √n.
const rounding = 10 * 0x1p-53

// standsOut says whether all variances given the columns before are above rounding errors, which may be positive or negative.
func (c *component) standsOut(covariance []float64, rows int) bool {
	for i := range c.mean {
		pivot := c.factor.At(i, i)
		if pivot*pivot <= rounding*math.Sqrt(float64(rows))*covariance[i*len(c.mean)+i] {
			return false
		}
	}
	return true
}
