// The register of kinds of fields and bases in model files.

package container

import (
	"encoding/json"
	"slices"
	"sync"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Kind says how a kind of field or base is saved and loaded. Values of parameters are saved and restored by name, apart
// from it. Settings that are an error say why a value of the kind cannot be saved.
type Kind[V any] struct {
	Save func(V) (settings any, ok bool)
	Load func(settings json.RawMessage, held *Params) (V, error)
}

// Kinds is a register of kinds by name.
type Kinds[V any] struct {
	mu    sync.RWMutex
	list  map[string]Kind[V]
	order []string
	By    string // the function that callers register kinds with
}

// Register adds a kind.
func (k *Kinds[V]) Register(name string, one Kind[V]) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.list[name]; known || name == "" || one.Save == nil || one.Load == nil {
		return errors.Wrapf(fault.ErrSettings, "kind %q: a name that is new and two functions are needed", name)
	}
	if k.list == nil {
		k.list = map[string]Kind[V]{}
	}
	k.list[name] = one
	k.order = append(k.order, name)
	return nil
}

// Save saves v by the kind that recognises it.
func (k *Kinds[V]) Save(v V) (*Saved, error) {
	name, settings, err := k.Settings(v)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(settings)
	return &Saved{Kind: name, Settings: raw}, errors.Wrapf(err, "writing %s", name)
}

// Settings returns the settings of v by the kind that recognises it.
func (k *Kinds[V]) Settings(v V) (name string, settings any, err error) {
	for _, name := range k.names() {
		if settings, ok := k.kind(name).Save(v); ok {
			if why, failed := settings.(error); failed {
				return "", nil, why
			}
			return name, settings, nil
		}
	}
	return "", nil, errors.Wrapf(fault.ErrUnknownKind, "%T: %s(name, save, load) at the program's start makes it one that can be saved and loaded", v, k.By)
}

// names are the names of the kinds. Save may ask for a kind itself, so it is called without the lock.
func (k *Kinds[V]) names() []string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Clone(k.order)
}

// kind is the kind of a name; without functions if there is none.
func (k *Kinds[V]) kind(name string) Kind[V] {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.list[name]
}

// Load rebuilds what a kind has saved.
func (k *Kinds[V]) Load(s Saved, held *Params) (v V, err error) {
	one := k.kind(s.Kind)
	if one.Load == nil {
		return v, errors.Wrapf(fault.ErrUnknownKind, "%q: the program that wrote it has named it by %s, as this one must", s.Kind, k.By)
	}
	v, err = one.Load(s.Settings, held)
	return v, errors.Wrapf(err, "rebuilding %s", s.Kind)
}

// Saved is a field or base in a file, without the values of its parameters.
type Saved struct {
	Kind     string          `json:"kind"`
	Settings json.RawMessage `json:"settings"`
}
