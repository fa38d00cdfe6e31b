// Checks of the cotangents that a loss has written.

package check

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// Given refuses a slice that a loss has replaced by one of its own. Nobody would read what the loss has written there.
func Given[E any](what string, block int, is, given []E) error {
	if len(is) == len(given) && (len(is) == 0 || &is[0] == &given[0]) {
		return nil
	}
	return errors.Wrapf(ode.ErrShape, "the loss has replaced %s[%d], of %d numbers, by another slice, of %d; write into the one that is given", what, block, len(given), len(is))
}

// AllGiven is Given for all blocks.
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

// Loss refuses a value that is not finite. In a sum over row blocks it could not be attributed any more.
func Loss(value float64) error {
	if value-value != 0 {
		return errors.Wrapf(ode.NotFinite, "the loss is %v, want a finite number", value)
	}
	return nil
}

// Finite refuses a cotangent that is not finite. It would make the derivatives with respect to the parameters useless
// for all rows. Rows count from lo; each has len(bar)/rows numbers.
func Finite[E graph.Float](what string, block, lo, rows int, bar []E) error {
	for i, v := range bar {
		if v-v != 0 {
			width := len(bar) / rows
			return errors.Wrap(&ode.NotFiniteError{Row: lo + i/width, Column: i % width, Block: fmt.Sprintf("%s[%d]", what, block), Value: float64(v)}, "a cotangent of the loss")
		}
	}
	return nil
}

// AllFinite is Finite for all blocks of a whole batch.
func AllFinite[E graph.Float](what string, rows int, bars [][]E) error {
	for b, bar := range bars {
		if err := Finite(what, b, 0, rows, bar); err != nil {
			return err
		}
	}
	return nil
}
