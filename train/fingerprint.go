// This file holds what a checkpoint and the run that resumes it must have in common.

package train

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// A Describer is a Model that says what decides its numbers, as *likelihood.Flow, *likelihood.Stack and
// *likelihood.Augmented do: a checkpoint is resumed only by a model whose traits are those of the one that it is of.
type Describer interface {
	Traits() ([]likelihood.Trait, error)
}

var (
	_ Describer = (*likelihood.Flow)(nil)
	_ Describer = (*likelihood.Stack)(nil)
	_ Describer = (*likelihood.Augmented)(nil)
)

// fingerprint is what has to agree, in the order in which it is compared.
type fingerprint []likelihood.Trait

func (f *fingerprint) add(name string, value any) {
	*f = append(*f, likelihood.Trait{Name: name, Value: fmt.Sprint(value)})
}

// addPhase adds what is descended, and how.
func (f *fingerprint) addPhase(prefix string, s *Settings) {
	for _, t := range s.Objective.Traits() {
		f.add(prefix+t.Name, t.Value)
	}
	if name := s.Optimizer.Traits().Name; name != (optim.Adam{}).Traits().Name { // what checkpoints are of that say nothing else
		f.add(prefix+"Optimizer", name)
	}
}

// fingerprint is that of this run.
func (r *run) fingerprint() (fingerprint, error) {
	var f fingerprint
	s, training, held := r.last.settings, r.batches.rows, r.held
	f.add("Seed", s.Seed)
	f.add("Batch", s.Batch)
	f.add("training rows", training.len())
	f.add("held-out rows", held.len())
	f.add("hash of the data", fmt.Sprintf("%016x", hash(training.x, training.c, held.x, held.c)))
	if training.w != nil || held.w != nil {
		f.add("hash of the weights", fmt.Sprintf("%016x", hash([][]float64{training.w}, [][]float64{held.w})))
	}
	f.addPhase("", s)
	if start := s.Start; start != nil {
		f.add("Start.Batch", start.Batch)
		f.addPhase("Start.", start)
	}
	f.add("model", fmt.Sprintf("%T", r.model))
	if d, ok := r.model.(Describer); ok && s.Checkpoint != "" {
		traits, err := d.Traits()
		if err != nil {
			return nil, err
		}
		f = append(f, traits...)
	}
	f.add("number of parameters", len(r.model.Params()))
	for i, p := range r.model.Params() {
		f.add(fmt.Sprintf("parameter %d", i), fmt.Sprintf("%s, %d×%d %v", p.Name, p.Rows, p.Cols, p.Params().Dtype()))
	}
	return f, nil
}

// check names the first thing in which the checkpoint f is of another run.
func (f fingerprint) check(path string, run fingerprint) error {
	for i := range max(len(f), len(run)) {
		have, want := f.at(i), run.at(i)
		switch {
		case have == want:
		case have.Name == want.Name:
			return &CheckpointError{Path: path, What: have.Name, Have: have.Value, Want: want.Value}
		case have.Name != "":
			return &CheckpointError{Path: path, What: have.Name, Have: have.Value, Want: "none"}
		default:
			return &CheckpointError{Path: path, What: want.Name, Have: "none", Want: want.Value}
		}
	}
	return nil
}

func (f fingerprint) at(i int) (t likelihood.Trait) {
	if i < len(f) {
		t = f[i]
	}
	return t
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
