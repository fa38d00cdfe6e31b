// The times that stages see.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// StageTimes are the inputs of a program that hold the times of stages.
type StageTimes[T graph.Float] struct {
	T, H  Port[T]
	Later []Port[T] // by abscissa other than 0
	parts []float64 // the abscissae
}

func stageTimes[T graph.Float](g *stepGraph) StageTimes[T] {
	return StageTimes[T]{T: portOf[T](g.t), H: portOf[T](g.h), Later: eachPort[T](g.later), parts: g.parts}
}

func (s *StageTimes[T]) ports(w *wiring[T]) {
	w.input(&s.T)
	w.input(&s.H)
}

// Set sets the times of lane l to those of a step.
func (s *StageTimes[T]) Set(l int, m control.Moment) {
	least, most := m.Bounds()
	s.T.Data[l], s.H.Data[l] = T(m.Within(0, least, most)), T(m.Size)
	for i, c := range s.parts {
		s.Later[i].Data[l] = T(m.Within(c, least, most))
	}
}
