// The call by which a stack has one flow do its part of a gradient: the batch, the rows and the sums.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
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

// flowCall is the part of one flow in the gradient of a stack, for a block of the batch's rows: it takes the rows from
// the data's side of the flow to the base's, has the loss of what is below differentiated there, and comes back.
type flowCall struct {
	batch   *stackBatch
	lo, hi  int       // rows of the batch
	v       []float64 // (hi-lo)×D: where the rows enter, on the data's side
	vbar    []float64 // gets ∂Loss/∂v
	request *request  // of the whole batch, for this flow

	// below differentiates the loss of rows lo … hi of the batch at z on the base's side.
	below func(lo, hi int, z, zbar []float64) error

	integrals [][]float64 // penalty → row of the batch; disjoint rows are written by several goroutines
	params    [][]float64 // gets ∂Loss/∂θ of these rows, and that of the duration
	sums      *partial
}

// stackBatch is what the flows of a stack read of a batch and add to it. Goroutines write disjoint rows.
type stackBatch struct {
	method         *integrate.GradientSettings
	numeric.Shares           // of the rows in the loss
	nll            []float64 // of each row
	condition      []float64 // rows×C: ∂Loss/∂c
	failed         failures
}
