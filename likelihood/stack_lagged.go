// The gradient of a stack whose norms take a share of the batch's own moments.

package likelihood

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
		if err := f.engine.pullFlow(d.ctx, d.call(k, 0, d.Rows, entered[k+1], bar, below, d.sums.Total)); err != nil {
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
		z, err = d.stack.flows[k-1].engine.passFlow(d.ctx, d.call(k-1, 0, d.Rows, z, nil, nil, d.sums.Total))
		if z == nil || err != nil {
			return nil, nil, err
		}
	}
}

// throughNorm chooses the map of norm k for this batch, and applies it.
func (d *stackGradient) throughNorm(k int, x []float64) []float64 {
	m := d.stack.norms[k]
	if m == nil {
		return x
	}
	d.inputs[k] = x
	d.maps[k] = m.affineBy(m.lagging(momentsOf(x, d.stack.dim, d.Shares)))
	y := make([]float64, len(x))
	d.maps[k].down(y, x)
	return y
}

// lagging are the moments by which a gradient normalises a batch.
func (m *movingNorm) lagging(batch moments) (mean, variance []float64) {
	mean, variance = m.mean.Values(), m.variance.Values()
	mix := func(to, own []float64) {
		for c, v := range own { // a single row has no variance of its own
			to[c] += m.settings.Lag * (v - to[c])
		}
	}
	mix(mean, batch.mean)
	mix(variance, batch.variance)
	return mean, variance
}

// pullNorm is the gradient of what enters norm k, from that of what comes out, y: of the map with its moments fixed, and
// through the moments, whose derivatives by row i are 1/n and 2(xᵢ - mean)/(n-1), where rows count alike.
func (d *stackGradient) pullNorm(k int, ybar, y []float64) []float64 {
	m, a := d.stack.norms[k], d.maps[k]
	if m == nil {
		return ybar
	}
	xbar, dim, x, own := make([]float64, len(ybar)), d.stack.dim, d.inputs[k], d.Shares.Normalized()
	for row := range d.nll {
		d.nll[row] -= a.logDet
	}
	a.pull(xbar, ybar, y, 0, d.Shares, d.sums.Total.Params[m.firstParam], d.sums.Total.Params[m.firstParam+1])
	batch := momentsOf(x, dim, d.Shares)
	_, variance := m.lagging(batch)
	meanBar, varianceBar := make([]float64, dim), make([]float64, dim)
	for i, g := range xbar { // before the moments' share is added
		c := i % dim
		meanBar[c] -= g
		varianceBar[c] -= g * (x[i] - a.mean[c])
	}
	for c := range varianceBar { // of x∘scale, and of the log-determinant
		varianceBar[c] = (varianceBar[c] + d.Total()) / (2 * (variance[c] + m.settings.Epsilon))
	}
	lag, freedom := m.settings.Lag, own.Freedom()
	for i := range xbar {
		c := i % dim
		xbar[i] += own.Part(lag*meanBar[c], i/dim)
		if batch.variance != nil {
			xbar[i] += own.Square(lag*varianceBar[c]*2*(x[i]-batch.mean[c]), i/dim, freedom)
		}
	}
	return xbar
}
