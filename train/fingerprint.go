// What must agree between a checkpoint and the run that resumes it.

package train

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// fingerprint lists what must agree, in the order in which it is compared.
type fingerprint []likelihood.Trait

func (f *fingerprint) add(name string, value any) {
	*f = append(*f, likelihood.Trait{Name: name, Value: fmt.Sprint(value)})
}

// check names the first trait in which the checkpoint f differs from a run.
func (f fingerprint) check(path string, run fingerprint) error {
	f, run = f.named(run)
	if name, have, want, differ := peers.Difference(f.fields(), run.fields()); differ {
		return &CheckpointError{Path: path, What: name, Have: spelled(name, have), Want: spelled(name, want)}
	}
	return nil
}

// unsaid are the values of traits that a fingerprint leaves out, so that older checkpoints, which know no other, fit.
var unsaid = map[string]string{"Optimizer": optim.Adam{}.Traits().Name, "Objective": "MaximumLikelihood", rowWeights: "none, since all are equal"}

// spelled is the value of a trait, also of one that is left out.
func spelled(name, value string) string {
	if own, ok := unsaid[strings.TrimPrefix(name, "Start.")]; ok && value == "none" {
		return own
	}
	return value
}

// method is how the names of a flow's method end. Older checkpoints hold "none" for the default of their day.
const method = ".Solver.Tableau"

// named gives names to the methods that the checkpoint f has none for, and to those of the run at the same places, in
// copies without the coefficients of these.
func (f fingerprint) named(run fingerprint) (checkpoint, other fingerprint) {
	checkpoint = slices.Clone(f)
	for i, t := range checkpoint {
		if !strings.HasSuffix(t.Name, method) || t.Value != "none" {
			continue
		}
		checkpoint[i].Value = defaults.FileMethod.Name
		run = run.shortened(t.Name)
	}
	return checkpoint, run
}

// shortened gives a method by its name alone.
func (f fingerprint) shortened(method string) (short fingerprint) {
	given := func(t likelihood.Trait) bool { return strings.HasPrefix(t.Name, method+".") }
	at := slices.IndexFunc(f, func(t likelihood.Trait) bool { return t.Name == method+".Name" })
	for _, t := range f {
		if t.Name == method && at >= 0 {
			t.Value = f[at].Value
		}
		if !given(t) {
			short = append(short, t)
		}
	}
	return short
}

// stackKind is the kind of a flow of several fields.
const stackKind = "*likelihood.Flow of a stack"

// rowWeights names the trait of the rows' weights, as they are in the loss: a common factor that is no power of two leaves
// other last digits, and with them other bits in the end.
const rowWeights = "hash of the rows' weights over their mean (which only factors of 2, 4, 8, … leave alone)"

// olderKinds are the kinds of models by the names that older checkpoints have for them.
var olderKinds = map[string]string{"*likelihood.Stack": stackKind, "*likelihood.Augmented": "*augment.Flow"}

// fields returns what is compared.
func (f fingerprint) fields() []peers.Field {
	fields := make([]peers.Field, len(f))
	for i, t := range f {
		if kind, ok := olderKinds[t.Value]; ok {
			t.Value = kind
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
