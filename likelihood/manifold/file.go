// Fields, manifolds and mixtures in model files.

package manifold

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/pkg/errors"
)

func init() {
	for _, err := range []error{
		kinds.Fields.Register("on a manifold", container.Kind[dynamics.Field]{Save: saveField, Load: loadField}),
		kinds.Fields.Register(otherNetwork, container.Kind[dynamics.Field]{Save: saveOther, Load: loadOther}),
		modelfile.RegisterBase("manifold", saveBase, loadBase),
		modelfile.RegisterBase("von Mises-Fisher mixture", saveMixture, loadMixture),
	} {
		if err != nil {
			panic(err) // another package has registered a name above
		}
	}
}

// savedFactor is a manifold other than a product.
type savedFactor struct {
	Kind string `json:"kind"`
	N    int    `json:"n"`
}

// savedField is a field whose network is a *dynamics.MLP.
type savedField struct {
	On      []savedFactor        `json:"on"`
	Network dynamics.MLPSettings `json:"network"`
}

func saveField(f dynamics.Field) (any, bool) {
	on, ok := f.(*field)
	if !ok {
		return nil, false
	}
	network, ok := on.network.(*dynamics.MLP)
	if !ok {
		return nil, false
	}
	factors, ok := factorsOf(on.on)
	return savedField{factors, network.Settings()}, ok
}

func loadField(raw json.RawMessage, held *container.Params) (dynamics.Field, error) {
	var s savedField
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	m, err := manifoldOf(s.On)
	if err != nil {
		return nil, err
	}
	network, err := dynamics.NewMLPIf(held.Accept, m.Embedded(), &s.Network)
	if err != nil {
		return nil, err
	}
	return NewField(m, network)
}

// otherNetwork is the kind of a field whose network is no *dynamics.MLP.
const otherNetwork = "another network on a manifold"

// deepest is how deeply fields may be in each other in a file: each takes memory for all that are in it.
const deepest = 8

// savedOther is a field with a network of another kind.
type savedOther struct {
	On       []savedFactor `json:"on"`
	Kind     string        `json:"kind"`
	Settings any           `json:"settings"`
}

func saveOther(f dynamics.Field) (any, bool) {
	on, ok := f.(*field)
	if !ok {
		return nil, false
	}
	factors, ok := factorsOf(on.on)
	if !ok {
		return nil, false
	}
	if d := on.depth(); d > deepest {
		return errors.Wrapf(fault.ErrSettings, "%d fields on manifolds in each other, want at most %d, which a file is read with", d, deepest), true
	}
	kind, settings, err := kinds.Fields.Settings(on.network)
	if err != nil {
		return errors.Wrap(err, "the network of a field on a manifold"), true
	}
	return savedOther{factors, kind, settings}, true
}

// depth is the number of fields on manifolds in each other.
func (f *field) depth() int {
	if inner, ok := f.network.(*field); ok {
		return 1 + inner.depth()
	}
	return 1
}

// checkDepth refuses settings of too many fields in each other before any of them is made.
func checkDepth(raw json.RawMessage) error {
	for range deepest {
		var s container.Saved
		if err := json.Unmarshal(raw, &s); err != nil || s.Kind != otherNetwork {
			return err
		}
		raw = s.Settings
	}
	return errors.Wrapf(fault.ErrSettings, "more than %d fields on manifolds in each other", deepest)
}

func loadOther(raw json.RawMessage, held *container.Params) (dynamics.Field, error) {
	var s struct {
		On []savedFactor `json:"on"`
		container.Saved
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if err := checkDepth(raw); err != nil {
		return nil, err
	}
	m, err := manifoldOf(s.On)
	if err != nil {
		return nil, err
	}
	network, err := kinds.Fields.Load(s.Saved, held)
	if err != nil {
		return nil, err
	}
	return NewField(m, network)
}

func saveBase(b base.Base) (any, bool) {
	m, ok := b.(Manifold)
	if !ok {
		return nil, false
	}
	return factorsOf(m)
}

func loadBase(raw json.RawMessage) (base.Base, error) {
	var s []savedFactor
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return manifoldOf(s)
}

// factorsOf returns the factors of a manifold of this package, with products in products resolved.
func factorsOf(m Manifold) (list []savedFactor, ok bool) {
	switch m := m.(type) {
	case sphere:
		return []savedFactor{{"sphere", int(m)}}, true
	case torus:
		return []savedFactor{{"torus", int(m)}}, true
	case plane:
		return []savedFactor{{"plane", m.n}}, true
	case product:
		for _, factor := range m {
			part, ok := factorsOf(factor)
			if !ok {
				return nil, false
			}
			list = append(list, part...)
		}
		return list, true
	}
	return nil, false
}

func manifoldOf(list []savedFactor) (Manifold, error) {
	known := map[string]func(int) Manifold{"sphere": Sphere, "torus": Torus, "plane": Plane}
	var factors []Manifold
	for _, f := range list {
		kind, ok := known[f.Kind]
		if !ok {
			return nil, errors.Wrapf(fault.ErrSettings, "manifold %q is not known", f.Kind)
		}
		factors = append(factors, kind(f.N))
	}
	m := Product(factors...)
	if len(factors) == 1 {
		m = factors[0]
	}
	return m, check(m)
}
