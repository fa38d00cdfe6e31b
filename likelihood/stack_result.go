package likelihood

import (
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// collect turns what the descent found into the caller's terms; vbar is ∂Loss by the standardised rows.
func (d *descent) collect(vbar []float64) *Gradient {
	s, sums := d.stack, d.sums.total
	g := &Gradient{LogProb: make([]float64, d.rows), X: numeric.NewRows(d.rows, s.dim), T0: sums.t0, T1: sums.t1,
		Params: sums.params, Forward: sums.forward, Backward: sums.backward, Miss: sums.miss}
	for i, v := range d.nll {
		g.LogProb[i] = -v
		g.NegLogProb += v / float64(d.rows)
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
			g.moments = append(g.moments, momentsOf(d.inputs[i], s.dim))
		}
	}
	return g
}

// collectPenalties adds the means over rows, of all flows together.
func (d *descent) collectPenalties(g *Gradient) {
	for j, p := range d.stack.penalties() {
		mean := 0.0
		for _, integrals := range d.integrals {
			mean += numeric.Mean(integrals[j])
		}
		*g.Penalties.at(p.kind) = mean
		g.Loss += p.weight * mean
	}
}

func (d *descent) collectCondition(g *Gradient) {
	width := d.stack.CondDim()
	if width == 0 {
		return
	}
	g.Condition = numeric.NewRows(len(d.request.Condition), width)
	for i := range d.rows {
		addVector(g.Condition[min(i, len(d.request.Condition)-1)], d.condition[i*width:(i+1)*width])
	}
}

// collectBase adds the gradients of the base's parameters, row after row.
func (d *descent) collectBase(g *Gradient) {
	s := d.stack
	if !s.trainBase {
		return
	}
	for i := range d.rows {
		s.base.(base.Trainable).ScoreParams(g.Params[s.first[len(s.flows)]:], d.z[i*s.dim:(i+1)*s.dim], -d.share)
	}
}
