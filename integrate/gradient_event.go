// Gradients of when and where events stop rows.

package integrate

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
)

// EventState is the time and the state at which each row ends, and where a loss writes its derivatives. A row ends at
// its terminal event, or at T1.
type EventState[T graph.Float] struct {
	// T is the time of each row; Y and Quad are the state at T, R×Width for each block.
	T    []float64
	Y    [][]T
	Quad [][]float64
	// Event is the index of the event that stopped each row, or −1.
	Event []int
	// TBar, YBar and QuadBar are the derivatives, with the shapes of T, Y and Quad; zero at first.
	TBar    []float64
	YBar    [][]T
	QuadBar [][]float64
}

// GradientAtEvent differentiates a loss of all rows together: of the times at which terminal events stop the rows, and
// of the states at these times. For an event g(t, y; c, θ) = 0 the implicit function theorem gives
//
//	dt* = −(∇g·δy + ∂g/∂c·δc + ∂g/∂θ·δθ) / (∂g/∂t + ∇g·f),
//
// where δ is taken at fixed t*. The times of events that change the state have the same derivative. Each row is cut
// into segments at these events, at tstops and at jumps. A segment is solved once more with both ends given, in
// relative time s = (t−t₀)/(t*−t₀), and differentiated by any of the methods, so the gradient is that of the solution
// to within the tolerance. With Settings.Steps each segment takes that many steps; FirstStep, MinStep and MaxStep are
// ignored. StepSize is ErrSettings, and so is Settings.Shared, whose rows do not stop.
//
// A row that touches an event without crossing it has no derivative and gets infinities. An event that falls on one of
// Problem.JumpTimes has none either: ode.ErrInterval.
//
// Gradient.T1 is the derivative with respect to the end of those rows that reach T1.
func (s *Solver[T]) GradientAtEvent(ctx context.Context, p *ode.Problem[T], loss func(*EventState[T]) (float64, error), settings *GradientSettings) (gradient *Gradient[T], err error) {
	defer graph.Recover("integrate: GradientAtEvent", &err)
	if err := s.callable(ctx); err != nil {
		return nil, err
	}
	if loss == nil {
		return nil, settingsError("GradientAtEvent needs a loss")
	}
	ctx = peers.Without(ctx) // as in GradientOfTrajectory
	if s, err = s.forGradient(ctx, p); err != nil {
		return nil, err
	}
	if err := s.checkGradient(settings); err != nil {
		return nil, err
	}
	w, err := s.segmentsOf(ctx, p, settings, false)
	if err != nil {
		return w.gradient, err
	}
	stop := w.eventState()
	if w.gradient.Loss, err = stop.call(loss); err != nil {
		return w.gradient, err
	}
	for b, block := range s.system.Blocks {
		if block.Quadrature {
			copyAs(w.bar[b], stop.QuadBar[b])
		} else {
			copyAs(w.bar[b], stop.YBar[b])
		}
	}
	copy(w.time, stop.TBar)
	return w.gradient, w.back(ctx)
}

// eventState returns the times and the states at which the rows end.
func (w *rowSegments[T]) eventState() *EventState[T] {
	out := w.gradient.Solution
	stop := &EventState[T]{Y: out.Y, Quad: out.Quad, TBar: make([]float64, w.p.Rows)}
	for row := range w.p.Rows {
		last := w.boundaries[row][len(w.boundaries[row])-1]
		stop.T, stop.Event = append(stop.T, last.T), append(stop.Event, -1)
		if last.Sets.Happens() {
			stop.Event[row] = last.Sets.Index
		}
	}
	for b := range w.solver.system.Blocks {
		stop.YBar = append(stop.YBar, make([]T, len(out.Y[b])))
		stop.QuadBar = append(stop.QuadBar, make([]float64, len(out.Quad[b])))
	}
	return stop
}

func copyAs[A, B graph.Float](dst []A, src []B) {
	for i, v := range src {
		dst[i] = A(v)
	}
}

// call calls the loss with the ends of the rows, and checks the cotangents that it has written.
func (e *EventState[T]) call(loss func(*EventState[T]) (float64, error)) (value float64, err error) {
	bars, quadBars, times := slices.Clone(e.YBar), slices.Clone(e.QuadBar), e.TBar
	if err := graph.Guard("integrate: the loss", func() (err error) { value, err = loss(e); return err }); err != nil {
		return value, err
	}
	if err := check.AllGiven("YBar", e.YBar, bars); err != nil {
		return value, err
	}
	if err := check.AllGiven("QuadBar", e.QuadBar, quadBars); err != nil {
		return value, err
	}
	if err := check.Given("TBar", 0, e.TBar, times); err != nil {
		return value, err
	}
	return value, e.finite(value)
}

// finite refuses a loss or a cotangent that is not finite.
func (e *EventState[T]) finite(value float64) error {
	rows := len(e.T)
	if err := check.AllFinite("YBar", rows, e.YBar); err != nil {
		return err
	}
	if err := check.AllFinite("QuadBar", rows, e.QuadBar); err != nil {
		return err
	}
	if err := check.Finite("TBar", 0, 0, rows, e.TBar); err != nil {
		return err
	}
	return check.Loss(value)
}
