package integrate

import (
	"encoding/json"

	"github.com/pkg/errors"
)

// Settings as JSON, in model files: the only controllers that have a form are those of three numbers.

// settingsFields are the fields of Settings without its methods.
type settingsFields Settings

// settingsFile is Settings with a controller of three numbers.
type settingsFile struct {
	*settingsFields
	Controller *Controller
}

// MarshalJSON implements json.Marshaler. It refuses a StepController of one's own.
func (s Settings) MarshalJSON() ([]byte, error) {
	file := settingsFile{settingsFields: (*settingsFields)(&s)}
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
	file := settingsFile{settingsFields: (*settingsFields)(s)}
	if c, ok := s.Controller.(*Controller); ok {
		file.Controller = c
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	if s.Controller = nil; file.Controller != nil {
		s.Controller = file.Controller
	}
	return nil
}
