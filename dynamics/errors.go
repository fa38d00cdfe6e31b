// Errors: which setting, parameter or function was refused, and what would be right.

package dynamics

import (
	"fmt"
	"slices"
	"strings"
)

// SettingError names a setting that cannot be used.
type SettingError struct {
	Setting string // field of the settings, with its index if it is a list
	Value   any
	Want    string // what would be right
}

func (e *SettingError) Error() string {
	return fmt.Sprintf("dynamics: %s is %#v; want %s", e.Setting, e.Value, e.Want)
}

// oneOf returns a *SettingError unless value is one of the known ones.
func oneOf[S ~string](setting string, value S, known []S) error {
	if slices.Contains(known, value) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return &SettingError{setting, string(value), "one of " + strings.Join(names, ", ")}
}

// MixedRowsError says that a function's value for one row depends on other rows: it changed from Was to Is when another
// row did. Such rows have no densities of their own.
type MixedRowsError struct {
	Row, Column int
	Was, Is     float64
}

func (e *MixedRowsError) Error() string {
	return fmt.Sprintf("dynamics: row %d, column %d of the function changes from %v to %v when only row 0 of its arguments does: "+
		"every row must depend on itself alone, not on a sum or mean over the batch, nor on chance", e.Row, e.Column, e.Was, e.Is)
}

// NotSmoothError says that a second derivative is needed of an activation whose second derivative misleads a training.
type NotSmoothError struct {
	Activation Activation
	Why        string
}

func (e *NotSmoothError) Error() string {
	return fmt.Sprintf("dynamics: activation %s has no usable second derivative: %s", e.Activation, e.Why)
}

// UndeclaredError names leaves of a user's function that are neither its arguments nor parameters nor constants. No
// gradient would reach them.
type UndeclaredError struct {
	Names []string
}

func (e *UndeclaredError) Error() string {
	return fmt.Sprintf("dynamics: the function reads %s, which it was not given; declare what is to be learned "+
		"in the field's Params, and make the rest constant with Builder.Const or gorgonia.NewConstant",
		strings.Join(e.Names, ", "))
}
