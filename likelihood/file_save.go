// Save: a flow or a stack to a model file.

package likelihood

import (
	"encoding/json"
	"hash/crc32"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

const (
	fileFormat = "gorgoflow model"
	// fileVersion is the version of model files that Save writes, and the newest that Load reads.
	// Version 2 added the standardisation of conditions; a file of version 1 has none.
	fileVersion = 2
)

// modelFile is the outermost level of a file.
type modelFile struct {
	Format   string          `json:"format"`
	Version  int             `json:"version"`
	Checksum uint32          `json:"checksum"` // CRC-32C of model, without white space
	Model    json.RawMessage `json:"model"`
}

// savedModel is all that a flow is.
type savedModel struct {
	Field       savedKind     `json:"field"`
	Base        savedKind     `json:"base"`
	Settings    savedSettings `json:"settings"`
	Mean        []float64     `json:"mean,omitempty"`
	Std         []float64     `json:"std,omitempty"`
	CondMean    []float64     `json:"conditionMean,omitempty"`
	CondStd     []float64     `json:"conditionStd,omitempty"`
	FieldParams []savedParam  `json:"fieldParams"`
	BaseParams  []savedParam  `json:"baseParams,omitempty"`
	LogDuration *float64      `json:"logDuration,omitempty"`
	Notes       savedNotes    `json:"notes,omitempty"`
}

type savedKind struct {
	Kind     string          `json:"kind"`
	Settings json.RawMessage `json:"settings"`
}

// savedParam holds float32 values as the float64 numbers that they are: what is read back is the same to the bit.
type savedParam struct {
	Name   string    `json:"name"`
	Rows   int       `json:"rows"`
	Cols   int       `json:"cols"`
	Values []float64 `json:"values"`
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

// Save writes a flow, or all flows and norms of a stack: field, parameters to the bit, base, standardisations and settings, but for the number of
// workers, which belongs to the machine, and the solver's Recorder and NormFunc, which are the program's own: Load's adjust
// can give them back. The format is JSON with a version and a checksum.
//
// ErrUnknownKind where the field or the base is of a kind that has not been registered; ErrNotFinite where a parameter
// is not a finite number.
func (m *model) Save(w io.Writer) (err error) {
	defer graph.Recover("likelihood: Save", &err)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.checkParams(); err != nil {
		return err
	}
	format, content, err := m.self.content()
	if err != nil {
		return err
	}
	return writeFile(w, format, content)
}

// content is what is written of a flow.
func (f *Flow) content() (format string, content any, err error) {
	content, err = f.saved()
	return fileFormat, content, err
}

// CanSave is the error that Save would give, to be asked before a training whose model is to be kept: an own field or base
// has to be registered (RegisterField, RegisterBase).
func (m *model) CanSave() error { return m.Save(io.Discard) }

func writeFile(w io.Writer, format string, model any) error {
	if w == nil {
		return errors.Wrap(ErrSettings, "saving a flow: no writer")
	}
	raw, err := json.Marshal(model)
	if err != nil {
		return errors.Wrap(err, "saving a flow")
	}
	file := modelFile{Format: format, Version: fileVersion, Checksum: checksum(raw), Model: raw}
	return errors.Wrap(json.NewEncoder(w).Encode(file), "saving a flow")
}

func checksum(raw []byte) uint32 { return crc32.Checksum(raw, crc32.MakeTable(crc32.Castagnoli)) }

func (f *Flow) saved() (*savedModel, error) {
	field, err := fieldKinds.save(f.field)
	if err != nil {
		return nil, err
	}
	p0, err := baseKinds.save(f.base)
	if err != nil {
		return nil, err
	}
	m := &savedModel{Field: *field, Base: *p0, Settings: f.savedSettings(), Mean: f.mean, Std: f.std,
		CondMean: f.conditions.mean, CondStd: f.conditions.std, Notes: f.notes.copies()}
	m.FieldParams = saveParams(f.field.Params())
	if b, ok := f.base.(base.Trainable); ok {
		m.BaseParams = saveParams(b.Params())
	}
	if f.duration != nil {
		log := f.duration.At(0)
		m.LogDuration = &log
	}
	return m, nil
}

func (f *Flow) savedSettings() savedSettings {
	s := f.set
	saved := savedSettings{TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: s.Trace,
		GradientTrace: *s.GradientTrace, Solver: *s.Solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}
	saved.Solver.Workers = 0
	return saved
}

func saveParams(p *graph.Params) []savedParam {
	var list []savedParam
	for _, q := range p.List() {
		list = append(list, savedParam{q.Name, q.Rows, q.Cols, q.Values()})
	}
	return list
}

// SaveFile saves to a file. It writes beside the file and renames at the end, so that whatever happens on the way a
// file of this name is either the old one or the whole new one.
func (m *model) SaveFile(path string) error {
	return errors.Wrap(atomicfile.Write(path, m.Save), "saving a flow")
}
