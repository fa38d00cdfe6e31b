// Tensors and storages in a pickle of torch.save.

package torch

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
	"github.com/pkg/errors"
)

// storage is the memory that tensors are views of.
type storage struct {
	elementType
	key  string
	size int // number of elements
}

// tensor is a view of a storage that has not been read yet.
type tensor struct {
	storage        *storage
	offset         int
	shape, strides []int
	isChanged      bool // its elements are those of the storage negated or conjugated
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
	kind, ok := t[1].(elementType)
	key, also := t[2].(string)
	size, and := wholeNumber(t[4])
	if !ok || !also || !and || size < 0 {
		return nil, errors.Errorf("a storage of %s, %s, %s", describe(t[1]), describe(t[2]), describe(t[4]))
	}
	s := &storage{kind, key, size}
	if known := h.storages[key]; known != nil {
		if *known != *s {
			return nil, errors.Errorf("storage %.50q of %d %s, and before of %d %s", key, s.size, s.dtype, known.size, known.dtype)
		}
		return known, nil
	}
	h.storages[key] = s
	return s, nil
}

// rebuildTensor has the arguments storage, offset, size, strides, requires_grad, hooks, metadata.
func rebuildTensor(args unpickle.Tuple) (any, error) {
	if len(args) < 4 || len(args) > 7 {
		return nil, errors.Errorf("a tensor of %d arguments", len(args))
	}
	s, ok := args[0].(*storage)
	offset, also := wholeNumber(args[1])
	shape, and := integers(args[2])
	strides, too := integers(args[3])
	if !ok || !also || !and || !too {
		return nil, errors.Errorf("a tensor of %s, %s, %s, %s", describe(args[0]), describe(args[1]), describe(args[2]), describe(args[3]))
	}
	return &tensor{s, offset, shape, strides, len(args) == 7 && !isPlain(args[6])}, nil
}

// isPlain says of a tensor's metadata that its elements are those of the storage: no bit for negation or conjugation is
// set.
func isPlain(metadata any) bool {
	d, ok := metadata.(*unpickle.Dict)
	return metadata == nil || ok && !slices.ContainsFunc(d.Values, func(bit any) bool { return bit != false })
}

// rebuildTyped has the dtype as its seventh argument, and a storage of bytes.
func rebuildTyped(args unpickle.Tuple) (any, error) {
	if len(args) < 7 || len(args) > 8 {
		return nil, errors.Errorf("a tensor of %d arguments", len(args))
	}
	bytes, ok := args[0].(*storage)
	kind, also := args[6].(elementType)
	if !ok || !also || bytes.width != 1 {
		return nil, errors.Errorf("a tensor of %s, %s", describe(args[0]), describe(args[6]))
	}
	typed := slices.Concat(args[:6], args[7:])
	typed[0] = &storage{kind, bytes.key, bytes.size / kind.width}
	return rebuildTensor(typed)
}

// rebuildFromType has the arguments function, type, arguments, attributes, for a tensor with attributes.
func rebuildFromType(args unpickle.Tuple) (any, error) {
	if len(args) != 4 {
		return nil, errors.Errorf("a tensor with attributes of %d arguments", len(args))
	}
	rebuild, ok := args[0].(constructor)
	inner, also := args[2].(unpickle.Tuple)
	if !ok || !also {
		return nil, errors.Errorf("a tensor by a call of a %s with a %s", describe(args[0]), describe(args[2]))
	}
	return rebuild(inner)
}

// rebuildParameter has the arguments tensor, requires_grad, hooks, attributes.
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
		n, is := wholeNumber(item)
		list[i], ok = n, ok && is
	}
	return list, ok
}

// wholeNumber returns an integer of a pickle that an int holds: on a platform of 32 bits the others would be cut to a place
// or a size within the file.
func wholeNumber(v any) (int, bool) {
	n, ok := v.(int64)
	return int(n), ok && int64(int(n)) == n
}
