// New: a flow on a manifold.

package manifold

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// New makes a flow of a network that reads the embedded points of m: a density on m, in nats with respect to its surface
// area. If settings are nil or have no base, the base is m; another base must be a density on m, such as a Mixture on the
// sphere. Samples are as near the manifold as the solver's tolerance allows; Project moves them there. Standardize returns
// an error; package audit makes all its checks but that of the mass. Errors are those of NewField and of likelihood.New.
func New(m Manifold, network dynamics.Field, s *likelihood.Settings) (*likelihood.Flow, error) {
	f, err := NewField(m, network)
	if err != nil {
		return nil, err
	}
	return likelihood.New(f, s)
}
