package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// StageTimes are the times of the stages in a program.
type StageTimes[T graph.Float] struct {
	T, H  []T
	Later [][]T     // by abscissa other than 0
	Parts []float64 // the abscissae
}

// Set lets the program see a step in lane l.
func (s *StageTimes[T]) Set(l int, m control.Moment) {
	s.T[l], s.H[l] = T(m.At(0)), T(m.Size)
	for i, c := range s.Parts {
		s.Later[i][l] = T(m.At(c))
	}
}
