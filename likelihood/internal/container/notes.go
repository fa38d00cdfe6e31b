// Notes: what a program attaches to a model, such as the schema of its columns.

package container

import (
	"encoding/json"
	"maps"
	"sync"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Notes are JSON texts by key. They have a lock of their own, so that reading one does not wait for a solve.
type Notes struct {
	mu  sync.Mutex
	all map[string]json.RawMessage
}

// Set sets a note; a nil value removes it.
func (n *Notes) Set(key string, value any) error {
	if key == "" || !utf8.ValidString(key) {
		return errors.Wrapf(fault.ErrSettings, "key of a note is %q, want UTF-8 that is not empty", key)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return errors.Wrapf(fault.ErrSettings, "note %q cannot be written as JSON: %v", key, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if value == nil {
		delete(n.all, key)
		return nil
	}
	if n.all == nil {
		n.all = map[string]json.RawMessage{}
	}
	n.all[key] = text
	return nil
}

// Get reads a note into the value that into points to; a nil into only asks whether the note exists.
func (n *Notes) Get(key string, into any) (found bool, err error) {
	n.mu.Lock()
	text, found := n.all[key]
	n.mu.Unlock()
	if !found || into == nil {
		return found, nil
	}
	return true, errors.Wrapf(json.Unmarshal(text, into), "reading note %q of the model", key)
}

// Copies returns the notes to write; nil if there are none.
func (n *Notes) Copies() map[string]json.RawMessage {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.all)
}

// Restore sets the notes of a file.
func (n *Notes) Restore(all map[string]json.RawMessage) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = all
}
