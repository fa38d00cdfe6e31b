// The names that a pickle of torch.save may refer to.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
	"github.com/pkg/errors"
)

// storage is the memory that tensors are views of.
type storage struct {
	dtype safetensors.Dtype
	key   string
	size  int // number of elements
}

// tensor is a view of a storage that has not been read yet.
type tensor struct {
	storage        *storage
	offset         int
	shape, strides []int
}

// namespace is argparse.Namespace, in which programs keep their options.
type namespace struct{ attributes *unpickle.Dict }

// constructor makes an object from arguments.
type constructor func(args unpickle.Tuple) (any, error)

// storageType is torch.FloatStorage and the like.
type storageType safetensors.Dtype

var globals = map[[2]string]any{
	{"collections", "OrderedDict"}:         constructor(newDict),
	{"argparse", "Namespace"}:              constructor(newNamespace),
	{"torch._utils", "_rebuild_tensor_v2"}: constructor(rebuildTensor),
	{"torch._utils", "_rebuild_parameter"}: constructor(rebuildParameter),
	{"torch", "DoubleStorage"}:             storageType(safetensors.F64),
	{"torch", "FloatStorage"}:              storageType(safetensors.F32),
	{"torch", "HalfStorage"}:               storageType(safetensors.F16),
	{"torch", "BFloat16Storage"}:           storageType(safetensors.BF16),
	{"torch", "LongStorage"}:               storageType(safetensors.I64),
	{"torch", "IntStorage"}:                storageType(safetensors.I32),
	{"torch", "ShortStorage"}:              storageType(safetensors.I16),
	{"torch", "CharStorage"}:               storageType(safetensors.I8),
	{"torch", "ByteStorage"}:               storageType(safetensors.U8),
	{"torch", "BoolStorage"}:               storageType(safetensors.Bool),
}

// host implements unpickle.Host for these names, and keeps the storages for formats that store them behind the pickle.
type host struct{ storages map[string]*storage }

func newHost() *host { return &host{storages: map[string]*storage{}} }

// Global implements unpickle.Host.
func (h *host) Global(module, name string) (any, error) {
	if v, ok := globals[[2]string{module, name}]; ok {
		return v, nil
	}
	return nil, &GlobalError{module, name}
}

// Call implements unpickle.Host.
func (h *host) Call(f any, args unpickle.Tuple) (any, error) {
	construct, ok := f.(constructor)
	if !ok {
		return nil, errors.Errorf("a call of a %s", describe(f))
	}
	return construct(args)
}

// Build implements unpickle.Host. It ignores the attributes of an OrderedDict, which are versions of modules.
func (h *host) Build(object, state any) error {
	switch o := object.(type) {
	case *unpickle.Dict:
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

// Persistent implements unpickle.Host. The id is ("storage", type, key, device, size), in old files also with a view, which
// is nil.
func (h *host) Persistent(id any) (any, error) {
	t, _ := id.(unpickle.Tuple)
	if len(t) == 6 && t[5] == nil {
		t = t[:5]
	}
	if len(t) != 5 || t[0] != "storage" {
		return nil, errors.Errorf("something outside the pickle that is not a storage: %s of %d", describe(id), len(t))
	}
	kind, ok := t[1].(storageType)
	key, also := t[2].(string)
	size, and := t[4].(int64)
	if !ok || !also || !and || size < 0 {
		return nil, errors.Errorf("a storage of %s, %s, %s", describe(t[1]), describe(t[2]), describe(t[4]))
	}
	s := &storage{safetensors.Dtype(kind), key, int(size)}
	if known := h.storages[key]; known != nil {
		if *known != *s {
			return nil, errors.Errorf("storage %.50q of %d %s, and before of %d %s", key, s.size, s.dtype, known.size, known.dtype)
		}
		return known, nil
	}
	h.storages[key] = s
	return s, nil
}

func newDict(args unpickle.Tuple) (any, error) {
	if len(args) != 0 {
		return nil, errors.Errorf("an OrderedDict of %d arguments", len(args))
	}
	return &unpickle.Dict{}, nil
}

func newNamespace(args unpickle.Tuple) (any, error) {
	if len(args) != 0 {
		return nil, errors.Errorf("a Namespace of %d arguments", len(args))
	}
	return &namespace{}, nil
}

// rebuildTensor has the arguments storage, offset, size, strides, requires_grad, hooks, metadata.
func rebuildTensor(args unpickle.Tuple) (any, error) {
	if len(args) < 4 || len(args) > 7 {
		return nil, errors.Errorf("a tensor of %d arguments", len(args))
	}
	s, ok := args[0].(*storage)
	offset, also := args[1].(int64)
	shape, and := integers(args[2])
	strides, too := integers(args[3])
	if !ok || !also || !and || !too {
		return nil, errors.Errorf("a tensor of %s, %s, %s, %s", describe(args[0]), describe(args[1]), describe(args[2]), describe(args[3]))
	}
	if len(args) == 7 && !isPlain(args[6]) {
		return nil, errors.New("a tensor whose elements are to be negated or conjugated when they are read: save what its resolve_neg or resolve_conj returns")
	}
	return &tensor{s, int(offset), shape, strides}, nil
}

// isPlain says of a tensor's metadata that its elements are those of the storage: no bit for negation or conjugation is set.
func isPlain(metadata any) bool {
	d, ok := metadata.(*unpickle.Dict)
	return metadata == nil || ok && !slices.ContainsFunc(d.Values, func(bit any) bool { return bit != false })
}

// rebuildParameter has the arguments tensor, requires_grad, hooks.
func rebuildParameter(args unpickle.Tuple) (any, error) {
	if len(args) == 0 {
		return nil, errors.New("a parameter without a tensor")
	}
	t, ok := args[0].(*tensor)
	if !ok {
		return nil, errors.Errorf("a parameter of a %s", describe(args[0]))
	}
	return t, nil
}

// integers returns the integers of a tuple.
func integers(v any) ([]int, bool) {
	t, ok := v.(unpickle.Tuple)
	list := make([]int, len(t))
	for i, item := range t {
		n, is := item.(int64)
		list[i], ok = int(n), ok && is
	}
	return list, ok
}

// describe names the type of a pickled value, and not the value, which may contain itself.
func describe(v any) string {
	switch v.(type) {
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
	case constructor, storageType:
		return "type"
	}
	return fmt.Sprintf("%T", v)
}
