package likelihood

import (
	"bytes"
	"encoding/json"
	"io"
	"os"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Load reads what Save has written. adjust, if given, may change the settings before the flow is made: tolerances,
// workers, the trace. The base in them is the saved one.
//
// ErrModelFile where the file is damaged, of another format or of a newer version; ErrUnknownKind where its field or base
// is of a kind that this program has not registered.
func Load(r io.Reader, adjust ...func(*Settings)) (f *Flow, err error) {
	defer guard("Load", &err)
	m := &savedModel{}
	if err := readFile(r, fileFormat, m); err != nil {
		return nil, err
	}
	return m.flow(adjust)
}

// flow rebuilds what the model is of.
func (m *savedModel) flow(adjust []func(*Settings)) (*Flow, error) {
	field, err := fieldKinds.load(m.Field)
	if err != nil {
		return nil, damaged(err)
	}
	base, err := loadBase(m.Base, m.BaseParams)
	if err != nil {
		return nil, err
	}
	if err := restoreParams("field", field.Params(), m.FieldParams); err != nil {
		return nil, err
	}
	settings := m.Settings.settings(base)
	for _, change := range adjust {
		change(settings)
	}
	flow, err := New(field, settings)
	if err != nil {
		return nil, damaged(err)
	}
	if err := flow.restoreRest(m); err != nil {
		return nil, err
	}
	return flow, nil
}

// loadBase rebuilds a base with the values of its parameters.
func loadBase(saved savedKind, params []savedParam) (Base, error) {
	base, err := baseKinds.load(saved)
	if err != nil {
		return nil, damaged(err)
	}
	if b, ok := base.(Trainable); ok {
		return base, restoreParams("base", b.Params(), params)
	}
	return base, nil
}

// LoadFile is Load from a file.
func LoadFile(path string, adjust ...func(*Settings)) (*Flow, error) {
	return fromFile(path, Load, adjust)
}

func fromFile[V any](path string, load func(io.Reader, ...func(*Settings)) (V, error), adjust []func(*Settings)) (v V, err error) {
	file, err := os.Open(path)
	if err != nil {
		return v, errors.Wrap(err, "loading a model")
	}
	defer file.Close()
	v, err = load(file, adjust...)
	return v, errors.Wrapf(err, "loading %s", path)
}

// readFile checks format, version and checksum, and reads the model that the file is of.
func readFile(r io.Reader, format string, model any) error {
	if r == nil {
		return errors.Wrap(ErrSettings, "loading a flow: no reader")
	}
	var file modelFile
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return errors.Wrapf(ErrModelFile, "%v", err)
	}
	if file.Format != format {
		return errors.Wrapf(ErrModelFile, "format is %q, want %q", file.Format, format)
	}
	if file.Version < 1 || file.Version > FileVersion {
		return errors.Wrapf(ErrModelFile, "version is %d, this program reads 1 to %d", file.Version, FileVersion)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Model); err != nil {
		return errors.Wrapf(ErrModelFile, "%v", err)
	}
	if sum := checksum(compact.Bytes()); sum != file.Checksum {
		return errors.Wrapf(ErrModelFile, "checksum is %d, the content has %d: the file is damaged", file.Checksum, sum)
	}
	if err := json.Unmarshal(file.Model, model); err != nil {
		return errors.Wrapf(ErrModelFile, "%v", err)
	}
	return nil
}

// damaged marks errors from rebuilding, but keeps those that are not the file's fault.
func damaged(err error) error {
	if errors.Is(err, ErrUnknownKind) {
		return err
	}
	return errors.Wrapf(ErrModelFile, "%v", err)
}

func (s *savedSettings) settings(base Base) *Settings {
	gradientTrace, solver := s.GradientTrace, s.Solver
	return &Settings{Base: base, TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: s.Trace,
		GradientTrace: &gradientTrace, Solver: &solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}
}

// restoreParams writes values by name; every parameter must be there once, in its shape.
func restoreParams(what string, p *graph.Params, saved []savedParam) error {
	if len(saved) != len(p.List()) {
		return errors.Wrapf(ErrModelFile, "%d parameters of the %s, want %d", len(saved), what, len(p.List()))
	}
	for _, s := range saved {
		q := p.Get(s.Name)
		if q == nil || q.Rows != s.Rows || q.Cols != s.Cols || len(s.Values) != q.Len() {
			return errors.Wrapf(ErrModelFile, "parameter %q of the %s, %d×%d with %d values, does not fit", s.Name, what, s.Rows, s.Cols, len(s.Values))
		}
		if err := q.SetAll(s.Values); err != nil {
			return errors.Wrapf(ErrModelFile, "%v", err)
		}
	}
	return nil
}

func (f *Flow) restoreRest(m *savedModel) error {
	if f.duration != nil && m.LogDuration != nil {
		f.duration.Set(0, *m.LogDuration)
		f.Touch()
	}
	if m.Mean == nil && m.Std == nil {
		return nil
	}
	if err := f.Standardize(m.Mean, m.Std); err != nil {
		return damaged(err)
	}
	return nil
}
