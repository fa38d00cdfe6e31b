// Package parameters holds the parameters of a flow, which are in several containers.
package parameters

import (
	"slices"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// List is all parameters of a flow.
type List struct {
	All      []*graph.Param
	Constant []*graph.Param  // of All: those that the loss depends on, and that have no gradient
	Owners   []*graph.Params // containers of All
	checked  []atomic.Uint64 // versions of the containers whose values were found finite
	ranges   map[*graph.Params]func() error
}

// Own adds a container.
func (p *List) Own(o *graph.Params) {
	p.All = append(p.All, o.List()...)
	p.Owners = append(p.Owners, o)
	p.checked = make([]atomic.Uint64, len(p.Owners)) // a container with parameters has been touched
}

// OwnWithin adds a container whose finite values are not all valid: check, if not nil, refuses the others.
func (p *List) OwnWithin(o *graph.Params, check func() error) {
	p.Own(o)
	if p.ranges == nil {
		p.ranges = map[*graph.Params]func() error{}
	}
	p.ranges[o] = check
}

// OwnAll adds the containers of another list, with their checks.
func (p *List) OwnAll(other *List) {
	for _, o := range other.Owners {
		p.OwnWithin(o, other.ranges[o])
	}
}

// CheckFinite refuses NaN, infinity and what OwnWithin's checks refuse in the parameters, once after each change.
func (p *List) CheckFinite() error {
	for i, o := range p.Owners {
		if v := o.Version(); v != p.checked[i].Load() {
			if err := o.CheckFinite(); err != nil {
				return errors.Wrapf(fault.ErrNotFinite, "%v, want a finite number", err)
			}
			if check := p.ranges[o]; check != nil {
				if err := check(); err != nil {
					return err
				}
			}
			p.checked[i].Store(v)
		}
	}
	return nil
}

// Touch says that values have been written.
func (p *List) Touch() {
	for _, o := range p.Owners {
		o.Touch()
	}
}

// IsConstant says whether parameter k of All is constant for the gradient.
func (p *List) IsConstant(k int) bool {
	return k >= 0 && k < len(p.All) && slices.Contains(p.Constant, p.All[k])
}
