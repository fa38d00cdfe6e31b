// Flags about the noise in vectors.

package command

import "github.com/gorgoflow/gorgoflow/examples/density/internal/card"

// checkNoise refuses flags about noise for a model whose vectors have none.
func checkNoise(c *card.Card, given map[string]bool, flags ...string) error {
	for _, flag := range flags {
		if !given[flag] {
			continue
		}
		if err := c.CheckNoise("-" + flag); err != nil {
			return err
		}
	}
	return nil
}
