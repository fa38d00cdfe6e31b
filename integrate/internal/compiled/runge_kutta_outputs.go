// The results of a step of an explicit method.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	G "gorgonia.org/gorgonia"
)

// buildOutputs adds the results of a step: y₁, increments, error estimates and the last stage.
func (g *stepGraph) buildOutputs(estimate bool) {
	n := len(g.y)
	g.increment, g.err, g.errLow = make([]*G.Node, n), make([]*G.Node, n), make([]*G.Node, n)
	g.y1 = g.advance(g.tableau.B)
	for i, block := range g.system.Blocks {
		if block.Quadrature {
			g.increment[i] = g.combine(method.QuadratureWeights(g.tableau), i)
		}
		if estimate && !block.Uncontrolled {
			g.err[i] = g.combine(g.tableau.BErr, i)
			g.errLow[i] = g.combine(g.tableau.BErrLow, i)
		}
	}
	g.kLast = make([]*G.Node, n)
	if method.FSAL(g.tableau) {
		g.y1 = g.stages[len(g.stages)-1]
		copy(g.kLast, g.k[len(g.k)-1])
	}
}
