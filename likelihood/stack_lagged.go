// The gradient of a stack whose norms take a share of the batch's own moments.

package likelihood

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
)

// pullLagged is pullAll where norms take a share of the batch's own moments (NormSettings.Lag), to which every row
// contributes: the whole batch goes down norm by norm, and comes back the same way, each flow solving once more.
func (d *stackGradient) pullLagged(v, vbar []float64) error {
	entered, z, err := d.descend(v)
	if err != nil || z == nil {
		return err
	}
	bar := make([]float64, len(v))
	d.pullBase(0, d.Rows, z, bar)
	for k, f := range d.stack.flows {
		out := d.pullNorm(k, bar, entered[k])
		bar = make([]float64, len(v))
		below := func(lo, hi int, _, zbar []float64) error {
			copy(zbar, out[lo*d.stack.dim:hi*d.stack.dim])
			return nil
		}
		if err := d.call(k, 0, d.Rows, entered[k+1], bar, below, d.sums.Total).pull(d.ctx, f.engine, d.stack.columns[k], d.stack.dim); err != nil {
			return err
		}
	}
	last := len(d.stack.flows)
	copy(vbar, d.pullNorm(last, bar, entered[last]))
	return nil
}

// descend takes the batch to the base. entered[k] is what comes out of norm k, and enters flow k-1 or the base; z is nil where rows
// cannot be solved, which d.failed knows of.
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

// pullNorm is the gradient of what enters norm k, from that of what comes out, y: of the map with its moments fixed, and
// through the moments.
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
