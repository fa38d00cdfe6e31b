// The graph of a step of a Rosenbrock method.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// implicitStep builds a step of a Rosenbrock method. It treats the states as one matrix R×D with the blocks side by
// side.
type implicitStep struct {
	*stepGraph
	weights         *rosenbrock.Classical
	width           int       // D
	matrix, factors *G.Node   // (I − hγJ)ᵀ of each row, R×D²: the columns of I − hγJ one after the other
	rate            *G.Node   // ∂f/∂t, R×D; nil if f does not depend on t
	u               []*G.Node // by stage: R×D
}

// buildImplicit is buildStep for a Rosenbrock method.
func (g *stepGraph) buildImplicit(estimate bool) error {
	s := &implicitStep{stepGraph: g, weights: method.Classical(g.tableau)}
	g.implicit = s
	for _, block := range g.system.Blocks {
		if !block.Quadrature {
			s.width += block.Width
		}
	}
	for i := range g.tableau.B {
		if err := s.stage(i); err != nil {
			return err
		}
	}
	s.outputs(estimate)
	if err := s.buildReduced(s.weights.B); err != nil {
		return err
	}
	return s.reduceAlong()
}

// stage evaluates f at stage i and solves for u_i.
func (s *implicitStep) stage(i int) error {
	s.times = append(s.times, s.stageTime(s.tableau.C[i]))
	s.stages = append(s.stages, s.moved(s.tableau.A[i]))
	k, err := Derivative(s.system, s.b, s.times[i], s.stages[i], s.args)
	if err != nil {
		return err
	}
	s.k = append(s.k, k)
	if i == 0 {
		s.jacobian()
	}
	if s.b.Err() != nil {
		return errors.Wrap(s.b.Err(), "linearising the right-hand side")
	}
	s.u = append(s.u, s.b.SolveRows(s.matrix, s.factors, s.rightSide(i), true))
	return nil
}

// rightSide is γ (h f_i + Σ c_ij u_j + h² d_i ∂f/∂t).
func (s *implicitStep) rightSide(i int) *G.Node {
	b, r := s.b, s.tableau.Rosenbrock
	right := b.Mul(s.beside(s.k[i]), s.h)
	if known := s.along(r.Coupling[i]); known != nil {
		right = b.Add(right, known)
	}
	if d := r.TimeWeights[i]; s.rate != nil && d != 0 {
		right = b.Add(right, b.Mul(b.Mul(s.rate, s.h), b.Scale(s.h, d))) // h² alone may be no number of the type
	}
	return b.Scale(right, r.Gamma)
}

// beside puts the blocks of the states side by side, with zeros for missing ones.
func (s *implicitStep) beside(blocks []*G.Node) *G.Node {
	var parts []*G.Node
	for i, block := range s.system.Blocks {
		switch {
		case block.Quadrature:
		case blocks[i] == nil:
			parts = append(parts, s.b.BroadcastRows(s.b.Const(1, block.Width, make([]float64, block.Width)), s.b.Rows()))
		default:
			parts = append(parts, blocks[i])
		}
	}
	return s.b.ConcatCols(parts...)
}

// along is Σ_j weights[j] u_j; nil if all weights are zero.
func (s *implicitStep) along(weights []float64) *G.Node {
	var sum *G.Node
	for j, w := range weights {
		if w == 0 {
			continue
		}
		term := s.b.Scale(s.u[j], w)
		if sum != nil {
			term = s.b.Add(sum, term)
		}
		sum = term
	}
	return sum
}

// split cuts R×D into the blocks of the states. The result is nil for quadratures, and for a nil x.
func (s *implicitStep) split(x *G.Node) []*G.Node {
	out, from := make([]*G.Node, len(s.y)), 0
	for i, block := range s.system.Blocks {
		if block.Quadrature || x == nil {
			continue
		}
		out[i] = s.b.SliceCols(x, from, from+block.Width)
		from += block.Width
	}
	return out
}

// moved is y + Σ_j weights[j] u_j by block; nil for quadratures.
func (s *implicitStep) moved(weights []float64) []*G.Node {
	out := s.split(s.along(weights))
	for i, y := range s.y {
		switch {
		case y == nil:
		case out[i] == nil:
			out[i] = y
		default:
			out[i] = s.b.Add(y, out[i])
		}
	}
	return out
}
