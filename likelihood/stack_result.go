// The gradient of a stack in the caller's terms.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// collect turns what the descent found into the caller's terms; vbar is ∂Loss by the standardised rows.
func (d *stackGradient) collect(vbar []float64) *Gradient {
	s, sums := d.stack, d.sums.Total
	g := &Gradient{LogProb: make([]float64, d.Rows), X: numeric.NewRows(d.Rows, s.dim), T0: sums.t0, T1: sums.t1,
		Params: sums.params, Forward: sums.forward, Backward: sums.backward, ReverseError: sums.miss}
	for i, v := range d.nll {
		g.LogProb[i] = -v
		g.NegLogProb += d.Part(v, i)
	}
	g.Loss = g.NegLogProb
	d.collectPenalties(g)
	for i, row := range g.X {
		copy(row, vbar[i*s.dim:])
		for c := range row {
			if s.std != nil {
				row[c] /= s.std[c]
			}
		}
	}
	d.collectCondition(g)
	d.collectBase(g)
	for i, m := range s.norms {
		if m != nil {
			g.moments = append(g.moments, momentsOf(d.inputs[i], s.dim, d.Shares))
		}
	}
	return g
}

// collectPenalties adds the means over rows, of all flows together.
func (d *stackGradient) collectPenalties(g *Gradient) {
	for j, p := range d.stack.penalties() {
		mean := 0.0
		for _, integrals := range d.integrals {
			mean += d.Sum(integrals[j])
		}
		*g.Penalties.at(p.kind) = mean
		g.Loss += p.weight * mean
	}
}

func (d *stackGradient) collectCondition(g *Gradient) {
	width := d.stack.CondDim()
	if width == 0 {
		return
	}
	g.Condition = numeric.NewRows(len(d.request.condition), width)
	for i := range d.Rows {
		numeric.AddTo(g.Condition[min(i, len(d.request.condition)-1)], d.condition[i*width:(i+1)*width])
	}
}

// collectBase adds the gradients of the base's parameters, row after row.
func (d *stackGradient) collectBase(g *Gradient) {
	s := d.stack
	if !s.trainBase {
		return
	}
	for i := range d.Rows {
		s.base.(base.Trainable).ScoreParams(g.Params[s.first[len(s.flows)]:], d.z[i*s.dim:(i+1)*s.dim], -d.Of(i))
	}
}
