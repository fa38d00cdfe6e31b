// The interpolant of a step.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// denseStages adds the extra stages of an interpolant. It returns h Σ_i n_i k_i for each level of the nested form and
// each block.
func (g *stepGraph) denseStages(in *tableau.Interpolant) ([][]*G.Node, error) {
	if in == nil {
		return nil, nil
	}
	if g.implicit != nil {
		return g.implicit.inside()
	}
	k := g.k
	defer func() { g.k = k }()
	for i, row := range in.A {
		slope, err := Derivative(g.system, g.b, g.stageTime(in.C[i]), g.advance(row), g.args)
		if err != nil {
			return nil, err
		}
		g.k = append(g.k, slope)
	}
	var levels [][]*G.Node
	quadratures := nested.Of(method.QuadratureInterpolant(g.tableau).Weights)
	for p, weights := range nested.Of(in.Weights) {
		level := make([]*G.Node, len(g.y))
		for b, block := range g.system.Blocks {
			if block.Quadrature {
				level[b] = g.combine(quadratures[p], b)
				continue
			}
			level[b] = g.combine(weights, b)
		}
		levels = append(levels, level)
	}
	return levels, errors.Wrap(g.b.Err(), "building the inside of a step")
}

// Levels are the levels of the interpolant's nested form, each by block.
type Levels[T graph.Float] []Ports[T]

func levelsOf[T graph.Float](levels [][]*G.Node) (list Levels[T]) {
	for _, level := range levels {
		list = append(list, portsOf[T](level))
	}
	return list
}

// Slope is the derivative of Interpolate with respect to time, for a step of size h.
func (d Levels[T]) Slope(b, c, l int, θ, h float64) float64 {
	sum, slope, sign := 0.0, 0.0, 0.0
	for p := len(d) - 1; p >= 0; p-- {
		sum += d.At(p, b, c, l)
		if sign = 1; p%2 == 1 {
			sign = -1
		}
		slope = float64(slope*nested.Factor(p, θ)) + float64(sign*sum)
		sum *= nested.Factor(p, θ)
	}
	return slope / h
}

// Interpolate returns column c of block b in lane l at θ of the step, given its value start at the beginning. Package
// nested says how the levels are nested.
func (d Levels[T]) Interpolate(b, c, l int, start, θ float64) float64 {
	sum := 0.0
	for p := len(d) - 1; p >= 0; p-- {
		sum += d.At(p, b, c, l)
		sum *= nested.Factor(p, θ)
	}
	return start + sum
}

// At returns a number of a level; 0 for a block that does not change.
func (d Levels[T]) At(p, b, c, l int) float64 {
	if level := d[p].Block(b); level.Exists() {
		return float64(level.At(l, c))
	}
	return 0
}
