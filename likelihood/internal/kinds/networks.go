// The kinds of networks.

package kinds

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
)

// savedNetwork is a network without its parameters.
type savedNetwork[S any] struct {
	Dim      int `json:"dim"`
	Settings S   `json:"settings"`
}

func saveMLP(f dynamics.Field) (any, bool) {
	s, deep := savedOf(f)
	return s, s.Dim > 0 && !deep
}

// saveDeepMLP saves networks with features newer than the name "mlp" under another name. Older programs would read them
// as "mlp" and drop the features without notice.
func saveDeepMLP(f dynamics.Field) (any, bool) {
	s, deep := savedOf(f)
	return s, deep
}

func savedOf(f dynamics.Field) (s savedNetwork[dynamics.MLPSettings], deep bool) {
	if m, ok := f.(*dynamics.MLP); ok {
		s.Dim, s.Settings = m.Dim(), m.Settings()
	}
	return s, s.Settings.Residual || s.Settings.LayerNorm
}

func loadMLP(raw json.RawMessage, held *container.Params) (dynamics.Field, error) {
	var s savedNetwork[dynamics.MLPSettings]
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewMLPIf(held.Accept, s.Dim, &s.Settings)
}

type savedConv struct {
	Image    dynamics.Image        `json:"image"`
	Settings dynamics.ConvSettings `json:"settings"`
}

func saveConv(f dynamics.Field) (any, bool) {
	m, ok := f.(*dynamics.Conv)
	return savedConv{m.Image(), m.Settings()}, ok
}

func loadConv(raw json.RawMessage, held *container.Params) (dynamics.Field, error) {
	var s savedConv
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewConvIf(held.Accept, s.Image, &s.Settings)
}

func saveHollow(f dynamics.Field) (any, bool) {
	h, ok := f.(*dynamics.Hollow)
	return savedNetwork[dynamics.HollowSettings]{h.Dim(), h.Settings()}, ok
}

func loadHollow(raw json.RawMessage, held *container.Params) (dynamics.Field, error) {
	var s savedNetwork[dynamics.HollowSettings]
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewHollowIf(held.Accept, s.Dim, &s.Settings)
}
