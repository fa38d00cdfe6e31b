// What blocks of rows contribute to the sums of a stack's gradient.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// partial is what some rows add to the sums over a batch.
type partial struct {
	params            [][]float64 // as Params of the stack
	t0, t1, miss      float64
	forward, backward ode.Stats
}

func newPartial(params []*graph.Param) *partial {
	p := &partial{}
	for _, q := range params {
		p.params = append(p.params, make([]float64, q.Len()))
	}
	return p
}

// Clear makes it that of no rows.
func (p *partial) Clear() {
	params := p.params
	for _, sums := range params {
		clear(sums)
	}
	*p = partial{params: params}
}

// Add adds that of other rows.
func (p *partial) Add(other *partial) {
	for i, sums := range other.params {
		numeric.AddTo(p.params[i], sums)
	}
	p.t0 += other.t0
	p.t1 += other.t1
	p.miss = max(p.miss, other.miss)
	p.forward = p.forward.Plus(other.forward)
	p.backward = p.backward.Plus(other.backward)
}
