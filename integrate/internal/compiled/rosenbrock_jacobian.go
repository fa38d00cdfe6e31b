// The Jacobian of the right-hand side for each row.

package compiled

import G "gorgonia.org/gorgonia"

// jacobian adds the Jacobian at the beginning of the step, one tangent for each column, and the matrices that depend on
// it alone.
func (s *implicitStep) jacobian() {
	b := s.b
	var columns []*G.Node
	for block, y := range s.y {
		if y == nil {
			continue
		}
		for c := range s.system.Blocks[block].Width {
			columns = append(columns, s.tangent(y, s.direction(s.system.Blocks[block].Width, c)))
		}
	}
	identity := make([]float64, s.width*s.width)
	for i := range s.width {
		identity[i*(s.width+1)] = 1
	}
	jacobian := b.Mul(b.ConcatCols(columns...), b.Scale(s.h, s.tableau.Rosenbrock.Gamma))
	s.matrix = b.Sub(b.Const(1, len(identity), identity), jacobian)
	s.factors = b.FactorRows(s.matrix)
	one := b.Const(1, 1, []float64{1})
	if b.IsPerRow(s.t) {
		one = b.BroadcastRows(one, b.Rows())
	}
	if moved := b.JVP(present(s.k[0]), []*G.Node{s.t}, []*G.Node{one}); len(present(moved)) > 0 {
		s.rate = s.beside(s.spread(moved))
	}
}

// direction is a unit vector, the same in every row.
func (s *implicitStep) direction(width, column int) *G.Node {
	e := make([]float64, width)
	e[column] = 1
	return s.b.BroadcastRows(s.b.Const(1, width, e), s.b.Rows())
}

// tangent is the derivative of f, at the beginning of the step, along v: R×D.
func (s *implicitStep) tangent(y, v *G.Node) *G.Node {
	return s.beside(s.spread(s.b.JVP(present(s.k[0]), []*G.Node{y}, []*G.Node{v})))
}

// spread puts the derivatives, one for each block whose rate is not nil, at the positions of their blocks.
func (s *implicitStep) spread(nodes []*G.Node) []*G.Node {
	out := make([]*G.Node, len(s.k[0]))
	for block, k := range s.k[0] {
		if k != nil && len(nodes) > 0 {
			out[block], nodes = nodes[0], nodes[1:]
		}
	}
	return out
}

// change is the tangent of outs at the beginning of the step along (Σ b_i u_i, h Σ b_i γ_i).
func (s *implicitStep) change(outs []*G.Node, weights []float64) []*G.Node {
	var wrt, tangents []*G.Node
	for i, v := range s.split(s.along(weights)) {
		if v != nil {
			wrt, tangents = append(wrt, s.y[i]), append(tangents, v)
		}
	}
	shift := 0.0
	for i, w := range weights {
		shift += float64(w * s.tableau.Rosenbrock.TimeWeights[i])
	}
	return s.b.JVP(outs, append(wrt, s.t), append(tangents, s.b.Scale(s.h, shift)))
}
