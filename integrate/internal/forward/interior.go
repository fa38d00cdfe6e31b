// States inside a step.

package forward

import "github.com/gorgoflow/gorgoflow/graph"

// interior is the extra stages of the step tried, computed when somebody first asks for a state
// inside the step.
type interior[T graph.Float] struct {
	*Pack[T]
	evaluations int    // that the extra stages take
	used        []bool // by control: some state inside its step was asked for
	ready       bool   // the extra stages have been computed
}

func newInterior[T graph.Float](k *Pack[T], evaluations int) *interior[T] {
	return &interior[T]{Pack: k, evaluations: evaluations, used: make([]bool, k.Scheme.Lanes)}
}

// reset says that another step has been tried.
func (in *interior[T]) reset() {
	in.ready = false
	clear(in.used[:in.n])
}

// prepare makes the states inside the step of lane l known.
func (in *interior[T]) prepare(l int) error {
	if c := in.controlOf(l); !in.used[c] {
		in.used[c] = true
		in.rows[c].Stats.Evaluations += in.evaluations
	}
	if in.ready {
		return nil
	}
	in.ready = true
	return in.Step.Program.RunDeferred(in.n)
}
