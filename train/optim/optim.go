// Optimizer: how weights are moved, and what one keeps between steps.

package optim

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrSettings: a setting out of its range, or numbers that are not of the parameters' sizes.
	ErrSettings = errors.New("train: settings do not fit")
	// ErrConverged: no weights of a lower loss can be found from here. Nothing has changed.
	ErrConverged = errors.New("train: no lower loss can be found")
)

// Optimizer is how weights are moved, with its settings.
type Optimizer interface {
	Traits() Traits
	// Start begins with parameters, and with what an earlier run of the same Name had kept; nil: from nothing. It reads no values
	// of the parameters. ErrSettings where a setting is out of its range, or the state is not of these parameters.
	Start(params []*graph.Param, from *State) (Run, error)
}

// Traits are what a fit has to know of an optimiser.
type Traits struct {
	Name string  // states of one name go together
	Rate float64 // the learning rate, which a schedule's factor multiplies
	// Fixed asks for a loss that is the same in every step: of all rows, with one seed, not clipped; the rate is then constant unless a
	// schedule is given.
	Fixed bool
}

// Run is an optimiser at work on some parameters.
type Run interface {
	// Step moves the weights of a point, at a multiple of the rate. After an error they are of no use, but for ErrConverged.
	Step(at *Point, factor float64) error
	// State is all that the next step depends on beside its Point. It is valid until then.
	State() *State
}

// State is what an optimiser keeps between steps. It can be stored and put back.
type State struct {
	Step    int           // number of steps taken
	Vectors [][][]float64 // each has one slice a parameter, of its size
	Numbers []float64
}

// Fits reports whether every vector is of the size of the parameters.
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

// resumed is a copy of a state with so many vectors, or one of zeros for nil.
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
