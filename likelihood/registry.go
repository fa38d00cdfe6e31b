package likelihood

import (
	"encoding/json"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// kind is how a sort of field or base is written to a model file and rebuilt. Values of parameters are not its business:
// they are written and restored by name.
type kind[V any] struct {
	save func(V) (settings any, ok bool)
	load func(settings json.RawMessage) (V, error)
}

// kinds is a register of them by name.
type kinds[V any] struct {
	mu    sync.RWMutex
	list  map[string]kind[V]
	order []string
}

func (k *kinds[V]) register(name string, one kind[V]) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.list[name]; known || name == "" || one.save == nil || one.load == nil {
		return errors.Wrapf(ErrSettings, "kind %q: a name that is new and two functions are needed", name)
	}
	if k.list == nil {
		k.list = map[string]kind[V]{}
	}
	k.list[name] = one
	k.order = append(k.order, name)
	return nil
}

// save finds the kind that knows v.
func (k *kinds[V]) save(v V) (*savedKind, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, name := range k.order {
		settings, ok := k.list[name].save(v)
		if !ok {
			continue
		}
		raw, err := json.Marshal(settings)
		return &savedKind{Kind: name, Settings: raw}, errors.Wrapf(err, "writing %s", name)
	}
	return nil, errors.Wrapf(ErrUnknownKind, "%T", v)
}

func (k *kinds[V]) load(s savedKind) (v V, err error) {
	k.mu.RLock()
	one, ok := k.list[s.Kind]
	k.mu.RUnlock()
	if !ok {
		return v, errors.Wrapf(ErrUnknownKind, "%q", s.Kind)
	}
	v, err = one.load(s.Settings)
	return v, errors.Wrapf(err, "rebuilding %s", s.Kind)
}

var (
	fieldKinds kinds[dynamics.Field]
	baseKinds  kinds[Base]
)

// RegisterField lets flows of an own kind of field be saved and loaded. save gives what load needs to rebuild the field
// but for the values of its parameters, as something that encoding/json can write; ok = false says that the field is of
// another kind. It is called once, at start; ErrSettings where the name is taken.
func RegisterField(name string, save func(dynamics.Field) (settings any, ok bool), load func(settings json.RawMessage) (dynamics.Field, error)) error {
	return fieldKinds.register(name, kind[dynamics.Field]{save, load})
}

// RegisterBase is RegisterField for base densities. Values of a Trainable's parameters are restored by name.
func RegisterBase(name string, save func(Base) (settings any, ok bool), load func(settings json.RawMessage) (Base, error)) error {
	return baseKinds.register(name, kind[Base]{save, load})
}

func init() {
	for _, err := range []error{
		RegisterField("mlp", saveMLP, loadMLP),
		RegisterBase("standard normal", saveNormal, loadNormal),
		RegisterBase("gaussian", saveGaussian, loadGaussian),
		RegisterBase("mixture", saveMixture, loadMixture),
	} {
		if err != nil {
			panic(err) // two kinds above have one name
		}
	}
}

type savedMLP struct {
	Dim      int                  `json:"dim"`
	Settings dynamics.MLPSettings `json:"settings"`
}

func saveMLP(f dynamics.Field) (any, bool) {
	m, ok := f.(*dynamics.MLP)
	if !ok {
		return nil, false
	}
	return savedMLP{m.Dim(), m.Settings()}, true
}

func loadMLP(raw json.RawMessage) (dynamics.Field, error) {
	var s savedMLP
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return dynamics.NewMLP(s.Dim, &s.Settings)
}

func saveNormal(b Base) (any, bool) {
	n, ok := b.(StandardNormal)
	return n, ok
}

func loadNormal(json.RawMessage) (Base, error) { return StandardNormal{}, nil }

// savedGaussian is the shape of a Gaussian; what it is made of are parameters.
type savedGaussian struct {
	Dim      int  `json:"dim"`
	Diagonal bool `json:"diagonal"`
}

func (g *Gaussian) shape() savedGaussian { return savedGaussian{g.Dim(), g.diagonal} }

func (s savedGaussian) empty() (*Gaussian, error) {
	if s.Dim < 1 {
		return nil, errors.Wrapf(ErrEmpty, "gaussian of %d dimensions", s.Dim)
	}
	rows := s.Dim
	if s.Diagonal {
		rows = 1
	}
	return newGaussian(graph.NewParams(float64Type), "base", make([]float64, s.Dim), make([]float64, rows*s.Dim), rows)
}

func saveGaussian(b Base) (any, bool) {
	g, ok := b.(*Gaussian)
	if !ok {
		return nil, false
	}
	return g.shape(), true
}

func loadGaussian(raw json.RawMessage) (Base, error) {
	var s savedGaussian
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return s.empty()
}

func saveMixture(b Base) (any, bool) {
	m, ok := b.(*Mixture)
	if !ok {
		return nil, false
	}
	var shapes []savedGaussian
	for _, c := range m.components {
		shapes = append(shapes, c.shape())
	}
	return shapes, true
}

func loadMixture(raw json.RawMessage) (Base, error) {
	var shapes []savedGaussian
	if err := json.Unmarshal(raw, &shapes); err != nil {
		return nil, err
	}
	if len(shapes) == 0 {
		return nil, errors.Wrap(ErrEmpty, "mixture without components")
	}
	var components []*Gaussian
	for _, s := range shapes {
		g, err := s.empty()
		if err != nil {
			return nil, err
		}
		components = append(components, g)
	}
	return newMixture(make([]float64, len(shapes)), components)
}
