// The registration of kinds of fields and bases.

package modelfile

import (
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
)

// RegisterField lets flows with a user's kind of field be saved and loaded. save returns what load needs to rebuild the
// field, except the values of its parameters, as a value that encoding/json can write; ok = false says that the field
// is of another kind. Call RegisterField once, when the program starts; it returns likelihood.ErrSettings if the name
// is taken. A field by dynamics.FromFunc or NewField has a type that save cannot tell: embed it in one of the program's
// own, which has its methods only as far as dynamics.Field has them, so that one with conditions needs CondDim.
//
// load gets the settings in the file, which may be anything: it has to refuse unreasonable sizes before it allocates
// memory for them. Its errors become the cause of an *Error.
func RegisterField(name string, save func(dynamics.Field) (settings any, ok bool), load func(settings json.RawMessage) (dynamics.Field, error)) error {
	return kinds.Fields.Register(name, container.Kind[dynamics.Field]{Save: save, Load: withoutHeld(load)})
}

// RegisterBase is RegisterField for base densities. The values of a Trainable's parameters are restored by name.
func RegisterBase(name string, save func(base.Base) (settings any, ok bool), load func(settings json.RawMessage) (base.Base, error)) error {
	return kinds.Bases.Register(name, container.Kind[base.Base]{Save: save, Load: withoutHeld(load)})
}

// withoutHeld adapts load functions of callers, which get settings only. nil stays nil, which Register refuses.
func withoutHeld[V any](load func(json.RawMessage) (V, error)) func(json.RawMessage, *container.Params) (V, error) {
	if load == nil {
		return nil
	}
	return func(settings json.RawMessage, _ *container.Params) (V, error) { return load(settings) }
}
