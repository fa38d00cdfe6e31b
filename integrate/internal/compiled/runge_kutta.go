// The graph of a step of an explicit method.

package compiled

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// stepGraph is one Runge–Kutta step of a System as a graph. A list over blocks holds nil for a block without such a
// node.
type stepGraph struct {
	system    *ode.System
	tableau   *tableau.Tableau
	b         *graph.Builder
	reduction *Reduction // nil if nothing is summed over the batch
	stepInputs
	stepResults
	stageNodes
	implicit *implicitStep // for a Rosenbrock method
}

// stepInputs are the inputs of a step. For methods that are first same as last, k1 comes from the step before.
type stepInputs struct {
	t, h        *G.Node
	shared      bool
	given       bool      // the times of later stages are inputs
	later       []*G.Node // these inputs, one for each abscissa of parts
	parts       []float64
	y, k1, args []*G.Node
	mask        *G.Node // R×1 factor of the reduction's weights; nil without a reduction
}

// stepResults are the results of a step, by block: y₁ of a state, the increment h Σ b_i k_i of a quadrature, the error
// estimates and f(t+h, y₁); and the batch-reduced increments.
type stepResults struct {
	y1, increment, err, errLow, kLast, reduced []*G.Node
}

// stageNodes are the stages built so far.
type stageNodes struct {
	stages [][]*G.Node // by stage: the state Y_i, by block
	times  []*G.Node
	k      [][]*G.Node
}

// buildStep adds a step to b. Without estimate it leaves out the error estimates.
func buildStep(s *ode.System, tab *tableau.Tableau, b *graph.Builder, shared bool, estimate bool, reduction *Reduction) (*stepGraph, error) {
	g := &stepGraph{system: s, tableau: tab, b: b, reduction: reduction, stepInputs: stepInputs{shared: shared, given: true}}
	g.t, g.y, g.args = InputNodes(s, b, shared)
	g.h = timeInput(b, "h", shared)
	if method.FSAL(tab) {
		g.k1 = g.firstStage()
	}
	return g, g.build(estimate)
}

// build adds what follows the inputs.
func (g *stepGraph) build(estimate bool) error {
	if g.tableau.Rosenbrock != nil {
		return errors.Wrap(g.buildImplicit(estimate), "building a step")
	}
	if err := g.buildStages(); err != nil {
		return err
	}
	g.buildOutputs(estimate)
	if err := g.buildReduced(g.tableau.B); err != nil {
		return err
	}
	return errors.Wrap(g.b.Err(), "building a step")
}

func (g *stepGraph) buildStages() error {
	for i := range g.tableau.B {
		g.times = append(g.times, g.stageTime(g.tableau.C[i]))
		g.stages = append(g.stages, g.advance(g.tableau.A[i]))
		if i == 0 && method.FSAL(g.tableau) {
			g.k = append(g.k, g.k1)
			continue
		}
		k, err := Derivative(g.system, g.b, g.times[i], g.stages[i], g.args)
		if err != nil {
			return err
		}
		g.k = append(g.k, k)
	}
	return nil
}

// firstStage adds the inputs that carry over the last stage of the step before.
func (g *stepGraph) firstStage() []*G.Node {
	k := make([]*G.Node, len(g.y))
	for i, block := range g.system.Blocks {
		k[i] = g.b.Input("k."+block.Name, block.Width)
	}
	return k
}

// stageTime is t + c h. If it is an input, it is rounded once, from float64.
func (g *stepGraph) stageTime(c float64) *G.Node {
	switch {
	case c == 0:
		return g.t
	case g.given:
		return g.givenTime(c)
	case c == 1:
		return g.b.Add(g.t, g.h)
	}
	return g.b.Add(g.t, g.b.Scale(g.h, c))
}

func (g *stepGraph) givenTime(c float64) *G.Node {
	if i := slices.Index(g.parts, c); i >= 0 {
		return g.later[i]
	}
	n := timeInput(g.b, fmt.Sprintf("t at %g of h", c), g.shared)
	g.parts, g.later = append(g.parts, c), append(g.later, n)
	return n
}

// advance returns y + h Σ_j weights[j] k_j for states, nil for quadratures.
func (g *stepGraph) advance(weights []float64) []*G.Node {
	out := make([]*G.Node, len(g.y))
	for i, y := range g.y {
		if y == nil {
			continue
		}
		out[i] = y
		if slope := g.combine(weights, i); slope != nil {
			out[i] = g.b.Add(y, slope)
		}
	}
	return out
}

// combine returns h Σ_j weights[j] k_j for one block, nil if all weights are zero.
func (g *stepGraph) combine(weights []float64, block int) *G.Node {
	var sum *G.Node
	for j, w := range weights {
		if w == 0 || g.k[j][block] == nil {
			continue
		}
		term := g.b.Scale(g.k[j][block], w)
		if sum != nil {
			term = g.b.Add(sum, term)
		}
		sum = term
	}
	if sum == nil {
		return nil
	}
	return g.b.Mul(sum, g.h)
}
