package graph

// cut separates the tails from their outputs, and from their totals, which become sums that accumulate.
func (t *tails) cut(p *ir) {
	totals := make(map[*value]*value)
	for _, f := range t.found {
		f.output.args = without(f.output.args, f.term)
		f.term = t.detached(f.term, totals)
		p.tails = append(p.tails, f)
	}
	old := p.values
	p.values = nil
	for _, v := range old {
		p.add(v)
		if totals[v] != nil { // before its readers
			p.totals = append(p.totals, p.add(totals[v]))
		}
	}
}

// detached is a value of a tail, reading accumulated sums instead of those of one run.
func (t *tails) detached(v *value, totals map[*value]*value) *value {
	switch {
	case v.final || v.total || t.constant[v]:
		return v
	case !isTotal(v):
		v.final = true
		args := make([]*value, len(v.args))
		for i, a := range v.args {
			args[i] = t.detached(a, totals)
		}
		v.args = args
		return v
	case totals[v] == nil:
		totals[v] = &value{code: codeSum, args: sumTerms(v, true), rows: v.rows, cols: v.cols, total: true}
	}
	return totals[v]
}

// runTotals lists the totals that tails of outputs which are not deferred need.
func (p *ir) runTotals() (list []*value) {
	var walk func(v *value)
	walk = func(v *value) {
		if v.total {
			list = append(list, v)
		} else if v.final {
			for _, a := range v.args {
				walk(a)
			}
		}
	}
	for _, f := range p.tails {
		for i, v := range p.outputs {
			if v == f.output && !p.deferred[i] {
				walk(f.term)
			}
		}
	}
	return list
}

func without(list []*value, v *value) []*value {
	var kept []*value
	for _, x := range list {
		if x != v {
			kept = append(kept, x)
		}
	}
	return kept
}
