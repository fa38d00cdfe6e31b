// The state dict among the dictionaries of a checkpoint.

package torch

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/torch/internal/unpickle"
)

// stateDicts are the dictionaries of tensors in a pickle, by the keys that lead to them, joined by dots. Dictionaries
// may be in themselves and in each other.
type stateDicts struct {
	found map[string]*unpickle.Dict
	outer []string // the keys of those in the outermost dictionary
	inner []string
	holds map[*unpickle.Dict]bool // whether a dictionary that was met holds tensors
}

func findStates(top *unpickle.Dict) *stateDicts {
	s := &stateDicts{found: map[string]*unpickle.Dict{}, holds: map[*unpickle.Dict]bool{top: holdsTensors(top)}}
	next := s.enter(top, "", &s.outer)
	for i := 0; i < len(next); i++ {
		if len(next[i].path) < mostPath {
			next = append(next, s.enter(next[i].dict, next[i].path+".", &s.inner)...)
		}
	}
	return s
}

// mostPath bounds the lengths of keys that lead to others, since all that is inside repeats them.
const mostPath = 200

// at is a dictionary with its place.
type at struct {
	path string
	dict *unpickle.Dict
}

// enter lists the dictionaries of tensors in one dictionary, and returns those that are met for the first time.
func (s *stateDicts) enter(d *unpickle.Dict, prefix string, names *[]string) (next []at) {
	for i, k := range d.Keys {
		name, ok := k.(string)
		inside, also := d.Values[i].(*unpickle.Dict)
		if !ok || !also {
			continue
		}
		holds, met := s.holds[inside]
		if !met {
			holds = holdsTensors(inside)
			s.holds[inside] = holds
			next = append(next, at{prefix + name, inside})
		}
		if path := prefix + name; holds && s.found[path] == nil {
			s.found[path] = inside
			*names = append(*names, path)
		}
	}
	return next
}

// findState finds the dictionary of tensors.
func findState(top *unpickle.Dict, key string) (*unpickle.Dict, error) {
	s, whole := findStates(top), holdsTensors(top)
	names := s.outer
	if len(names) == 0 {
		names = s.inner
	}
	switch {
	case key == "" && slices.Contains(names, "state_dict"):
		key = "state_dict"
	case key == "" && whole && len(names) == 0:
		return top, nil
	case key == "" && !whole && len(names) == 1:
		key = names[0]
	}
	if s.found[key] == nil {
		return nil, &FileError{Format: "pt", Part: "key of the state dict", Value: fmt.Sprintf("%q", key), Want: fmt.Sprintf("ReadSettings.Key to be one of %.500q", append(s.outer, s.inner...))}
	}
	return s.found[key], nil
}

func holdsTensors(d *unpickle.Dict) bool {
	return slices.ContainsFunc(d.Values, func(v any) bool {
		_, ok := v.(*tensor)
		return ok
	})
}
