// Products with the Jacobian of a right-hand side, and the sums in estimates.

package rhs

import G "gorgonia.org/gorgonia"

// Push is Jv for each row.
func (r *RHS) Push(v *G.Node) *G.Node {
	if r.Factors != nil {
		return r.Factors.Pushforward(r.B, v)
	}
	return r.OrZero(r.B.JVP([]*G.Node{r.F}, []*G.Node{r.Z}, []*G.Node{v}))
}

// PushAll is Jv of each v.
func (r *RHS) PushAll(tangents []*G.Node) []*G.Node {
	images := make([]*G.Node, len(tangents))
	for i, v := range tangents {
		images[i] = r.Push(v)
	}
	return images
}

// Pullbacks returns εᵀJ of the probes, which all callers share.
func (r *RHS) Pullbacks() []*G.Node {
	if r.pulled != nil {
		return r.pulled
	}
	for _, e := range r.Probes {
		if r.Factors != nil {
			r.pulled = append(r.pulled, r.Factors.Pullback(r.B, e))
			continue
		}
		r.pulled = append(r.pulled, r.OrZero(r.B.VJP([]*G.Node{r.F}, []*G.Node{e}, []*G.Node{r.Z})))
	}
	return r.pulled
}

// MeanOverProbes is the mean over k of a number computed from εₖᵀJ, R×1.
func (r *RHS) MeanOverProbes(number func(k int, pulled *G.Node) *G.Node) *G.Node {
	var sum *G.Node
	for k, pulled := range r.Pullbacks() {
		sum = r.Sum(sum, number(k, pulled))
	}
	if len(r.Probes) > 1 {
		sum = r.B.Scale(sum, 1/float64(len(r.Probes)))
	}
	return r.AsColumn(sum)
}

// Acceleration is ∂f/∂t + Jf for each row, the derivative of f along the row's path.
func (r *RHS) Acceleration() *G.Node {
	one := r.B.Const(1, 1, []float64{1})
	if r.B.IsPerRow(r.T) {
		one = r.AsColumn(one)
	}
	return r.OrZero(r.B.JVP([]*G.Node{r.F}, []*G.Node{r.Z, r.T}, []*G.Node{r.F, one}))
}

// OrZero returns the single derivative, or zeros if it is nil because f does not depend on z.
func (r *RHS) OrZero(derivatives []*G.Node) *G.Node {
	if len(derivatives) == 1 && derivatives[0] != nil {
		return derivatives[0]
	}
	return r.B.Scale(r.Z, 0)
}

// AsColumn copies a number that is the same for all rows to every row.
func (r *RHS) AsColumn(x *G.Node) *G.Node {
	if x == nil || r.B.IsPerRow(x) {
		return x
	}
	return r.B.BroadcastRows(x, r.B.Rows())
}

// SquaredNorm is |x|² of each row.
func (r *RHS) SquaredNorm(x *G.Node) *G.Node { return r.B.SumCols(r.B.Square(x)) }

// Dot is xᵀy of each row.
func (r *RHS) Dot(x, y *G.Node) *G.Node { return r.B.SumCols(r.B.Mul(x, y)) }

// Sum is x + y; x may be nil.
func (r *RHS) Sum(x, y *G.Node) *G.Node {
	if x == nil {
		return y
	}
	return r.B.Add(x, y)
}
