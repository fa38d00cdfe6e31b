// Settings as JSON, in model files: a Controller is the only StepController with a JSON form.

package integrate

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
)

// settingsFields has a field for each of Settings, and none of its methods.
type settingsFields Settings

// settingsFile is the JSON form of Settings: booleans are 0 and 1, and the controller is a *Controller. Reading makes a
// tableau and a controller of its own, since those that settings hold may be others' too, such as those of this package.
type settingsFile struct {
	Tableau **tableau.Tableau
	*settingsFields
	Controller               **Controller
	Control, Norm, AtMinStep flag
}

// fileOf returns the JSON form of settings with a tableau and a controller.
func fileOf(s *Settings, method *tableau.Tableau, c *Controller) *settingsFile {
	return &settingsFile{&method, (*settingsFields)(s), &c, flag(s.Shared), flag(s.MaxNorm), flag(s.AcceptAtMinStep)}
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

// UnmarshalJSON implements json.Unmarshaler. As in all of JSON, null changes nothing.
func (f *flag) UnmarshalJSON(data []byte) error {
	switch text := string(data); text {
	case "null":
		return nil
	case "0", "1":
		*f = text == "1"
		return nil
	default:
		return errors.Wrapf(ErrSettings, "%s stands where 0 or 1 should", text)
	}
}

// MarshalJSON implements json.Marshaler. It refuses a StepController other than *Controller, and leaves out NormFunc and
// Recorder, which belong to the program.
func (s Settings) MarshalJSON() ([]byte, error) {
	c, ok := s.Controller.(*Controller)
	if s.Controller != nil && !ok {
		return nil, errors.Wrapf(ErrSettings, "a controller of type %T cannot be written; only *Controller can", s.Controller)
	}
	return json.Marshal(fileOf(&s, s.Tableau, c))
}

// UnmarshalJSON implements json.Unmarshaler. What the document leaves out stays as it is, and so does a number that is
// null; a null Tableau or Controller stands for the default.
func (s *Settings) UnmarshalJSON(data []byte) error {
	if s == nil {
		return settingsError("no Settings to read JSON into")
	}
	var own *Controller
	if c, ok := s.Controller.(*Controller); ok && c != nil {
		own = new(*c)
	}
	file := fileOf(s, nil, own)
	if err := json.Unmarshal(data, file); err != nil {
		return err
	}
	s.Shared, s.MaxNorm, s.AcceptAtMinStep = bool(file.Control), bool(file.Norm), bool(file.AtMinStep)
	if file.Tableau == nil {
		s.Tableau = nil
	} else if *file.Tableau != nil {
		s.Tableau = *file.Tableau
	}
	if file.Controller == nil {
		s.Controller = nil
	} else if *file.Controller != nil {
		s.Controller = *file.Controller
	}
	return nil
}
