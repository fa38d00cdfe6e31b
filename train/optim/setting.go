// The check of an optimiser's settings.

package optim

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// setting is a number that must be at least 0 and below a bound.
type setting struct {
	name         string
	value, below float64
}

func checkSettings(of string, params []*graph.Param, settings ...setting) error {
	if i := slices.Index(params, nil); i >= 0 {
		return errors.Wrapf(ErrSettings, "parameter %d is nil", i)
	}
	for _, s := range settings {
		if !(s.value >= 0 && s.value < s.below) {
			return errors.Wrapf(ErrSettings, "%s.%s is %g; want 0 ≤ %s < %g", of, s.name, s.value, s.name, s.below)
		}
	}
	return nil
}
