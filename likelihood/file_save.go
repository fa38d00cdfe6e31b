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
	flowFormat  = "gorgoflow model"
	stackFormat = "gorgoflow stack"
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

// Save is that of Flow, of which the comment says more.
func (m *model) Save(w io.Writer) (err error) {
	defer graph.Recover("likelihood: Save", &err)
	if w == nil {
		return errors.Wrap(ErrSettings, "saving a flow: no writer")
	}
	if err := m.errNotMade(); err != nil {
		return err
	}
	if err := m.beginRead(context.Background()); err != nil {
		return err
	}
	defer m.endRead()
	file := &modelfile.File{Format: m.self.format(), Notes: m.notes.Copies()}
	content, err := m.savedContent(modelfile.Writer{To: &file.Tensors})
	if err != nil {
		return err
	}
	if file.Model, err = json.Marshal(content); err != nil {
		return errors.Wrap(err, "saving a flow")
	}
	return errors.Wrap(file.Write(w), "saving a flow")
}

// savedContent is what a file says of the model, which may be a part of another one. Who calls has the lock.
func (m *model) savedContent(w modelfile.Writer) (any, error) {
	if err := m.checkParams(); err != nil {
		return nil, err
	}
	return m.self.saved(w)
}

// CanSave is that of Flow, of which the comment says more.
func (m *model) CanSave() error { return m.Save(io.Discard) }

func (f *Flow) format() string { return flowFormat }

func (f *Flow) saved(w modelfile.Writer) (any, error) {
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
func (m *model) savedBase(w modelfile.Writer) (*modelfile.Saved, error) {
	if b, ok := m.base.(base.Trainable); ok {
		w.Params("base", b.Params())
	}
	return baseKinds.Save(m.base)
}

// save writes the moments under a name.
func (s *standardization) save(w modelfile.Writer, name string) {
	w.Vector(name+".mean", s.mean)
	w.Vector(name+".std", s.std)
}

func (f *Flow) savedSettings() savedSettings {
	s := f.set
	saved := savedSettings{TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: s.Trace,
		GradientTrace: *s.GradientTrace, Solver: *s.Solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}
	saved.Solver.Workers = 0
	return saved
}

// SaveFile is that of Flow, of which the comment says more.
func (m *model) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, m.Save), "saving a flow")
}

// SetNote is that of Flow, of which the comment says more.
func (m *model) SetNote(key string, value any) error {
	if err := m.errNotMade(); err != nil {
		return err
	}
	return m.notes.Set(key, value)
}

// Note is that of Flow, of which the comment says more.
func (m *model) Note(key string, into any) (found bool, err error) { return m.notes.Get(key, into) }

// restoreNotes takes what was read.
func (m *model) restoreNotes(all map[string]json.RawMessage) { m.notes.Restore(all) }
