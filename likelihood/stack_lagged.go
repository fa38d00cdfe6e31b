package likelihood

// pullTogether is pullAll where norms take a share of the batch's own moments (NormSettings.Lag), to which every row
// contributes: the whole batch goes down norm by norm, and comes back the same way, each flow solving once more.
func (d *descent) pullTogether(v, vbar []float64) error {
	entered, z, err := d.descend(v)
	if err != nil || z == nil {
		return err
	}
	bar := make([]float64, len(v))
	d.pullBase(0, d.rows, z, bar)
	for k, f := range d.stack.flows {
		out := d.pullNorm(k, bar, entered[k])
		bar = make([]float64, len(v))
		below := func(lo, hi int, _, zbar []float64) error {
			copy(zbar, out[lo*d.stack.dim:hi*d.stack.dim])
			return nil
		}
		if err := f.engine.pullLink(d.ctx, d.call(k, 0, d.rows, entered[k+1], bar, below, d.sums.total)); err != nil {
			return err
		}
	}
	last := len(d.stack.flows)
	copy(vbar, d.pullNorm(last, bar, entered[last]))
	return nil
}

// descend takes the batch to the base. entered[k] is what comes out of norm k, and enters flow k-1 or the base; z is nil where rows
// cannot be solved, which d.failed knows of.
func (d *descent) descend(v []float64) (entered [][]float64, z []float64, err error) {
	n := len(d.stack.flows)
	entered, z = make([][]float64, n+1), v
	for k := n; ; k-- {
		z = d.throughNorm(k, z)
		if entered[k] = z; k == 0 {
			return entered, z, nil
		}
		z, err = d.stack.flows[k-1].engine.passLink(d.ctx, d.call(k-1, 0, d.rows, z, nil, nil, d.sums.total))
		if z == nil || err != nil {
			return nil, nil, err
		}
	}
}

// throughNorm chooses the map of norm k for this batch, and applies it.
func (d *descent) throughNorm(k int, x []float64) []float64 {
	m := d.stack.norms[k]
	if m == nil {
		return x
	}
	d.inputs[k] = x
	d.maps[k] = m.affineBy(m.lagging(momentsOf(x, d.stack.dim)))
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
// through the moments, whose derivatives by row i are 1/n and 2(xᵢ - mean)/(n-1).
func (d *descent) pullNorm(k int, ybar, y []float64) []float64 {
	m, a := d.stack.norms[k], d.maps[k]
	if m == nil {
		return ybar
	}
	xbar, dim, n, x := make([]float64, len(ybar)), d.stack.dim, float64(d.rows), d.inputs[k]
	for row := range d.nll {
		d.nll[row] -= a.logDet
	}
	a.pull(xbar, ybar, y, d.share, d.sums.total.params[m.firstParam], d.sums.total.params[m.firstParam+1])
	batch := momentsOf(x, dim)
	_, variance := m.lagging(batch)
	meanBar, varianceBar := make([]float64, dim), make([]float64, dim)
	for i, g := range xbar { // before the moments' share is added
		c := i % dim
		meanBar[c] -= g
		varianceBar[c] -= g * (x[i] - a.mean[c])
	}
	for c := range varianceBar { // of x∘scale, and of the log-determinant
		varianceBar[c] = (varianceBar[c] + 1) / (2 * (variance[c] + m.settings.Epsilon))
	}
	lag := m.settings.Lag
	for i := range xbar {
		c := i % dim
		xbar[i] += lag * meanBar[c] / n
		if batch.variance != nil {
			xbar[i] += lag * varianceBar[c] * 2 * (x[i] - batch.mean[c]) / (n - 1)
		}
	}
	return xbar
}
