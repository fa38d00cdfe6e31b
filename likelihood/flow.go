// Flow: a continuous normalizing flow, made of a field.

package likelihood

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Flow is a continuous normalizing flow: the density of z(T1) where z(T0) is distributed as the base and
// dz/dt = f(t, z; θ). All rows that go in and out are float64, whatever the field computes in. Its methods may be called
// by several goroutines, which do not wait for each other: calls of few rows that come at the same time are solved together,
// to the same bits, and at most a few calls of many rows are solved at once. Parameters change in Update, while no call reads
// them. What the caller's own code does wrong (a base or field that panics) comes back as a *graph.PanicError.
type Flow struct {
	model
	field    dynamics.Field
	set      *resolved
	engine   engine
	duration *graph.Param // log |T1-T0|, where the end time is trained
}

// New makes a flow of a field. nil settings mean the defaults that Settings documents.
//
// Errors: ErrSettings, ErrInterval, ErrNotFinite of this package, and those of integrate and graph where the solver's
// settings or the field cannot be used; the field is built once to find out. What calls need is built and compiled by the first of
// them, which ends soon after its context has.
func New(field dynamics.Field, s *Settings) (f *Flow, err error) {
	defer graph.Recover(fmt.Sprintf("likelihood: a flow of %T", field), &err)
	if field == nil {
		return nil, errors.Wrap(ErrSettings, "no field")
	}
	if field.Dim() < 1 {
		return nil, errors.Wrapf(ErrEmpty, "the field has %d dimensions", field.Dim())
	}
	set, err := resolve(s, field.Dim(), dynamics.CondDim(field))
	if err != nil {
		return nil, err
	}
	if field.Params() == nil {
		return nil, errors.Wrapf(ErrSettings, "%T has no Params; an empty container says that there are none", field)
	}
	made := &Flow{model: model{dim: set.dim, cond: set.cond, base: set.Base}, field: field, set: set}
	made.self, made.locks = made, rwlock.Locks{&made.mu}
	if err := made.collectParams(); err != nil {
		return nil, err
	}
	if made.engine, err = newEngine(made); err != nil {
		return nil, err
	}
	return made, nil
}

// collectParams lists θ, then the base's parameters and the duration where they are trained.
func (f *Flow) collectParams() error {
	f.own(f.field.Params())
	if f.set.TrainBase {
		f.own(f.base.(base.Trainable).Params())
	}
	if f.set.TrainTime {
		time := graph.NewParams(tensor.Float64)
		log := numeric.Log(math.Abs(f.set.T1 - f.set.T0))
		var err error
		if f.duration, err = numeric.AddParam(time, durationName, 1, []float64{log}); err != nil {
			return err
		}
		f.own(time)
	}
	return f.checkParams()
}

// durationName is that of the parameter of TrainTime.
const durationName = "time.log_duration"

// Field is what New was given.
func (f *Flow) Field() dynamics.Field {
	if f == nil {
		return nil
	}
	return f.field
}

func (f *Flow) flowList() []*Flow { return []*Flow{f} }

// Times are that of the base and that of the data. With Settings.TrainTime the later of the two follows the parameter.
func (f *Flow) Times() (t0, t1 float64) {
	if f == nil || f.set == nil {
		return 0, 0
	}
	t0, t1 = f.set.T0, f.set.T1
	if f.duration == nil {
		return t0, t1
	}
	length := math.Exp(f.duration.At(0))
	if t0 < t1 {
		return t0, t0 + length
	}
	return t1 + length, t1
}

// Trace tells how log-densities find tr ∂f/∂z, and what that costs.
func (f *Flow) Trace() (p *trace.Plan, err error) {
	defer graph.Recover("likelihood: Trace", &err)
	if err := f.common().errNotMade(); err != nil {
		return nil, err
	}
	return f.engine.plan(context.Background(), &f.set.Trace)
}

// GradientTrace tells the same of Gradient.
func (f *Flow) GradientTrace() (p *trace.Plan, err error) {
	defer graph.Recover("likelihood: GradientTrace", &err)
	if err := f.common().errNotMade(); err != nil {
		return nil, err
	}
	return f.engine.plan(context.Background(), f.set.GradientTrace)
}

// durationGradient is ∂Loss/∂ log |T1-T0|, the later of the two moving.
func (f *Flow) durationGradient(g *Gradient) float64 {
	t0, t1 := f.Times()
	if t0 < t1 {
		return g.T1 * (t1 - t0)
	}
	return g.T0 * (t0 - t1)
}

func (f *Flow) common() *model {
	if f == nil {
		return &absent
	}
	return &f.model
}
