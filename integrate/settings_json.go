// Settings as JSON, in model files: a Controller is the only StepController with a JSON form.

package integrate

import (
	"encoding/json"

	"github.com/pkg/errors"
)

// settingsFields has a field for each of Settings, and none of its methods.
type settingsFields Settings

// settingsFile is the JSON form of Settings: booleans are 0 and 1, and the controller is a *Controller.
type settingsFile struct {
	*settingsFields
	Controller               *Controller
	Control, Norm, AtMinStep flag
}

// fileOf returns the JSON form of settings without their controller.
func fileOf(s *Settings) *settingsFile {
	return &settingsFile{settingsFields: (*settingsFields)(s), Control: flag(s.Shared), Norm: flag(s.MaxNorm), AtMinStep: flag(s.AcceptAtMinStep)}
}

// flag is a bool that is 0 or 1 in JSON.
type flag bool

// MarshalJSON implements json.Marshaler.
func (f flag) MarshalJSON() ([]byte, error) {
	if f {
		return []byte("1"), nil
	}
	return []byte("0"), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	if text := string(data); text != "0" && text != "1" {
		return errors.Wrapf(ErrSettings, "%s stands where 0 or 1 should", text)
	}
	*f = data[0] == '1'
	return nil
}

// MarshalJSON implements json.Marshaler. It refuses a StepController other than *Controller, and leaves out NormFunc and
// Recorder, which belong to the program.
func (s Settings) MarshalJSON() ([]byte, error) {
	file := fileOf(&s)
	if s.Controller != nil {
		c, ok := s.Controller.(*Controller)
		if !ok {
			return nil, errors.Wrapf(ErrSettings, "a controller of type %T cannot be written; only *Controller can", s.Controller)
		}
		file.Controller = c
	}
	return json.Marshal(file)
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Settings) UnmarshalJSON(data []byte) error {
	if s == nil {
		return settingsError("no Settings to read JSON into")
	}
	file := fileOf(s)
	if c, ok := s.Controller.(*Controller); ok {
		file.Controller = c
	}
	if err := json.Unmarshal(data, file); err != nil {
		return err
	}
	s.Shared, s.MaxNorm, s.AcceptAtMinStep = bool(file.Control), bool(file.Norm), bool(file.AtMinStep)
	if s.Controller = nil; file.Controller != nil {
		s.Controller = file.Controller
	}
	return nil
}
