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
	"github.com/gorgoflow/gorgoflow/likelihood/internal/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// The formats of model files.
const (
	flowFormat    = "gorgoflow model"
	stackFormat   = "gorgoflow stack"
	columnsFormat = "gorgoflow stack of columns"
)

// savedModel is all that a flow is. Versions 1 and 2 have the numbers beside the settings, later ones have them as tensors.
type savedModel struct {
	Field    modelfile.Saved `json:"field"`
	Base     modelfile.Saved `json:"base"`
	Settings savedSettings   `json:"settings"`

	Mean        []float64         `json:"mean,omitempty"`
	Std         []float64         `json:"std,omitempty"`
	CondMean    []float64         `json:"conditionMean,omitempty"`
	CondStd     []float64         `json:"conditionStd,omitempty"`
	FieldParams []modelfile.Param `json:"fieldParams,omitempty"`
	BaseParams  []modelfile.Param `json:"baseParams,omitempty"`
	LogDuration *float64          `json:"logDuration,omitempty"`
}

// savedSettings are Settings but for the base.
type savedSettings struct {
	TrainBase     bool                       `json:"trainBase"`
	TrainTime     bool                       `json:"trainTime"`
	T0            float64                    `json:"t0"`
	T1            float64                    `json:"t1"`
	Trace         trace.Settings             `json:"trace"`
	GradientTrace trace.Settings             `json:"gradientTrace"`
	Solver        integrate.Settings         `json:"solver"`
	FreeDensity   bool                       `json:"freeDensity"`
	Penalties     Penalties                  `json:"penalties"`
	Gradient      integrate.GradientSettings `json:"gradient"`
}

// Model is what every model that a file can hold does; *Flow and *Ensemble are. A type switch gets at the rest.
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

// Save writes a flow, or all flows and norms of a stack: field, parameters to the bit, base, standardisations and settings, but for the number of
// workers, which belongs to the machine, and the solver's Recorder and NormFunc, which are the program's own: Load's adjust
// can give them back. Notes are written too.
//
// The file is in the safetensors format, with a checksum; safetensors.numpy.load_file reads its numbers in Python: field.… are the parameters
// of the field, base.… those of the base, time.log_duration, norm.N.… those of a stack's norms, flows.N.… what belongs to flow N of a
// stack, standardisation.mean and .std, and condition.mean and .std. Its metadata hold the rest: model and notes are JSON.
//
// ErrUnknownKind where the field or the base is of a kind that has not been registered; ErrNotFinite where a parameter
// is not a finite number.
func (f *Flow) Save(w io.Writer) (err error) {
	defer graph.Recover("likelihood: Save", &err)
	if w == nil {
		return errors.Wrap(ErrSettings, "saving a flow: no writer")
	}
	if err := f.beginRead(context.Background()); err != nil {
		return err
	}
	defer f.endRead()
	file := &modelfile.File{Format: f.self.format(), Notes: f.notes.Copies()}
	content, err := f.savedContent(modelfile.Writer{To: &file.Tensors})
	if err != nil {
		return err
	}
	if file.Model, err = json.Marshal(content); err != nil {
		return errors.Wrap(err, "saving a flow")
	}
	return errors.Wrap(file.Write(w), "saving a flow")
}

// savedContent is what a file says of the model, which may be a part of another one. Who calls has the lock.
func (f *Flow) savedContent(w modelfile.Writer) (any, error) {
	if err := f.params.CheckFinite(); err != nil {
		return nil, err
	}
	return f.self.saved(w)
}

// CanSave is the error that Save would give, to be asked before a training whose model is to be kept: an own field or base
// has to be registered (RegisterField, RegisterBase).
func (f *Flow) CanSave() error { return f.Save(io.Discard) }

func (f *single) format() string { return flowFormat }

func (f *single) saved(w modelfile.Writer) (any, error) {
	field, err := fieldKinds.Save(f.field)
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

// savedBase writes the numbers of the base and gives its kind.
func (f *Flow) savedBase(w modelfile.Writer) (*modelfile.Saved, error) {
	if b, ok := f.base.(base.Trainable); ok {
		w.Params("base", b.Params())
	}
	return baseKinds.Save(f.base)
}

// save writes the moments under a name.
func (s *standardization) save(w modelfile.Writer, name string) {
	w.Vector(name+".mean", s.mean)
	w.Vector(name+".std", s.std)
}

func (f *single) savedSettings() savedSettings {
	s := f.set
	saved := savedSettings{TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: s.Trace,
		GradientTrace: *s.GradientTrace, Solver: *s.Solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}
	saved.Solver.Workers = 0
	return saved
}

// SaveFile saves to a file. It writes beside the file and renames at the end, so that whatever happens on the way a
// file of this name is either the old one or the whole new one.
func (f *Flow) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, f.Save), "saving a flow")
}

// SetNote keeps value, as encoding/json writes it, with the model: Save writes it and Load gives it back. It decides no number of the
// model. Keys are the program's own, such as "schema" or "training". A nil value removes the note.
//
// ErrSettings where the key is empty or not UTF-8, or where the value cannot be written as JSON.
func (f *Flow) SetNote(key string, value any) error {
	if err := f.errNotMade(); err != nil {
		return err
	}
	return f.notes.Set(key, value)
}

// Note reads a note into what a pointer points to, as encoding/json does; nil only asks whether the note is there. It
// reports false, and leaves into as it is, where there is none. An error is that of encoding/json, for a note that is something else.
func (f *Flow) Note(key string, into any) (found bool, err error) {
	return f.orAbsent().notes.Get(key, into)
}

// restoreNotes takes what was read.
func (f *Flow) restoreNotes(all map[string]json.RawMessage) { f.notes.Restore(all) }
