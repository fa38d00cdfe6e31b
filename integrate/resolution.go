// Intervals that a number type does not resolve.

package integrate

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// ResolutionError says that a number type does not resolve an interval, or the steps in it. errors.Is finds
// ode.ErrInterval and Err in it.
type ResolutionError struct {
	T0, T1 float64
	// What says what needs distinct times, and Want how far apart they must be.
	What string
	Want float64
	// Spacing is the distance of neighbouring numbers of the type near T0 and T1.
	Spacing float64
	Err     error // an *ode.StepError where the solve failed for this reason
}

func (e *ResolutionError) Error() string {
	s := fmt.Sprintf("integrate: from %v to %v times are %g apart in this number type, which does not resolve %s of %g; count the time from a nearer origin, or use float64", e.T0, e.T1, e.Spacing, e.What, e.Want)
	if e.Err != nil {
		return fmt.Sprintf("%v: %s", e.Err, s)
	}
	return s
}

// Unwrap returns ode.ErrInterval, and Err if there is one.
func (e *ResolutionError) Unwrap() []error {
	if e.Err == nil {
		return []error{ode.ErrInterval}
	}
	return []error{ode.ErrInterval, e.Err}
}

// resolved is the least number of distinct times that a right-hand side that depends on time must see in an interval.
const resolved = 256

// spacingAt is the distance of neighbouring numbers near an interval's ends, for a relative spacing of epsilon.
func spacingAt(epsilon, t0, t1 float64) float64 {
	_, exponent := math.Frexp(max(math.Abs(t0), math.Abs(t1)))
	return math.Ldexp(epsilon, exponent-1)
}

// resolves refuses a span whose times the loop, which counts time in float64, cannot tell apart.
func (s *Solver[T]) resolves(v *control.Span) error {
	least := spacingAt(0x1p-52, v.T0, v.T1)
	for _, given := range []setting[float64]{{"MaxStep", s.scheme.MaxStep}, {"StepSize", s.scheme.StepSize}} {
		if given.value > 0 && given.value < least {
			return &ResolutionError{T0: v.T0, T1: v.T1, What: given.name, Want: given.value, Spacing: least}
		}
	}
	return nil
}

// resolvesTime refuses an interval in which a right-hand side that depends on time sees hardly any distinct times,
// since it gets times in the state's type.
func (s *Solver[T]) resolvesTime(p *ode.Problem[T], segment control.Segment) error {
	step := spacingAt(s.scheme.Epsilon, p.T0, p.T1)
	if length := math.Abs(p.T1 - p.T0); s.field.Timed && !segment.Part && length < resolved*step {
		return &ResolutionError{T0: p.T0, T1: p.T1, What: fmt.Sprintf("%d parts of an interval", resolved), Want: length, Spacing: step}
	}
	return nil
}

// unresolved returns a ResolutionError for a row that failed with steps as small as the spacing of times; nil for
// other rows.
func (s *Solver[T]) unresolved(p *ode.Problem[T], step *ode.StepError) error {
	least := spacingAt(s.scheme.Epsilon, step.T, step.T)
	if step.Status != ode.OutOfSteps && step.Status != ode.StepTooSmall || !s.field.Timed || !(math.Abs(step.H) < 16*least) || step.H == 0 {
		return nil
	}
	return &ResolutionError{T0: p.T0, T1: p.T1, What: "steps", Want: math.Abs(step.H), Spacing: least, Err: step}
}
