// The error of what does not keep to the format, read or to be written.

package safetensors

import "fmt"

// FormatError names what in a file, or in what is to be written as one, cannot be used.
type FormatError struct {
	Tensor string // its name; "" where the fault is not in one
	Part   string // such as "header", "dtype", "shape", "data_offsets"
	Value  any    // what stands there; nil where that says nothing
	Want   string // what would be right
	Cause  error  // may be nil
}

// Error says where, what, and what would be right.
func (e *FormatError) Error() string {
	text := "safetensors: " + e.Part
	if e.Tensor != "" {
		text = fmt.Sprintf("safetensors: tensor %.200q: %s", e.Tensor, e.Part)
	}
	if e.Value != nil {
		text += fmt.Sprintf(" is %.200s", fmt.Sprint(e.Value)) // of a number the precision would be its digits
	}
	if e.Want != "" {
		text += ", want " + e.Want
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *FormatError) Unwrap() error { return e.Cause }
