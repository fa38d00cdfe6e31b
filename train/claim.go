// Claims: one Fit at a time trains a model.

package train

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// claimed are the parameters that are being trained in this process.
var claimed = struct {
	sync.Mutex
	params map[*graph.Param]bool
}{params: map[*graph.Param]bool{}}

// claim is the parameters that a run has taken.
type claim struct{ params []*graph.Param }

// take refuses parameters that another run has taken: each of them would go on from the other's steps.
func (c *claim) take(params []*graph.Param) error {
	claimed.Lock()
	defer claimed.Unlock()
	for _, p := range params {
		if claimed.params[p] {
			return errors.Wrapf(ErrSettings, "parameter %s is being trained by another Fit, which has not ended; want one Fit at a time, or a model for each", p.Name)
		}
	}
	for _, p := range params {
		claimed.params[p] = true
	}
	c.params = params
	return nil
}

// release gives the parameters back.
func (c *claim) release() {
	claimed.Lock()
	defer claimed.Unlock()
	for _, p := range c.params {
		delete(claimed.params, p)
	}
}
