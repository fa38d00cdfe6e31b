// Integrals that are summed over the batch.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Reduction adds integrals that are summed over the batch, such as the derivatives with respect to θ in the adjoint
// equations: Σ_r weight_r g_r(t, y), with a weight (R×1) for each row. They are outside error control and evaluated for
// accepted steps only.
type Reduction struct {
	build func(b *graph.Builder, t *G.Node, y, args []*G.Node, weight *G.Node) ([]*G.Node, error)
	count int
}

// buildReduced sums the reduction over the stages with the weights b_i h. For a method that is first same as last it
// builds the right-hand side at stage 1 a second time, since k₁ alone does not give the terms of the reduction.
func (g *stepGraph) buildReduced(weights []float64) error {
	if g.reduction == nil {
		return nil
	}
	g.mask = g.b.Input("mask", 1)
	g.reduced = make([]*G.Node, g.reduction.count)
	for i, w := range weights {
		if w == 0 {
			continue
		}
		terms, err := g.reduceAt(g.times[i], g.stages[i], g.b.Mul(g.mask, g.b.Scale(g.h, w)))
		if err != nil {
			return err
		}
		if err := g.addReduced(terms); err != nil {
			return err
		}
	}
	return nil
}

// reduceAt adds the terms of the reduction at one time and state.
func (g *stepGraph) reduceAt(t *G.Node, y []*G.Node, weight *G.Node) ([]*G.Node, error) {
	terms, err := g.reduction.build(g.b, t, y, g.args, weight)
	return terms, errors.Wrap(err, "building the reduced quadratures")
}

func (g *stepGraph) addReduced(terms []*G.Node) error {
	if len(terms) != len(g.reduced) {
		return errors.Wrapf(ode.ErrSystem, "%d reduced quadratures, want %d", len(terms), len(g.reduced))
	}
	for j, term := range terms {
		switch {
		case term == nil:
		case g.reduced[j] == nil:
			g.reduced[j] = term
		default:
			g.reduced[j] = g.b.Add(g.reduced[j], term)
		}
	}
	return nil
}
