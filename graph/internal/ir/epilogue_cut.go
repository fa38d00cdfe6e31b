// Separating epilogues from what every run computes.

package ir

// cut separates the epilogues from their outputs, and from their totals, which become sums that accumulate.
func (t *epilogues) cut(p *Program) {
	totals := make(map[*Value]*Value)
	for _, f := range t.found {
		f.Output.Args = without(f.Output.Args, f.Term)
		f.Term = t.detached(f.Term, totals)
		p.Epilogues = append(p.Epilogues, f)
	}
	old := p.Values
	p.Values = nil
	for _, v := range old {
		p.Add(v)
		if totals[v] != nil { // before its readers
			p.Totals = append(p.Totals, p.Add(totals[v]))
		}
	}
}

// detached returns a value of an epilogue that reads accumulated sums instead of the sums of one run.
func (t *epilogues) detached(v *Value, totals map[*Value]*Value) *Value {
	switch {
	case v.Final || v.Total || t.constant[v]:
		return v
	case !isTotal(v):
		v.Final = true
		args := make([]*Value, len(v.Args))
		for i, a := range v.Args {
			args[i] = t.detached(a, totals)
		}
		v.Args = args
		return v
	case totals[v] == nil:
		totals[v] = &Value{Op: Sum{}, Args: sumTerms(v, t.uses), Rows: v.Rows, Cols: v.Cols, Total: true}
	}
	return totals[v]
}

// RunTotals lists the totals that the epilogues of outputs which are not deferred need.
func (p *Program) RunTotals() (list []*Value) {
	var walk func(v *Value)
	walk = func(v *Value) {
		if v.Total {
			list = append(list, v)
		} else if v.Final {
			for _, a := range v.Args {
				walk(a)
			}
		}
	}
	for _, f := range p.Epilogues {
		for i, v := range p.Outputs {
			if v == f.Output && !p.Deferred[i] {
				walk(f.Term)
			}
		}
	}
	return list
}

func without(list []*Value, v *Value) []*Value {
	var kept []*Value
	for _, x := range list {
		if x != v {
			kept = append(kept, x)
		}
	}
	return kept
}
