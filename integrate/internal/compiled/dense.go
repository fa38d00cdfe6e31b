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
	sum, slope := 0.0, 0.0
	for p := len(d) - 1; p >= 0; p-- {
		sum += d.At(p, b, c, l)
		slope = float64(slope*nested.Factor(p, θ)) + float64(nested.FactorSlope(p)*sum)
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

// Inside is Interpolate and Slope for the first lanes of a column: it sets curve to what is added to the values at the
// beginning and, if it is asked for, slope to the derivative with respect to θ.
func (d Levels[T]) Inside(curve, slope []float64, b, c int, θ float64) {
	clear(curve)
	clear(slope)
	for p := len(d) - 1; p >= 0; p-- {
		factor, sign := nested.Factor(p, θ), nested.FactorSlope(p)
		for l, v := range d[p].Block(b).Column(c, len(curve)) {
			curve[l] += float64(v)
		}
		for l := range slope {
			slope[l] = float64(slope[l]*factor) + float64(sign*curve[l])
		}
		for l := range curve {
			curve[l] = float64(curve[l] * factor)
		}
	}
}
