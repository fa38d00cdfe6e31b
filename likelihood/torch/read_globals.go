// The names that a pickle of torch.save may refer to.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
	"github.com/pkg/errors"
)

// namespace is argparse.Namespace, in which programs keep their options.
type namespace struct{ attributes *unpickle.Dict }

// constructor makes an object from arguments.
type constructor func(args unpickle.Tuple) (any, error)

// globals are the names of what is used. inerts are those of what is skipped.
var globals = map[[2]string]any{
	{"collections", "OrderedDict"}:                    constructor(newDict),
	{"collections", "defaultdict"}:                    constructor(newDict),
	{"argparse", "Namespace"}:                         constructor(newNamespace),
	{"torch._utils", "_rebuild_tensor"}:               constructor(rebuildTensor),
	{"torch._utils", "_rebuild_tensor_v2"}:            constructor(rebuildTensor),
	{"torch._utils", "_rebuild_tensor_v3"}:            constructor(rebuildTyped),
	{"torch._utils", "_rebuild_parameter"}:            constructor(rebuildParameter),
	{"torch._utils", "_rebuild_parameter_with_state"}: constructor(rebuildParameter),
	{"torch._tensor", "_rebuild_from_type_v2"}:        constructor(rebuildFromType),
}

// host implements unpickle.Host for these names, and keeps the storages for formats that store them behind the pickle.
type host struct{ storages map[string]*storage }

func newHost() *host { return &host{storages: map[string]*storage{}} }

// Global implements unpickle.Host.
func (h *host) Global(module, name string) (any, error) {
	if v, ok := globals[[2]string{module, name}]; ok {
		return v, nil
	}
	if kind, ok := elementOf(module, name); ok {
		return kind, nil
	}
	if slices.Contains(inerts[module], name) {
		return inert(module + "." + name), nil
	}
	return nil, &GlobalError{module, name}
}

// Call implements unpickle.Host.
func (h *host) Call(f any, args unpickle.Tuple) (any, error) {
	switch f := f.(type) {
	case constructor:
		return f(args)
	case inert:
		return f, nil
	}
	return nil, errors.Errorf("a call of a %s", describe(f))
}

// Build implements unpickle.Host. It ignores the attributes of an OrderedDict, which are versions of modules.
func (h *host) Build(object, state any) error {
	switch o := object.(type) {
	case *unpickle.Dict, inert:
		return nil
	case *namespace:
		d, ok := state.(*unpickle.Dict)
		if ok {
			o.attributes = d
			return nil
		}
	}
	return errors.Errorf("attributes in a %s for a %s", describe(state), describe(object))
}

// newDict makes a dictionary. The argument of a defaultdict is the type of its missing values.
func newDict(args unpickle.Tuple) (any, error) {
	if len(args) > 1 {
		return nil, errors.Errorf("a dictionary of %d arguments", len(args))
	}
	for _, missing := range args {
		if _, ok := missing.(inert); !ok && missing != nil {
			return nil, errors.Errorf("a dictionary made of a %s", describe(missing))
		}
	}
	return &unpickle.Dict{}, nil
}

func newNamespace(args unpickle.Tuple) (any, error) {
	if len(args) != 0 {
		return nil, errors.Errorf("a Namespace of %d arguments", len(args))
	}
	return &namespace{}, nil
}

// describe names the type of a pickled value, and not the value, which may contain itself.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case *tensor:
		return "tensor"
	case *namespace:
		return "Namespace"
	case *unpickle.Dict:
		return "dictionary"
	case *unpickle.List:
		return "list"
	case unpickle.Tuple:
		return "tuple"
	case constructor, elementType:
		return "type"
	case inert:
		return string(v)
	}
	return fmt.Sprintf("%T", v)
}
