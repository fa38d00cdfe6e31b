// What is wrong with the settings of a flow.

package likelihood

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

func (r *resolved) check() error {
	if err := fault.Finite("times T0, T1", []float64{r.T0, r.T1}); err != nil {
		return err
	}
	if r.T0 == r.T1 {
		return errors.Wrapf(ErrSettings, "T0 and T1, the times of base and data, are both %v, want two that differ", r.T0)
	}
	if math.IsInf(r.T1-r.T0, 0) {
		return errors.Wrapf(ErrSettings, "T0 and T1, the times of base and data, are %v and %v, want a difference that is a number", r.T0, r.T1)
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
	if err := checkGradientSettings(&r.Gradient); err != nil {
		return err
	}
	if err := estimate.Check(&r.Trace); err != nil {
		return err
	}
	return estimate.Check(r.GradientTrace)
}

// checkGradientSettings refuses what every gradient would. How small tolerances may be is left to the gradient.
func checkGradientSettings(s *integrate.GradientSettings) error {
	switch {
	case s.Method > integrate.Backsolve+1: // which tests compare the others with
		return errors.Wrapf(ErrSettings, "gradient method %d is not one of the constants", s.Method)
	case s.TapeBytes < 0:
		return errors.Wrapf(ErrSettings, "TapeBytes is %d; it must not be negative", s.TapeBytes)
	case s.TapeBytes > 0 && s.Method != integrate.Replay:
		return errors.Wrapf(ErrSettings, "TapeBytes is %d; it is for Replay, as Backsolve has no tape", s.TapeBytes)
	case !(s.RTol >= 0 && s.ATol >= 0) || math.IsInf(s.RTol, 0) || math.IsInf(s.ATol, 0):
		return errors.Wrapf(ErrSettings, "tolerances of the gradient are RTol %g and ATol %g, want finite numbers of at least 0", s.RTol, s.ATol)
	}
	return nil
}
