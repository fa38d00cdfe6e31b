// The report on every tensor, and the errors for a state dict that fits no model.

package torch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// Use says how a tensor was used.
type Use string

// The uses of tensors. Those from Missing on are faults.
const (
	Weights    Use = "weights"    // values of a parameter
	Setting    Use = "setting"    // an end time, frequencies, the base: the model is made with it
	Counter    Use = "counter"    // a number of steps or evaluations, which a density does not need
	Unread     Use = "unread"     // no model could be made, so that the tensor was not used
	Ignored    Use = "ignored"    // of another module, or a duplicate under an old name
	Missing    Use = "missing"    // the model has it and the state dict does not
	Extra      Use = "extra"      // the state dict has it and the model does not
	Transposed Use = "transposed" // it has the shape of the transpose
	Misshapen  Use = "misshapen"  // it has another shape
	NotFinite  Use = "not finite" // an element is NaN or infinite, or outside what the model allows
)

func (u Use) fault() bool {
	return slices.Contains([]Use{Missing, Extra, Transposed, Misshapen, NotFinite}, u)
}

// Entry is the line of a Report for one tensor.
type Entry struct {
	Name  string            // in the state dict
	Use   Use               // how it was used
	Shape []int             // in the state dict; nil if it is missing
	Want  []int             // of the model; nil if the model has no tensor of this name
	Dtype safetensors.Dtype // in the file
	Param string            // the parameter here; "" if it is none
}

// String is the entry as a line.
func (e Entry) String() string {
	text := fmt.Sprintf("%s: %s", e.Name, e.Use)
	if e.Shape != nil {
		text += fmt.Sprintf(", %s %v", e.Dtype, e.Shape)
	}
	if e.Use.fault() && e.Want != nil {
		text += fmt.Sprintf(", want %v", e.Want)
	}
	if e.Param != "" {
		text += ", here " + e.Param
	}
	return text
}

// Report says for every tensor of a state dict, and for every one that the model needs, how it was used. Entries are in the
// model's order; the rest of the state dict follows by name.
type Report struct{ Entries []Entry }

// String is the report as lines of text.
func (r *Report) String() string {
	if r == nil {
		return ""
	}
	var lines []string
	for _, e := range r.Entries {
		lines = append(lines, e.String()+"\n")
	}
	return strings.Join(lines, "")
}

// unread is the report if no model could be made.
func unread(state StateDict) *Report {
	r := &Report{}
	for _, name := range state.Names() {
		r.Entries = append(r.Entries, Entry{Name: name, Use: Unread, Shape: state[name].Shape, Dtype: state[name].Dtype})
	}
	return r
}

// err returns a *StateError if there are faults.
func (r *Report) err() error {
	var faults []Entry
	for _, e := range r.Entries {
		if e.Use.fault() {
			faults = append(faults, e)
		}
	}
	if faults == nil {
		return nil
	}
	return &StateError{faults}
}

// StateError lists tensors that do not belong to the model, or have other shapes.
type StateError struct{ Faults []Entry }

// Error names up to five of them.
func (e *StateError) Error() string {
	const most = 5
	text := "torch: the state dict does not fit the model"
	for i, f := range e.Faults {
		if i == most {
			return fmt.Sprintf("%s; and %d more", text, len(e.Faults)-most)
		}
		text += "; " + f.String()
	}
	return text
}

// ModelError names what in a state dict, a checkpoint or settings fits no model that can be built.
type ModelError struct {
	Name  string // of a tensor, of an argument of the checkpoint, or of a setting
	Value any    // the bad value; nil if it is of no help
	Want  string // what would be right; "" if Cause says it
	Cause error  // may be nil
}

// Error names the value, and what would be right.
func (e *ModelError) Error() string {
	text := "torch: " + e.Name
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
func (e *ModelError) Unwrap() error { return e.Cause }
