package likelihood

import (
	"encoding/json"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// kind is how a sort of field or base is written to a model file and rebuilt. Values of parameters are not its business:
// they are written and restored by name.
type kind[V any] struct {
	save func(V) (settings any, ok bool)
	load func(settings json.RawMessage, held *fileParams) (V, error)
}

// kinds is a register of them by name.
type kinds[V any] struct {
	mu    sync.RWMutex
	list  map[string]kind[V]
	order []string
	by    string // the function that callers register kinds with
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
	name, settings, err := k.settings(v)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(settings)
	return &savedKind{Kind: name, Settings: raw}, errors.Wrapf(err, "writing %s", name)
}

// settings are those of v by the kind that knows it.
func (k *kinds[V]) settings(v V) (name string, settings any, err error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, name := range k.order {
		if settings, ok := k.list[name].save(v); ok {
			return name, settings, nil
		}
	}
	return "", nil, errors.Wrapf(ErrUnknownKind, "%T: %s(name, save, load) at the program's start makes it one that can be saved and loaded", v, k.by)
}

func (k *kinds[V]) load(s savedKind, held *fileParams) (v V, err error) {
	k.mu.RLock()
	one, ok := k.list[s.Kind]
	k.mu.RUnlock()
	if !ok {
		return v, errors.Wrapf(ErrUnknownKind, "%q: the program that wrote it has named it by %s, as this one must", s.Kind, k.by)
	}
	v, err = one.load(s.Settings, held)
	return v, errors.Wrapf(err, "rebuilding %s", s.Kind)
}

var (
	fieldKinds = kinds[dynamics.Field]{by: "likelihood.RegisterField"}
	baseKinds  = kinds[base.Base]{by: "likelihood.RegisterBase"}
)

// RegisterField lets flows of an own kind of field be saved and loaded. save gives what load needs to rebuild the field
// but for the values of its parameters, as something that encoding/json can write; ok = false says that the field is of
// another kind. It is called once, at start; ErrSettings where the name is taken.
//
// load gets what stands in the file, which may be anything: it has to refuse sizes that nobody would want before it takes
// memory for them. Its errors come back as the cause of a *FileError.
func RegisterField(name string, save func(dynamics.Field) (settings any, ok bool), load func(settings json.RawMessage) (dynamics.Field, error)) error {
	return fieldKinds.register(name, kind[dynamics.Field]{save, withoutHeld(load)})
}

// RegisterBase is RegisterField for base densities. Values of a Trainable's parameters are restored by name.
func RegisterBase(name string, save func(base.Base) (settings any, ok bool), load func(settings json.RawMessage) (base.Base, error)) error {
	return baseKinds.register(name, kind[base.Base]{save, withoutHeld(load)})
}

// withoutHeld is for load functions of callers, who know only settings; nil stays nil, for register to refuse.
func withoutHeld[V any](load func(json.RawMessage) (V, error)) func(json.RawMessage, *fileParams) (V, error) {
	if load == nil {
		return nil
	}
	return func(settings json.RawMessage, _ *fileParams) (V, error) { return load(settings) }
}
