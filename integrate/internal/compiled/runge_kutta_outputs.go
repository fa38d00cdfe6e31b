package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

func (g *stepGraph) buildOutputs(estimate bool) {
	n := len(g.y)
	g.increment, g.err, g.errLow = make([]*G.Node, n), make([]*G.Node, n), make([]*G.Node, n)
	g.y1 = g.advance(g.tableau.B)
	for i, block := range g.system.Blocks {
		if block.Quadrature {
			g.increment[i] = g.combine(g.tableau.B, i)
		}
		if estimate && !block.Uncontrolled {
			g.err[i] = g.combine(g.tableau.BErr, i)
			g.errLow[i] = g.combine(g.tableau.BErrLow, i)
		}
	}
	g.kLast = make([]*G.Node, n)
	if g.tableau.FSAL() {
		g.y1 = g.stages[len(g.stages)-1]
		copy(g.kLast, g.k[len(g.k)-1])
	}
}

// buildReduced sums System.Reduce over the stages with the weights b_i h. With
// first-same-as-last the right-hand side at stage 1 is rebuilt here: k₁ alone does
// not tell what is to be reduced.
func (g *stepGraph) buildReduced(weights []float64) error {
	if g.system.Reduce == nil {
		return nil
	}
	g.mask = g.b.Input("mask", 1)
	g.reduced = make([]*G.Node, len(g.system.Reduced))
	for i, w := range weights {
		if w == 0 {
			continue
		}
		weight := g.b.Mul(g.mask, g.b.Scale(g.h, w))
		var terms []*G.Node
		err := graph.Guard("integrate: System.Reduce", func() (err error) {
			terms, err = g.system.Reduce(g.b, g.times[i], g.stages[i], g.extras, weight)
			return err
		})
		if err != nil {
			return errors.Wrap(err, "building the reduced quadratures")
		}
		if err := g.addReduced(terms); err != nil {
			return err
		}
	}
	return nil
}

func (g *stepGraph) addReduced(terms []*G.Node) error {
	if len(terms) != len(g.reduced) {
		return errors.Wrapf(ode.ErrSystem, "Reduce returned %d matrices, the system has %d", len(terms), len(g.reduced))
	}
	for j, term := range terms {
		want := g.system.Reduced[j]
		switch {
		case term == nil:
		case !hasShape(term, want.Rows, want.Cols):
			return errors.Wrapf(ode.ErrSystem, "Reduce returned %v for %q, want %d×%d", term.Shape(), want.Name, want.Rows, want.Cols)
		case g.reduced[j] == nil:
			g.reduced[j] = term
		default:
			g.reduced[j] = g.b.Add(g.reduced[j], term)
		}
	}
	return nil
}
