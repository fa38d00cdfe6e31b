// Cotangents that a loss has not written where they are read.

package check

import (
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// Given refuses a slice of a block that the loss has put in place of the one that it was given: what is in it would be lost.
func Given[E any](what string, block int, is, given []E) error {
	if len(is) == len(given) && (len(is) == 0 || &is[0] == &given[0]) {
		return nil
	}
	return errors.Wrapf(ode.ErrShape, "the loss has replaced %s[%d], of %d numbers, by another slice, of %d; write into the one that is given", what, block, len(given), len(is))
}

// AllGiven is Given of all blocks.
func AllGiven[E any](what string, is, given [][]E) error {
	if len(is) != len(given) {
		return Shape("the loss's list of "+what, len(is), len(given))
	}
	for b := range given {
		if err := Given(what, b, is[b], given[b]); err != nil {
			return err
		}
	}
	return nil
}
