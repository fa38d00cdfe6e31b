package dynamics

import (
	"fmt"
	"strings"
)

// SettingError names a setting that cannot be used.
type SettingError struct {
	Setting string // field of the settings, with its index where it is a list
	Value   any
	Want    string // what would be right
}

func (e *SettingError) Error() string {
	return fmt.Sprintf("dynamics: %s is %#v; want %s", e.Setting, e.Value, e.Want)
}

// NotSmoothError says that a second derivative is asked of an activation whose second derivative
// is not a number that training can use.
type NotSmoothError struct {
	Activation Activation
	Why        string
}

func (e *NotSmoothError) Error() string {
	return fmt.Sprintf("dynamics: activation %s has no usable second derivative: %s", e.Activation, e.Why)
}

// UndeclaredError names leaves inside a user's function that are neither its arguments nor
// parameters nor constants. No gradient would reach them.
type UndeclaredError struct {
	Names []string
}

func (e *UndeclaredError) Error() string {
	return fmt.Sprintf("dynamics: the function reads %s, which it was not given; declare what is to be learned "+
		"in the Params handed to FromFunc, and make the rest constant with gorgonia.NewConstant",
		strings.Join(e.Names, ", "))
}
