// The errors of files that cannot be used, and of pickles that ask for code.

package torch

import (
	"fmt"
)

// FileError names what in a file cannot be used.
type FileError struct {
	Format string // "pt", "npz", "safetensors"; "" where it is not known
	Part   string // such as "data.pkl" or the name of a tensor
	Value  any    // what stands there; nil where that says nothing
	Want   string // what would be right; "" where Cause says it
	Cause  error  // such as a *GlobalError or a *safetensors.FormatError; may be nil
}

// Error says where, what, and what would be right.
func (e *FileError) Error() string {
	text := "torch: " + e.Part
	if e.Format != "" {
		text = fmt.Sprintf("torch: %s file: %s", e.Format, e.Part)
	}
	if e.Value != nil {
		text += fmt.Sprintf(" is %.200v", e.Value)
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
func (e *FileError) Unwrap() error { return e.Cause }

// GlobalError says that a pickle asks for something by name that is neither a tensor nor a plain value. Nothing of it runs.
type GlobalError struct {
	Module, Name string // such as "os" and "system"
}

// Error names it, and what would do.
func (e *GlobalError) Error() string {
	return fmt.Sprintf("the pickle asks for %.100q of module %.100q, and no code is run here: save model.state_dict() alone", e.Name, e.Module)
}
