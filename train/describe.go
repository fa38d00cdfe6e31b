// The description of a run, which is compared with its checkpoint and with the other processes that share it.

package train

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// A Describer is a Model that lists the traits that decide its numbers, as *likelihood.Flow and *augment.Flow
// do. A checkpoint is resumed only by a model with the same traits.
type Describer interface {
	Traits() ([]likelihood.Trait, error)
}

var (
	_ Describer = (*likelihood.Flow)(nil)
	_ Describer = (*augment.Flow)(nil)
)

// fingerprint is the fingerprint of this run.
func (r *run) fingerprint() (fingerprint, error) {
	var f fingerprint
	s, training, held := r.last.settings, r.last.batches.rows, r.held
	f.add("Seed", s.Seed)
	f.add("Batch", s.Batch)
	f.add("training rows", training.len())
	f.add("held-out rows", held.len())
	f.add("hash of the data", fmt.Sprintf("%016x", hash(training.x, training.c, held.x, held.c)))
	if training.w != nil || held.w != nil {
		f.add(rowWeights, fmt.Sprintf("%016x", hash([][]float64{training.w}, [][]float64{held.w})))
	}
	f.addPhase("", s)
	if start := s.Start; start != nil {
		f.add("Start.Batch", start.Batch)
		f.addPhase("Start.", start)
	}
	f.add("model", kindOf(r.model))
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

func kindOf(m Model) string {
	if f, ok := m.(*likelihood.Flow); ok && f.Field() == nil {
		return stackKind
	}
	return fmt.Sprintf("%T", m)
}

// addPhase adds the objective and the optimiser of a phase.
func (f *fingerprint) addPhase(prefix string, s *Settings) {
	for _, t := range s.Objective.Traits() {
		f.add(prefix+t.Name, t.Value)
	}
	if name := s.Optimizer.Traits().Name; name != (optim.Adam{}).Traits().Name { // older checkpoints without a name are Adam's
		f.add(prefix+"Optimizer", name)
	}
}

// comparison is what the processes that share a run compare before the first step.
func (r *run) comparison() []peers.Field {
	f := slices.Clone(r.identity)
	r.addAll(&f)
	fields := []peers.Field{{Name: "Checkpoint", Value: fmt.Sprint(r.last.settings.Checkpoint != "")}, {Name: "Resume", Value: fmt.Sprint(r.last.settings.Resume)}}
	return append(fields, f.fields()...)
}

// addAll adds what may differ between a checkpoint and the run that resumes it, but not between the processes of one
// run.
func (r *run) addAll(f *fingerprint) {
	f.add("processor architecture", runtime.GOARCH)
	f.add("version of Go", runtime.Version())
	f.add("version of the program", version())
	f.add("hash of the weights at the start", fmt.Sprintf("%016x", hash(copyOf(r.model.Params()))))
	data, condition := standardizationOf(r.model)
	f.add("hash of the standardisation at the start", fmt.Sprintf("%016x", hash([][]float64{data.Mean, data.Std, condition.Mean, condition.Std})))
	f.addSettings("", r.last)
	if r.phase != r.last {
		f.addSettings("Start.", r.phase)
	}
	if d, ok := r.model.(Describer); ok && r.last.settings.Checkpoint == "" {
		if traits, err := d.Traits(); err == nil { // otherwise it is a user's field without a name: weights and shapes are compared
			*f = append(*f, traits...)
		}
	}
}

// addSettings adds the settings that decide the steps. A schedule is asked for iterations of the run alone: it may be a
// table of them.
func (f *fingerprint) addSettings(prefix string, p *phase) {
	s, n := p.settings, p.length
	f.add(prefix+"Epochs", s.Epochs)
	f.add(prefix+"Iterations", s.Iterations)
	f.add(prefix+"Optimizer", settingsOf(s.Optimizer))
	f.add(prefix+"Schedule", fmt.Sprint(s.Schedule(0, n), s.Schedule(n/100, n), s.Schedule(n/2, n), s.Schedule(n-1, n)))
	f.add(prefix+"ClipNorm", s.ClipNorm)
	f.add(prefix+"Average", s.Average)
	f.add(prefix+"ValidateEvery", s.ValidateEvery)
	f.add(prefix+"Patience", s.Patience)
	f.add(prefix+"KeepStandardization", s.KeepStandardization)
}

// settingsOf are the settings of an optimiser as text. Functions and pointers are left out.
func settingsOf(o optim.Optimizer) string {
	settings, _ := json.Marshal(o)
	return fmt.Sprint(o.Traits(), string(settings))
}

// version is the version of the program and of its modules, if its build knows them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	h := fnv.New64a()
	for _, m := range info.Deps {
		fmt.Fprintln(h, m.Path, m.Version, m.Sum)
	}
	text := fmt.Sprintf("%s %s, modules %016x", info.Main.Path, info.Main.Version, h.Sum64())
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
			text += " " + s.Value
		}
	}
	return text
}
