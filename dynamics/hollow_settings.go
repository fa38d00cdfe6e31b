// HollowSettings: the settings of a hollow network, their defaults and their checks.

package dynamics

import "fmt"

// HollowSettings describe a hollow network. They can be written as JSON and read back.
type HollowSettings struct {
	// Conditioner holds the settings of the conditioner. Hidden may have any length; nil means 64, 64, 64. Each hidden
	// layer is shared evenly between units for the components before and units for those after, so it has at least two.
	// The transformer has the same Activation. LayerNorm is refused, since it would show a component to itself.
	Conditioner MLPSettings `json:"conditioner"`
	// Units is K, the number of units of the transformer for each component. 0 means 8.
	Units int `json:"units"`
}

// complete returns a copy with defaults filled in, or a *SettingError.
func (s *HollowSettings) complete(dim int) (*HollowSettings, error) {
	full := HollowSettings{}
	if s != nil {
		full = *s
	}
	conditioner, err := full.Conditioner.complete(dim)
	if err != nil {
		return nil, err
	}
	full.Conditioner = *conditioner
	if full.Units == 0 {
		full.Units = 8
	}
	return &full, full.check(dim)
}

func (s *HollowSettings) check(dim int) error {
	if s.Units < 1 || s.Units > maxWidth/dim {
		return &SettingError{"Units", s.Units, fmt.Sprintf("from 1 to %d for %d columns", maxWidth/dim, dim)}
	}
	if s.Conditioner.LayerNorm {
		return &SettingError{"Conditioner.LayerNorm", true, "false: a normalisation mixes units that see different components"}
	}
	for _, h := range s.Conditioner.Hidden {
		if h < 2 {
			return &SettingError{"Conditioner.Hidden", s.Conditioner.Hidden, "at least 2 units a layer: one for the components before, one for those after"}
		}
	}
	return nil
}
