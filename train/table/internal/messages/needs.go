// What the columns of a schema take from a record batch, which has to have it: Arrow's library reads on behind the ends of
// lists.

package messages

import (
	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/pkg/errors"
)

// need is how many entries columns take from the lists of a record batch. The buffers are those without variadic ones.
type need struct{ nodes, buffers, variadic int }

// schema is what the messages of a stream have to have.
type schema struct {
	rows         need
	dictionaries map[int64]need // by their identifiers, of their values
}

// buffersOf are the numbers of buffers of the types with other than two, by the numbers of Schema.fbs.
var buffersOf = map[byte]int{
	1: 0, 22: 0, // null, run-end encoded
	13: 1, 16: 1, // structure, list of one size
	4: 3, 5: 3, 19: 3, 20: 3, 25: 3, 26: 3, // binary, text, and these and list views with large offsets
}

// views are the types with variadic buffers: binary and text.
var views = map[byte]bool{23: true, 24: true}

// take counts a column of a type, without its children.
func (n *need) take(kind byte) {
	buffers, other := buffersOf[kind]
	if !other {
		buffers = 2
	}
	n.nodes, n.buffers = n.nodes+1, n.buffers+buffers
	if views[kind] {
		n.variadic++
	}
}

// field counts a field where it stands, and returns where its children count: those of a dictionary's values belong to the
// dictionary.
func (s *schema) field(v *verifier, field *flatbuffers.Table, in *need) (children *need, done func()) {
	kind := field.GetByteSlot(fieldTypeKind, 0)
	dictionary := v.table(field, fieldDictionary)
	if dictionary == nil {
		in.take(kind)
		return in, func() {}
	}
	const index = 2 // an integer
	in.take(index)
	values := &need{}
	values.take(kind)
	return values, func() {
		id := dictionary.GetInt64Slot(dictionaryID, 0)
		before := s.dictionaries[id]
		s.dictionaries[id] = need{max(before.nodes, values.nodes), max(before.buffers, values.buffers), max(before.variadic, values.variadic)}
	}
}

// check refuses a record batch with fewer entries than the columns take.
func (n need) check(nodes, buffers, variadic int) error {
	if nodes < n.nodes || buffers < n.buffers || variadic < n.variadic {
		return errors.Errorf("damaged: a record batch of %d columns, %d buffers and %d counts of buffers, want %d, %d and %d", nodes, buffers, variadic, n.nodes, n.buffers, n.variadic)
	}
	return nil
}
