// The errors for bad files, and for pickles that refer to code.

package torch

import (
	"fmt"
)

// FileError names what in a file cannot be used.
type FileError struct {
	Format string // "pt", "npz", "safetensors"; "" if it is unknown
	Part   string // such as "data.pkl" or the name of a tensor
	Value  any    // the bad value; nil if it is of no help
	Want   string // what would be right; "" if Cause says it
	Cause  error  // such as a *GlobalError or a *safetensors.FormatError; may be nil
}

// Error names part and value, and what would be right.
func (e *FileError) Error() string {
	text := "torch: " + e.Part
	if e.Format != "" {
		text = fmt.Sprintf("torch: %s file: %s", e.Format, e.Part)
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
func (e *FileError) Unwrap() error { return e.Cause }

// GlobalError says that a pickle refers to a name that is none of those that the package's documentation lists. Nothing
// of it runs.
type GlobalError struct {
	Module, Name string // such as "os" and "system"
}

// Error names it, and advises what to do.
func (e *GlobalError) Error() string {
	return fmt.Sprintf("the pickle asks for %.100q of module %.100q, and no code is run here: save model.state_dict() alone", e.Name, e.Module)
}
