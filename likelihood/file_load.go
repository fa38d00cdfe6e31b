// Load: a flow from a model file; and LoadModel: any model.

package likelihood

import (
	"cmp"
	"fmt"
	"io"
	"os"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/kinds"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Load reads a flow of one field or a stack that Flow.Save has written. adjust, if given, may change the settings
// before each flow is made: tolerances, workers, the trace. The base in these settings is the saved one. A flow that was
// saved with TrainTime keeps the duration that it has in the file, without TrainTime too, unless adjust sets other times.
//
// A file need not be trusted: Load allocates only memory in proportion to the size of the file. The load functions of
// registered kinds (modelfile.RegisterField) have to do the same.
//
// Errors: a *modelfile.Error if the file is damaged, of another format or of a newer version, or if its parts do not
// fit each other; r's; modelfile.ErrUnknownKind if this program has not registered the kind of its field or base; New's if
// only the adjusted settings cannot be used.
func Load(r io.Reader, adjust ...func(*Settings)) (f *Flow, err error) {
	defer graph.Recover("likelihood: Load", &err)
	return loadAs[*Flow](r, adjust, flowFormat, stackFormat, columnsFormat)
}

// LoadFile is Load from a file.
func LoadFile(path string, adjust ...func(*Settings)) (*Flow, error) {
	return fromFile(path, Load, adjust)
}

// LoadModel reads a model of any format, a *Flow or an *Ensemble. adjust and errors are those of Load.
func LoadModel(r io.Reader, adjust ...func(*Settings)) (m Model, err error) {
	defer graph.Recover("likelihood: LoadModel", &err)
	return loadAs[Model](r, adjust, flowFormat, stackFormat, columnsFormat, ensembleFormat)
}

// LoadModelFile is LoadModel from a file.
func LoadModelFile(path string, adjust ...func(*Settings)) (Model, error) {
	return fromFile(path, LoadModel, adjust)
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

// fill reads the numbers from the tensors.
func (m *savedModel) fill(r container.Reader) (err error) {
	defer func() { err = misfits(err) }()
	if m.FieldParams, err = r.Params("field"); err != nil {
		return err
	}
	if m.BaseParams, err = r.Params("base"); err != nil {
		return err
	}
	if m.LogDuration, err = r.Number(durationName); err != nil {
		return err
	}
	if m.Mean, m.Std, err = r.Standardization("standardisation"); err != nil {
		return err
	}
	m.CondMean, m.CondStd, err = r.Standardization("condition")
	return err
}

// model is flow, as a loadedModel.
func (m *savedModel) model(adjust []func(*Settings)) (loadedModel, error) {
	flow, err := m.flow(adjust)
	if err != nil {
		return nil, err // not a nil *Flow in an interface
	}
	return flow.Flow, nil
}

// flow rebuilds the flow.
func (m *savedModel) flow(adjust []func(*Settings)) (*single, error) {
	field, held, err := m.loadField()
	if err != nil {
		return nil, err
	}
	base, err := loadBase(m.Base, m.BaseParams)
	if err != nil {
		return nil, err
	}
	settings, err := m.Settings.settings(base)
	if err != nil {
		return nil, err
	}
	for _, change := range adjust {
		change(settings)
	}
	lasts := m.LogDuration != nil && settings.T0 == m.Settings.T0 && settings.T1 == m.Settings.T1
	if lasts && !settings.TrainTime { // no longer trained
		settings.T0, settings.T1 = numeric.Lasting(settings.T0, settings.T1, *m.LogDuration)
	}
	if err := checkMemory(settings, field, held.Values()); err != nil {
		return nil, err
	}
	made, err := New(field, settings)
	if err != nil {
		return nil, m.unfit(field, base, len(adjust) > 0, err)
	}
	flow := made.self.(*single)
	return flow, flow.restoreRest(m, lasts)
}

// unfit is an error of New. It is the file's unless its own settings would do, and only the adjusted ones do not.
func (m *savedModel) unfit(field dynamics.Field, base base.Base, adjusted bool, err error) error {
	if own, wrong := m.Settings.settings(base); adjusted && wrong == nil {
		if _, wrong = New(field, own); wrong == nil {
			return errors.WithMessage(err, "settings as adjusted")
		}
	}
	return damaged("settings", err)
}

// loadField rebuilds the field with the values of its parameters.
func (m *savedModel) loadField() (dynamics.Field, *container.Params, error) {
	held, err := container.NewParams("field", m.FieldParams)
	if err != nil {
		return nil, nil, misfits(err)
	}
	field, err := kinds.Fields.Load(m.Field, held)
	if err != nil {
		return nil, nil, damaged("field", err)
	}
	return field, held, misfits(held.Restore(field.Params()))
}

// loadBase rebuilds a base with the values of its parameters.
func loadBase(saved container.Saved, params []container.Param) (base.Base, error) {
	held, err := container.NewParams("base", params)
	if err != nil {
		return nil, misfits(err)
	}
	p0, err := kinds.Bases.Load(saved, held)
	if err != nil {
		return nil, damaged("base", err)
	}
	if b, ok := p0.(base.Trainable); ok {
		return p0, misfits(held.Restore(b.Params()))
	}
	if len(params) > 0 {
		return nil, unusable("number of parameters of the base", len(params), fmt.Sprintf("0: a base of kind %q has none", saved.Kind))
	}
	return p0, nil
}

// settings leaves the number of workers to this machine, whatever the file says. A file without a method is older than the
// default of today, and gets the default of its day.
func (s *savedSettings) settings(base base.Base) (*Settings, error) {
	density, err := s.Trace.settings()
	if err != nil {
		return nil, err
	}
	gradient, err := s.GradientTrace.settings()
	if err != nil {
		return nil, err
	}
	solver := s.Solver
	solver.Workers, solver.Tableau = 0, cmp.Or(solver.Tableau, defaults.FileMethod)
	return &Settings{Base: base, TrainBase: s.TrainBase, TrainTime: s.TrainTime, T0: s.T0, T1: s.T1, Trace: *density,
		GradientTrace: gradient, Solver: &solver, FreeDensity: s.FreeDensity, Penalties: s.Penalties, Gradient: s.Gradient}, nil
}

// restoreRest restores what settings do not hold; the duration if it lasts, since adjust has not set other times.
func (f *single) restoreRest(m *savedModel, lasts bool) error {
	if m.Settings.TrainTime != (m.LogDuration != nil) {
		return unusable("logDuration", nil, "a number where trainTime is true, and none where it is not")
	}
	if f.duration != nil && lasts {
		f.duration.Set(0, *m.LogDuration)
		f.params.Touch()
		if f.checkDuration() != nil {
			return unusable("logDuration", *m.LogDuration, "a number whose exponential is a length of time")
		}
	}
	if err := f.StandardizeCondition(m.CondMean, m.CondStd); err != nil {
		return damaged("conditionMean or conditionStd", err)
	}
	return damaged("mean or std", f.Standardize(m.Mean, m.Std))
}
