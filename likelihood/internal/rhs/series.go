// Series: a series in t for a gate of the output that depends on t alone, so that rows with times of their own have a
// closed form.

package rhs

import (
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Series is the number of Chebyshev polynomials of t, over an interval, that approximate the diagonal e of the output. The
// zero value is no series.
type Series struct {
	T0, T1 float64
	Terms  int
	Most   int     // most terms that pay; 0 if e is no function of t alone
	Error  float64 // largest error of an element of e, relative to the largest element
}

// Node is the time at the zero with a number of the polynomial after the last one.
func (s *Series) Node(j int) float64 {
	part := elementary.Cos(math.Pi * (float64(j) + 0.5) / float64(s.Terms))
	return float64((s.T0+s.T1)/2) + float64((s.T1-s.T0)/2*part)
}

// Weights are the weights of the values at the nodes in each coefficient.
func (s *Series) Weights() [][]float64 {
	all := make([][]float64, s.Terms)
	for i := range all {
		scale := 2 / float64(s.Terms)
		if i == 0 {
			scale /= 2
		}
		for j := range s.Terms {
			turn := i * (2*j + 1) % (4 * s.Terms) // the cosine of a large number has a rounding error of the number's size
			all[i] = append(all[i], scale*elementary.Cos(math.Pi*float64(turn)/float64(2*s.Terms)))
		}
	}
	return all
}

// MovingEnds returns e, R×D, for a field of two hidden layers whose e is a function of t alone; nil for others.
func (r *RHS) MovingEnds() *G.Node {
	if r.Factors == nil || len(r.Factors.Weights) != 3 {
		return nil
	}
	e := r.Factors.ends(r.B)
	if e == nil || !r.B.IsPerRow(e) || graph.DependsOn(r.Z, e) || r.C != nil && graph.DependsOn(r.C, e) {
		return nil
	}
	return e
}

// SeriesForm is tr J = Σᵢ Tᵢ(t) d₁ Nᵢ d₂ᵀ with Nᵢ = W₂ ∘ (W₃ diag(eᵢ) W₁)ᵀ, where e(t) = Σᵢ Tᵢ(t) eᵢ: one product for each
// row and term. The Nᵢ depend on the parameters alone. See twoHidden.
func (r *RHS) SeriesForm() (*G.Node, error) {
	e, err := r.coefficients()
	if err != nil {
		return nil, err
	}
	b, c, n := r.B, r.Factors, r.Series.Terms
	w1, w2, w3 := c.Weights[0], b.Transpose(c.Weights[1]), c.Weights[2]
	d1, d2 := orOnes(b, c.diag(b, 1), c.Weights[1].Shape()[0]), c.diag(b, 2)
	var sum *G.Node
	for i, polynomial := range r.polynomials() {
		unit := make([]float64, n)
		unit[i] = 1
		ei := b.MatMul(b.Const(1, n, unit), e, false, false)
		ni := b.Mul(w2, b.MatMul(b.Mul(w3, ei), w1, false, false))
		term := b.SumCols(scaled(b, b.MatMul(d1, ni, false, true), d2))
		sum = r.Sum(sum, scaled(b, term, polynomial))
	}
	return sum, b.Err()
}

// coefficients returns eᵢ, n×D, from the values of e at the nodes.
func (r *RHS) coefficients() (sum *G.Node, err error) {
	field, ok := r.Field.(dynamics.Layered)
	if !ok {
		return nil, errors.Wrap(fault.ErrSettings, "a series of a field that does not tell its layers")
	}
	s, n, weights := &r.Series, r.Series.Terms, r.Series.Weights()
	for j := range n {
		_, factors, err := field.BuildLayers(r.B, r.B.Const(1, 1, []float64{s.Node(j)}), r.Z, r.C)
		if err != nil {
			return nil, errors.Wrap(err, "building the field's layers at a node of the series")
		}
		column := make([]float64, n)
		for i := range column {
			column[i] = weights[i][j]
		}
		e := Factor(r.B, factors).ends(r.B)
		sum = r.Sum(sum, r.B.MatMul(r.B.Const(n, 1, column), e, false, false))
	}
	return sum, r.B.Err()
}

// polynomials returns T₀ … of t, R×1 each; the first is nil and stands for 1.
func (r *RHS) polynomials() []*G.Node {
	b, s := r.B, &r.Series
	x := b.Scale(b.Shift(r.T, -(s.T0+s.T1)/2), 2/(s.T1-s.T0))
	list := []*G.Node{nil, x, b.Shift(b.Scale(b.Square(x), 2), -1)}
	for len(list) < s.Terms {
		i := len(list)
		list = append(list, b.Sub(b.Scale(b.Mul(x, list[i-1]), 2), list[i-2]))
	}
	return list[:s.Terms]
}

// At evaluates the series with these coefficients at a time, by Clenshaw's recurrence.
func (s *Series) At(coefficients []float64, t float64) float64 {
	x := (2*t - s.T0 - s.T1) / (s.T1 - s.T0)
	next, after := 0.0, 0.0
	for i := len(coefficients) - 1; i > 0; i-- {
		next, after = coefficients[i]+float64(2*x*next)-after, next
	}
	return coefficients[0] + float64(x*next) - after
}
