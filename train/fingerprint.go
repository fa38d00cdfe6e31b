// What must agree between a checkpoint and the run that resumes it.

package train

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// fingerprint lists what must agree, in the order in which it is compared.
type fingerprint []likelihood.Trait

func (f *fingerprint) add(name string, value any) {
	*f = append(*f, likelihood.Trait{Name: name, Value: fmt.Sprint(value)})
}

// check names the first trait in which the checkpoint f differs from a run.
func (f fingerprint) check(path string, run fingerprint) error {
	if name, have, want, differ := peers.Difference(f.fields(), run.fields()); differ {
		return &CheckpointError{Path: path, What: name, Have: have, Want: want}
	}
	return nil
}

// stackKind is the kind of a flow of several fields.
const stackKind = "*likelihood.Flow of a stack"

// rowWeights names the trait of the rows' weights, as they are in the loss: a common factor that is no power of two leaves
// other last digits, and with them other bits in the end.
const rowWeights = "hash of the rows' weights over their mean (which only factors of 2, 4, 8, … leave alone)"

// fields returns what is compared.
func (f fingerprint) fields() []peers.Field {
	fields := make([]peers.Field, len(f))
	for i, t := range f {
		if t.Value == "*likelihood.Stack" { // older checkpoints call a flow of several fields so
			t.Value = stackKind
		}
		if t.Name == "hash of the weights" { // older checkpoints call those of the rows so
			t.Name = rowWeights
		}
		fields[i] = peers.Field(t)
	}
	return fields
}

func hash(sets ...[][]float64) uint64 {
	h := fnv.New64a()
	var b [8]byte
	put := func(v uint64) {
		binary.LittleEndian.PutUint64(b[:], v)
		h.Write(b[:])
	}
	for _, rows := range sets {
		put(uint64(len(rows)))
		for _, row := range rows {
			for _, v := range row {
				put(math.Float64bits(v))
			}
		}
	}
	return h.Sum64()
}
