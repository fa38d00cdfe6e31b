// The parameters of a flow.

package likelihood

import (
	"slices"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// parameters are all that a flow has, by container.
type parameters struct {
	params   []*graph.Param
	constant []*graph.Param  // of params: those that the loss depends on, and that have no gradient
	owners   []*graph.Params // containers of params
	checked  []atomic.Uint64 // versions of the containers whose values were found finite
}

// own adds a container.
func (p *parameters) own(o *graph.Params) {
	p.params = append(p.params, o.List()...)
	p.owners = append(p.owners, o)
	p.checked = make([]atomic.Uint64, len(p.owners)) // a container with parameters has been touched
}

// checkParams refuses NaN and infinity in the parameters, once after each change.
func (p *parameters) checkParams() error {
	for i, o := range p.owners {
		if v := o.Version(); v != p.checked[i].Load() {
			if err := o.CheckFinite(); err != nil {
				return errors.Wrapf(ErrNotFinite, "%v, want a finite number", err)
			}
			p.checked[i].Store(v)
		}
	}
	return nil
}

// checkSizes compares values with the parameters that they are meant for.
func (p *parameters) checkSizes(params [][]float64) error {
	if len(params) != len(p.params) {
		return errors.Wrapf(ErrSettings, "values of %d parameters, want those of %d", len(params), len(p.params))
	}
	for i, own := range p.params {
		if len(params[i]) != own.Len() {
			return errors.Wrapf(ErrSettings, "%d values of parameter %q, want %d", len(params[i]), own.Name, own.Len())
		}
	}
	return nil
}

// write sets every parameter.
func (p *parameters) write(params [][]float64) {
	for i, own := range p.params {
		for k, v := range params[i] {
			own.Set(k, v)
		}
	}
	p.touch()
}

// touch says that values have been written.
func (p *parameters) touch() {
	for _, o := range p.owners {
		o.Touch()
	}
}

func (p *parameters) isConstant(k int) bool {
	return k >= 0 && k < len(p.params) && slices.Contains(p.constant, p.params[k])
}
