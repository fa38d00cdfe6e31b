// Parts of a stack's gradient that need all rows: moments of the batch for norms with a lag, and the rows of other
// processes.

package likelihood

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// pullLagged is pullAll for norms with a share of the batch's own moments (NormSettings.Lag), to which every row
// contributes. The whole batch goes to the base norm by norm, and comes back norm by norm, with a second solve of each
// flow.
func (d *stackGradient) pullLagged(v, vbar []float64) error {
	entered, z, err := d.descend(v)
	if err != nil || z == nil {
		return err
	}
	bar := make([]float64, len(v))
	if err := d.pullBase(0, d.Rows, z, bar); err != nil {
		return err
	}
	for k := range d.stack.flows {
		out := d.pullNorm(k, bar, entered[k])
		bar = make([]float64, len(v))
		below := func(lo, hi int, _, zbar []float64) error {
			copy(zbar, out[lo*d.stack.dim:hi*d.stack.dim])
			return nil
		}
		if err := d.pullOne(d.ctx, k, d.call(k, 0, d.Rows, entered[k+1], bar, below, d.sums.Total)); err != nil {
			return err
		}
	}
	last := len(d.stack.flows)
	copy(vbar, d.pullNorm(last, bar, entered[last]))
	return nil
}

// descend takes the batch to the base. entered[k] is the output of norm k, which enters flow k-1 or the base; z is nil
// if rows cannot be solved, which d.failed lists.
func (d *stackGradient) descend(v []float64) (entered [][]float64, z []float64, err error) {
	n := len(d.stack.flows)
	entered, z = make([][]float64, n+1), v
	for k := n; ; k-- {
		z = d.throughNorm(k, z)
		if entered[k] = z; k == 0 {
			return entered, z, nil
		}
		if z, err = d.pass(k-1, z); z == nil || err != nil {
			return nil, nil, err
		}
	}
}

// pass takes the batch through flow i.
func (d *stackGradient) pass(i int, v []float64) ([]float64, error) {
	c, dim := d.stack.columns[i], d.stack.dim
	if d.failLarge(i, 0, v); d.failed.rows(d.Rows) != nil {
		return nil, nil
	}
	z, err := d.stack.flows[i].engine.passFlow(d.ctx, d.call(i, 0, d.Rows, c.Gather(v, dim), nil, nil, d.sums.Total))
	if z == nil || err != nil || c == nil {
		return z, err
	}
	whole := slices.Clone(v)
	c.Scatter(whole, z, dim)
	return whole, nil
}

// throughNorm chooses the map of norm k for this batch, and applies it.
func (d *stackGradient) throughNorm(k int, x []float64) []float64 {
	m := d.stack.norms[k]
	if m == nil {
		return x
	}
	d.inputs[k] = x
	d.maps[k] = m.AffineBy(m.Lagging(batchnorm.MomentsOf(x, d.stack.dim, d.Shares)))
	y := make([]float64, len(x))
	d.maps[k].Down(y, x)
	return y
}

// pullNorm returns the gradient with respect to the input of norm k, from that with respect to its output y: through
// the map with fixed moments, and through the moments.
func (d *stackGradient) pullNorm(k int, ybar, y []float64) []float64 {
	m, a := d.stack.norms[k], d.maps[k]
	if m == nil {
		return ybar
	}
	xbar := make([]float64, len(ybar))
	for row := range d.nll {
		d.nll[row] -= a.LogDet
	}
	a.Pull(xbar, ybar, y, 0, d.Shares, d.sums.Total.Params[m.FirstParam], d.sums.Total.Params[m.FirstParam+1])
	m.PullMoments(xbar, d.inputs[k], a, d.Shares)
	return xbar
}

// start begins the sums of the row blocks of this process, once the rows have been cut.
func (d *stackGradient) start() {
	if d.team == nil {
		return
	}
	lo, _ := d.team.Mine()
	d.sums.Reset(lo)
	d.sums.Total.KeepApart(d.team)
}

// share gives all processes the sums over the rows, the values of the rows, and what norms need of all rows: their
// inputs and, for the norm next to the data, the gradient ybar.
func (d *stackGradient) share(failed error, ybar []float64) error {
	d.started.Do(d.start)
	if rows := d.failed.rows(d.Rows); failed == nil && rows != nil {
		failed = rows
	}
	if _, err := d.sums.Total.Share(d.ctx, ode.Stats{}, failed); failed == nil || peers.IsLost(err) {
		failed = err
	}
	columns := []peers.Column{{Values: d.nll, Width: 1}}
	for _, integrals := range d.integrals {
		for _, values := range integrals {
			columns = append(columns, peers.Column{Values: values, Width: 1})
		}
	}
	if d.stack.trainBase {
		columns = append(columns, peers.Column{Values: d.z, Width: d.stack.dim})
	}
	first := len(d.stack.flows)
	for _, inputs := range d.inputs[:first] {
		if inputs != nil {
			columns = append(columns, peers.Column{Values: inputs, Width: d.stack.dim})
		}
	}
	if d.maps[first] != nil {
		columns = append(columns, peers.Column{Values: ybar, Width: d.stack.dim})
	}
	return d.team.Gather(d.ctx, failed, columns...)
}

// collectPenalties adds the means over rows, summed over the flows.
func (d *stackGradient) collectPenalties(g *Gradient) {
	for j, p := range d.stack.penalties() {
		mean := 0.0
		for _, integrals := range d.integrals {
			mean += d.Sum(integrals[j])
		}
		*g.Penalties.at(p.Kind) = mean
		g.Loss += float64(p.Weight * mean)
	}
}

func (d *stackGradient) collectCondition(g *Gradient) {
	width := d.stack.CondDim()
	if width == 0 || d.team != nil {
		return
	}
	g.Condition = numeric.NewRows(len(d.request.condition), width)
	for i := range d.Rows {
		numeric.AddTo(g.Condition[min(i, len(d.request.condition)-1)], d.condition[i*width:(i+1)*width])
	}
}

// collectBase adds the gradients of the base's parameters, row after row.
func (d *stackGradient) collectBase(g *Gradient) error {
	s := d.stack
	if !s.trainBase {
		return nil
	}
	for i := range d.Rows {
		if err := parallel.Ended(d.ctx, i); err != nil {
			return err
		}
		s.base.(base.Trainable).ScoreParams(g.Params[s.first[len(s.flows)]:], d.z[i*s.dim:(i+1)*s.dim], -d.Of(i))
	}
	return nil
}
