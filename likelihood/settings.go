package likelihood

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// Settings of a flow. The zero value, or nil, is a standard normal base at t = 0, data at t = 1, the exact trace, and
// integrate's default solver and tolerances.
type Settings struct {
	Base      base.Base // density at T0; nil: Standard
	TrainBase bool      // the base's parameters are trained with the field's; ErrSettings if the base is not Trainable

	// T0 is the time of the base, T1 that of the data; both zero: 0 and 1. T0 > T1 is FFJORD's convention, in which the
	// data stand at the start: {T0: 1, T1: 0}. The equations are the same either way.
	T0, T1 float64

	// TrainTime makes the duration a parameter: the later of T0 and T1 moves, as FFJORD's end time does.
	TrainTime bool

	Trace         trace.Settings  // of log-densities
	GradientTrace *trace.Settings // of Gradient; nil: as Trace. {Method: Hutchinson} trains as FFJORD does and scores exactly

	Solver *integrate.Settings // tableau, tolerances, control, workers; nil: integrate's defaults

	// FreeDensity takes Δl out of the error control, so that steps follow z alone: fewer of them, and a log-density whose
	// error nothing bounds.
	FreeDensity bool

	Penalties Penalties // added to the loss that Gradient differentiates

	Gradient integrate.GradientSettings // method of Gradient; zero: replay
}

// resolved is Settings with the defaults filled in and checked against the field.
type resolved struct {
	Settings
	dim, cond int
}

func resolve(s *Settings, dim, cond int) (*resolved, error) {
	r := &resolved{dim: dim, cond: cond}
	if s != nil {
		r.Settings = *s
	}
	if r.Base == nil {
		r.Base = base.Standard{}
	}
	if r.T0 == 0 && r.T1 == 0 {
		r.T1 = 1
	}
	if r.Solver == nil {
		r.Solver = &integrate.Settings{}
	}
	if r.GradientTrace == nil {
		r.GradientTrace = &r.Trace
	}
	return r, r.check()
}

func (r *resolved) check() error {
	if err := fault.Finite("times T0, T1", []float64{r.T0, r.T1}); err != nil {
		return err
	}
	if r.T0 == r.T1 {
		return errors.Wrapf(ErrInterval, "T0 = T1 = %v", r.T0)
	}
	if _, ok := r.Base.(base.Trainable); r.TrainBase && !ok {
		return errors.Wrapf(ErrSettings, "TrainBase: base %T has no parameters", r.Base)
	}
	if err := base.Check(r.Base, r.dim, r.TrainBase); err != nil {
		return err
	}
	if err := r.Penalties.check(); err != nil {
		return err
	}
	if err := r.Trace.Check(); err != nil {
		return err
	}
	return r.GradientTrace.Check()
}
