// Save: a flow or a stack to a model file, with its notes.

package likelihood

import (
	"context"
	"encoding/json"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
	"github.com/pkg/errors"
)

// The formats of model files.
const (
	flowFormat    = "gorgoflow model"
	stackFormat   = "gorgoflow stack"
	columnsFormat = "gorgoflow stack of columns"
)

// savedModel is the settings of a flow. Versions 1 and 2 hold the numbers in them, later versions in tensors.
type savedModel struct {
	Field    container.Saved `json:"field"`
	Base     container.Saved `json:"base"`
	Settings savedSettings   `json:"settings"`

	Mean        []float64         `json:"mean,omitempty"`
	Std         []float64         `json:"std,omitempty"`
	CondMean    []float64         `json:"conditionMean,omitempty"`
	CondStd     []float64         `json:"conditionStd,omitempty"`
	FieldParams []container.Param `json:"fieldParams,omitempty"`
	BaseParams  []container.Param `json:"baseParams,omitempty"`
	LogDuration *float64          `json:"logDuration,omitempty"`
}

// savedSettings are Settings without the base.
type savedSettings struct {
	TrainBase     bool                       `json:"trainBase"`
	TrainTime     bool                       `json:"trainTime"`
	T0            float64                    `json:"t0"`
	T1            float64                    `json:"t1"`
	Trace         savedTrace                 `json:"trace"`
	GradientTrace savedTrace                 `json:"gradientTrace"`
	Solver        integrate.Settings         `json:"solver"`
	FreeDensity   bool                       `json:"freeDensity"`
	Penalties     Penalties                  `json:"penalties"`
	Gradient      integrate.GradientSettings `json:"gradient"`
}

// Model is the interface of every model in a file: *Flow and *Ensemble. A type switch gives access to their other
// methods.
type Model interface {
	Dim() int
	CondDim() int
	LogProb(ctx context.Context, x [][]float64) ([]float64, error)
	LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (*Density, error)
	Sample(ctx context.Context, n int, seed uint64) ([][]float64, error)
	SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (*Samples, error)
	Save(w io.Writer) error
	SaveFile(path string) error
	SetNote(key string, value any) error
	Note(key string, into any) (found bool, err error)
}

var _ Model = (*Flow)(nil)

// Save writes a flow, or all flows and norms of a stack: field, parameters to the bit, base, standardisations, settings
// and notes. It does not write the number of workers, which belongs to the machine, and the solver's Recorder and
// NormFunc, which belong to the program; Load's adjust can set them.
//
// The file is in the safetensors format, with a checksum; safetensors.numpy.load_file reads its numbers in Python.
// Tensors are named field.… for the parameters of the field, base.… for those of the base, time.log_duration, norm.N.…
// for those of a stack's norms, flows.N.… for flow N of a stack, standardisation.mean and .std, and condition.mean and
// .std. Model and notes are JSON in the metadata.
//
// Errors: modelfile.ErrUnknownKind if the kind of the field or the base is not registered; ErrNotFinite if a parameter
// is not a finite number; integrate.ErrSettings for a StepController other than *integrate.Controller. To find out before a
// training, save to io.Discard.
func (f *Flow) Save(w io.Writer) (err error) {
	defer graph.Recover("likelihood: Save", &err)
	if w == nil {
		return errors.Wrap(ErrSettings, "saving a flow: no writer")
	}
	if err := f.beginRead(context.Background()); err != nil {
		return err
	}
	defer f.endRead()
	file := &container.File{Format: f.self.format(), Notes: f.notes.Copies()}
	content, err := f.savedContent(container.Writer{To: &file.Tensors})
	if err != nil {
		return err
	}
	if file.Model, err = json.Marshal(content); err != nil {
		return errors.Wrap(err, "saving a flow")
	}
	return errors.Wrap(file.Write(w), "saving a flow")
}

// savedContent returns the settings of the model, which may be a part of another one. The caller holds the lock.
func (f *Flow) savedContent(w container.Writer) (any, error) {
	if err := f.params.CheckFinite(); err != nil {
		return nil, err
	}
	return f.self.saved(w)
}

func (f *single) format() string { return flowFormat }

func (f *single) saved(w container.Writer) (any, error) {
	field, err := kinds.Fields.Save(f.field)
	if err != nil {
		return nil, err
	}
	p0, err := f.savedBase(w)
	if err != nil {
		return nil, err
	}
	w.Params("field", f.field.Params())
	if f.duration != nil {
		w.Vector(durationName, []float64{f.duration.At(0)})
	}
	f.standardization.save(w, "standardisation")
	f.conditions.save(w, "condition")
	return &savedModel{Field: *field, Base: *p0, Settings: f.savedSettings()}, nil
}

// savedBase writes the numbers of the base and returns its kind.
func (f *Flow) savedBase(w container.Writer) (*container.Saved, error) {
	if b, ok := f.base.(base.Trainable); ok {
		w.Params("base", b.Params())
	}
	return kinds.Bases.Save(f.base)
}

// save writes the moments under a name.
func (s *standardization) save(w container.Writer, name string) {
	w.Vector(name+".mean", s.mean)
	w.Vector(name+".std", s.std)
}

func (f *single) savedSettings() savedSettings {
	s := f.set
	saved := savedSettings{TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: savedTraceOf(&s.Trace),
		GradientTrace: savedTraceOf(s.GradientTrace), Solver: *s.Solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}
	saved.Solver.Workers = 0
	return saved
}

// SaveFile saves to a file. It writes a temporary file beside it and renames that, so that the file is always either
// the old or the complete new one.
func (f *Flow) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, f.Save), "saving a flow")
}

// SetNote attaches a value to the model, as encoding/json writes it: Save writes it and Load reads it. A note does not
// change the model's numbers. Keys are the program's own, such as "schema" or "training". A nil value removes the note.
//
// It returns ErrSettings if the key is empty or not UTF-8, or if the value cannot be written as JSON.
func (f *Flow) SetNote(key string, value any) error {
	if err := f.errNotMade(); err != nil {
		return err
	}
	return f.notes.Set(key, value)
}

// Note reads a note into the value that into points to, as encoding/json does; a nil into only asks whether the note
// exists. If it does not exist, Note reports false and leaves into unchanged. An error is that of encoding/json, for a
// note of another type.
func (f *Flow) Note(key string, into any) (found bool, err error) {
	return f.orAbsent().notes.Get(key, into)
}

// restoreNotes sets the notes of a file.
func (f *Flow) restoreNotes(all map[string]json.RawMessage) { f.notes.Restore(all) }
