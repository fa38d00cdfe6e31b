// Optimizer: how weights are moved, and what is kept between steps.

package optim

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrSettings: a setting out of its range, or numbers that do not have the parameters' sizes.
	ErrSettings = errors.New("train: settings do not fit")
	// ErrConverged: the optimiser finds no weights with a lower loss. The weights are unchanged.
	ErrConverged = errors.New("train: no lower loss can be found")
)

// Optimizer is a method by which weights are moved, with its settings.
type Optimizer interface {
	Traits() Traits
	// Start begins with parameters, from the state that an earlier run of the same Name had kept, or anew if it is nil.
	// It does not read the values of the parameters. It returns ErrSettings for a setting out of its range, or a state
	// that does not fit the parameters.
	Start(params []*graph.Param, from *State) (Run, error)
}

// Traits are what a fit has to know of an optimiser.
type Traits struct {
	Name string  // states of optimisers with one name are interchangeable
	Rate float64 // the learning rate, which a schedule's factor multiplies
	// Fixed asks for a loss that is the same function in every step: of all rows, with one seed, and not clipped. The
	// rate is then constant unless Settings.Schedule is given.
	Fixed bool
}

// Run is an optimiser at work on some parameters.
type Run interface {
	// Step moves the weights of a point, with factor times the rate. Weights and a gradient that are not finite are
	// ErrSettings. After an error other than ErrConverged the weights are useless.
	Step(at *Point, factor float64) error
	// State returns all that the next step depends on besides its Point. It is valid until the next step.
	State() *State
}

// State is what an optimiser keeps between steps. It can be stored and put back.
type State struct {
	Step    int           // number of steps taken
	Vectors [][][]float64 // each has one slice for each parameter, of its size
	Numbers []float64     // what else the next step depends on
}

// Fits reports whether every vector has the parameters' sizes.
func (s *State) Fits(params []*graph.Param) bool {
	if s == nil || s.Step < 0 {
		return false
	}
	for _, v := range s.Vectors {
		if slices.Contains(params, nil) || checkSizes("", v, params) != nil {
			return false
		}
	}
	return true
}

// resumed returns a copy of a state that has so many vectors, or a state of zeros for nil.
func resumed(from *State, params []*graph.Param, vectors int) (*State, error) {
	s := &State{}
	if from == nil {
		for range vectors {
			s.Vectors = append(s.Vectors, zeros(params))
		}
		return s, nil
	}
	if !from.Fits(params) || len(from.Vectors) != vectors {
		return nil, errors.Wrapf(ErrSettings, "a state of %d vectors after %d steps, want %d of the parameters' sizes", len(from.Vectors), from.Step, vectors)
	}
	s.Step = from.Step
	for _, v := range from.Vectors {
		s.Vectors = append(s.Vectors, clone(v))
	}
	return s, nil
}

func zeros(params []*graph.Param) [][]float64 {
	out := make([][]float64, len(params))
	for i, p := range params {
		out[i] = make([]float64, p.Len())
	}
	return out
}

func clone(v [][]float64) [][]float64 {
	out := make([][]float64, len(v))
	for i := range v {
		out[i] = append([]float64(nil), v[i]...)
	}
	return out
}
