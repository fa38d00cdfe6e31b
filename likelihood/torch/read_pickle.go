// Files of torch.save since PyTorch 1.6: a zip archive with a pickle, data.pkl, and the storages.

package torch

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
)

func parsePickle(a *archive, folder, key string) (*Checkpoint, error) {
	if err := checkOrder(a, folder+"/byteorder"); err != nil {
		return nil, err
	}
	data, err := a.read(folder + "/data.pkl")
	if err != nil {
		return nil, &FileError{Format: "pt", Part: "data.pkl", Cause: err}
	}
	value, _, err := unpickle.Load(data, newHost())
	if err != nil {
		return nil, &FileError{Format: "pt", Part: "data.pkl", Cause: err}
	}
	storages := map[string][]byte{}
	return checkpoint(value, key, func(s *storage) ([]byte, error) {
		if bytes, ok := storages[s.key]; ok {
			return bytes, nil
		}
		bytes, err := a.read(folder + "/data/" + s.key)
		storages[s.key] = bytes
		return bytes, err
	})
}

// checkOrder refuses numbers of another byte order than little-endian, of which files before PyTorch 2.1 say nothing.
func checkOrder(a *archive, name string) error {
	if a.files[name] == nil {
		return nil
	}
	order, err := a.read(name)
	switch {
	case err != nil:
		return &FileError{Format: "pt", Part: "byteorder", Cause: err}
	case string(order) != "little":
		return &FileError{Format: "pt", Part: "byteorder", Value: fmt.Sprintf("%.20q", order), Want: "little"}
	}
	return nil
}

// loader returns the bytes of a storage.
type loader func(*storage) ([]byte, error)

// checkpoint finds the state dict in a pickled value.
func checkpoint(value any, key string, load loader) (*Checkpoint, error) {
	top, ok := value.(*unpickle.Dict)
	if !ok {
		return nil, &FileError{Format: "pt", Part: "content", Value: fmt.Sprintf("a %s", describe(value)), Want: "a dictionary of tensors"}
	}
	state, err := findState(top, key)
	if err != nil {
		return nil, err
	}
	c := &Checkpoint{State: StateDict{}, Args: arguments(top)}
	budget := &sharing{load: load, used: map[string]int{}}
	for i, k := range state.Keys {
		name, ok := k.(string)
		t, also := state.Values[i].(*tensor)
		if !ok || !also {
			return nil, &FileError{Format: "pt", Part: "state dict at " + keyText(k), Value: "a " + describe(state.Values[i]), Want: "a tensor under a name"}
		}
		stored, err := budget.read(name, t)
		if err != nil {
			return nil, err
		}
		if err := c.State.add("pt", stored); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// keyText is a key as an error shows it. A key that is no name may be a tuple of itself, over and over.
func keyText(key any) string {
	switch k := key.(type) {
	case string:
		return fmt.Sprintf("%.200q", k)
	case int64:
		return fmt.Sprint(k)
	}
	return "a " + describe(key)
}

// arguments returns the plain values in a checkpoint that describe its model.
func arguments(top *unpickle.Dict) map[string]any {
	plain := map[string]any{}
	for _, key := range []string{"args", "hyper_parameters", "config"} {
		value, _ := top.Get(key)
		if n, ok := value.(*namespace); ok {
			value = n.attributes
		}
		if d, ok := value.(*unpickle.Dict); ok {
			takePlain(plain, d)
		}
	}
	return plain
}

func takePlain(to map[string]any, from *unpickle.Dict) {
	for i, key := range from.Keys {
		name, ok := key.(string)
		switch v := from.Values[i].(type) {
		case string, bool, int64, float64:
			if ok {
				to[name] = v
			}
		}
	}
}

// sharing reads tensors, and bounds how many of them share a storage: each copy takes memory that the file does not.
type sharing struct {
	load loader
	used map[string]int // by storage: bytes copied
	over int            // bytes copied beyond mostCopies, of all storages
}

// mostCopies is the most copies of a storage, more than tied weights need. Small ones may have more, of freeCopies bytes
// together: models of FFJORD's code have the single β of their swish once for each activation.
const (
	mostCopies = 8
	freeCopies = 1 << 20
)

func (s *sharing) read(name string, t *tensor) (*safetensors.Tensor, error) {
	part := fmt.Sprintf("tensor %.200q", name)
	if t.storage.dtype.Bits() == 0 {
		return nil, &FileError{Format: "pt", Part: part, Value: "of " + string(t.storage.dtype), Want: "real numbers, such as float32"}
	}
	if t.isChanged {
		return nil, &FileError{Format: "pt", Part: part, Value: "one whose elements are to be negated or conjugated when they are read", Want: "what its resolve_neg or resolve_conj returns"}
	}
	data, err := s.load(t.storage)
	if err != nil {
		return nil, &FileError{Format: "pt", Part: part, Cause: err}
	}
	width := t.storage.width
	if t.storage.size > len(data)/width {
		return nil, &FileError{Format: "pt", Part: part, Value: fmt.Sprintf("of a storage of %d bytes", len(data)), Want: fmt.Sprintf("%d elements of %s", t.storage.size, t.storage.dtype)}
	}
	stored, err := view{t.storage.dtype, data[:t.storage.size*width], t.offset, t.shape, t.strides}.contiguous()
	if err != nil {
		return nil, &FileError{Format: "pt", Part: part, Cause: err}
	}
	s.used[t.storage.key] += len(stored.Data)
	s.over += min(len(stored.Data), max(0, s.used[t.storage.key]-mostCopies*len(data)))
	if s.over > freeCopies {
		return nil, &FileError{Format: "pt", Part: part, Value: fmt.Sprintf("one more of storage %.50q", t.storage.key), Want: fmt.Sprintf("at most %d copies of it", mostCopies)}
	}
	stored.Name = name
	return stored, nil
}
