// Notes: what a program keeps with a model, such as the schema of its columns, through Save and Load.

package likelihood

import (
	"encoding/json"
	"maps"
	"sync"
	"unicode/utf8"

	"github.com/pkg/errors"
)

// savedNotes are texts in JSON by key.
type savedNotes map[string]json.RawMessage

// notes are those of a model. They have a lock of their own, so that nobody waits for a solve to read one.
type notes struct {
	mu  sync.Mutex
	all savedNotes
}

// SetNote is that of Flow, of which the comment says more.
func (m *model) SetNote(key string, value any) error {
	if err := m.errNotMade(); err != nil {
		return err
	}
	return m.notes.set(key, value)
}

func (n *notes) set(key string, value any) error {
	if key == "" || !utf8.ValidString(key) {
		return errors.Wrapf(ErrSettings, "key of a note is %q, want UTF-8 that is not empty", key)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return errors.Wrapf(ErrSettings, "note %q cannot be written as JSON: %v", key, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if value == nil {
		delete(n.all, key)
		return nil
	}
	if n.all == nil {
		n.all = savedNotes{}
	}
	n.all[key] = text
	return nil
}

// Note is that of Flow, of which the comment says more.
func (m *model) Note(key string, into any) (found bool, err error) {
	return m.notes.get(key, into)
}

func (n *notes) get(key string, into any) (found bool, err error) {
	n.mu.Lock()
	text, found := n.all[key]
	n.mu.Unlock()
	if !found || into == nil {
		return found, nil
	}
	return true, errors.Wrapf(json.Unmarshal(text, into), "reading note %q of the model", key)
}

// copies are the notes to write; nil without any.
func (n *notes) copies() savedNotes {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.all)
}

// restoreNotes takes what was read.
func (m *model) restoreNotes(all savedNotes) { m.notes.restore(all) }

func (n *notes) restore(all savedNotes) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = all
}
