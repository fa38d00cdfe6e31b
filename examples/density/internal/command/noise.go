// Flags about the noise in vectors.

package command

import (
	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/pkg/errors"
)

// checkNoise refuses flags about noise for a model whose vectors have none.
func checkNoise(c *card.Card, given map[string]bool, flags ...string) error {
	if c.HasNoise() {
		return nil
	}
	for _, flag := range flags {
		if given[flag] {
			return errors.Errorf("-%s has no effect: no column of the model is rounded, a category among the variables, or masked where missing, so that nothing is drawn", flag)
		}
	}
	return nil
}
