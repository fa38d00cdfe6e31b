// New: a flow on a manifold.

package manifold

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// New makes the flow of a network that sees m's points embedded: a density on m, nats against its surface area. The base of nil settings, or of
// settings without one, is m; another has to be a density on m, as a Mixture is on the sphere. Samples lie as near the manifold as the
// solver's tolerance says; Project puts them there. Standardize refuses; package
// audit examines all but the mass. Errors are those of NewField and of likelihood.New.
func New(m Manifold, network dynamics.Field, s *likelihood.Settings) (*likelihood.Flow, error) {
	f, err := NewField(m, network)
	if err != nil {
		return nil, err
	}
	var full likelihood.Settings
	if s != nil {
		full = *s
	}
	if full.Base == nil {
		full.Base = m
	}
	return likelihood.New(f, &full)
}
