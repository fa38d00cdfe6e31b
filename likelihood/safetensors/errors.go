// The error for content that does not keep to the format.

package safetensors

import "fmt"

// FormatError names what in a file, or in content to be written, cannot be used.
type FormatError struct {
	Tensor string // its name; "" if the fault is not in a tensor
	Part   string // such as "header", "dtype", "shape", "data_offsets"
	Value  any    // the bad value; nil if it is of no help
	Want   string // what would be right
	Cause  error  // may be nil
}

// Error names tensor, part and value, and what would be right.
func (e *FormatError) Error() string {
	text := "safetensors: " + e.Part
	if e.Tensor != "" {
		text = fmt.Sprintf("safetensors: tensor %.200q: %s", e.Tensor, e.Part)
	}
	if e.Value != nil {
		text += fmt.Sprintf(" is %.200s", fmt.Sprint(e.Value)) // the precision would limit the digits of a number
	}
	if e.Want != "" {
		text += ", want " + e.Want
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Cause }
