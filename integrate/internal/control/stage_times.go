package control

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Moment is a step in time, as the loop knows it. Times are float64 whatever the state is: what
// the right-hand side sees is rounded once, never added up in the state's type.
type Moment struct {
	From, Size, Next float64
	First, Last      float64 // no stage sees a time beyond these
}

// At is the time of a stage of abscissa c: exactly the end of the step for 1.
func (m Moment) At(c float64) float64 {
	t := m.From + float64(c*m.Size)
	if c == 1 {
		t = m.Next
	}
	return min(max(t, min(m.First, m.Last)), max(m.First, m.Last))
}

// TimesSeen are the first and the last time that the right-hand side of a problem may see, numbers of
// the state's type: next to a jump of the right-hand side at an end of the interval.
func TimesSeen[T graph.Float](p *ode.Problem[T]) (first, last float64) {
	first, last = float64(T(p.T0)), float64(T(p.T1))
	single, start := Spacing[T]() > 1e-10, first
	if p.FromJump {
		first = Beside(first, last, single)
	}
	if p.ToJump {
		last = Beside(last, start, single)
	}
	return first, last
}
