// Intervals that a number type does not resolve.

package integrate

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// ResolutionError says that a number type does not resolve an interval, or steps in it. It
// Is ErrInterval, and what Err is.
type ResolutionError struct {
	T0, T1 float64
	// What needs times to be told apart, and Want how far apart these are.
	What string
	Want float64
	// Spacing is that of the numbers of the type there.
	Spacing float64
	Err     error // a *StepError where the solve found out
}

func (e *ResolutionError) Error() string {
	s := fmt.Sprintf("integrate: from %v to %v times are %g apart in this number type, which does not resolve %s of %g; count the time from a nearer origin, or use float64", e.T0, e.T1, e.Spacing, e.What, e.Want)
	if e.Err != nil {
		return fmt.Sprintf("%v: %s", e.Err, s)
	}
	return s
}

// Unwrap returns ErrInterval, and Err if there is one.
func (e *ResolutionError) Unwrap() []error {
	if e.Err == nil {
		return []error{ode.ErrInterval}
	}
	return []error{ode.ErrInterval, e.Err}
}

// resolved is how many times that it can tell apart a right-hand side that depends on time must
// see in an interval at least.
const resolved = 256

// spacingAt is the distance of numbers of relative spacing epsilon near an interval's ends.
func spacingAt(epsilon, t0, t1 float64) float64 {
	_, exponent := math.Frexp(max(math.Abs(t0), math.Abs(t1)))
	return math.Ldexp(epsilon, exponent-1)
}

// resolves refuses what the loop, whose times are float64, cannot tell apart.
func (s *Solver[T]) resolves(v *control.Span) error {
	least := spacingAt(0x1p-52, v.T0, v.T1)
	for _, given := range []setting[float64]{{"MaxStep", s.scheme.MaxStep}, {"StepSize", s.scheme.StepSize}} {
		if given.value > 0 && given.value < least {
			return &ResolutionError{T0: v.T0, T1: v.T1, What: given.name, Want: given.value, Spacing: least}
		}
	}
	return nil
}

// resolvesTime refuses an interval in which the right-hand side, which depends on time, sees
// hardly any times, since it gets them in the state's type.
func (s *Solver[T]) resolvesTime(p *ode.Problem[T], segment control.Segment) error {
	step := spacingAt(s.scheme.Epsilon, p.T0, p.T1)
	if length := math.Abs(p.T1 - p.T0); s.field.Timed && !segment.Part && length < resolved*step {
		return &ResolutionError{T0: p.T0, T1: p.T1, What: fmt.Sprintf("%d parts of an interval", resolved), Want: length, Spacing: step}
	}
	return nil
}

// unresolved says of a row that has failed with steps of the spacing of times that these were
// the reason.
func (s *Solver[T]) unresolved(p *ode.Problem[T], step *ode.StepError) error {
	least := spacingAt(s.scheme.Epsilon, step.T, step.T)
	if step.Status != ode.OutOfSteps && step.Status != ode.StepTooSmall || !s.field.Timed || !(math.Abs(step.H) < 16*least) || step.H == 0 {
		return nil
	}
	return &ResolutionError{T0: p.T0, T1: p.T1, What: "steps", Want: math.Abs(step.H), Spacing: least, Err: step}
}
