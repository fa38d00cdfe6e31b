// States between the beginning and the end of a step.

package forward

import "github.com/gorgoflow/gorgoflow/graph"

// interior computes the extra stages of the step tried when a state inside the step is first asked for.
type interior[T graph.Float] struct {
	*Pack[T]
	evaluations int    // that the extra stages take
	used        []bool // by control: a state inside its step was asked for
	ready       bool   // the extra stages have been computed
}

func newInterior[T graph.Float](k *Pack[T], evaluations int) *interior[T] {
	return &interior[T]{Pack: k, evaluations: evaluations, used: make([]bool, k.Scheme.Lanes)}
}

// reset prepares for another step.
func (in *interior[T]) reset() {
	in.ready = false
	clear(in.used[:in.n])
}

// prepare computes the states inside the step of lane l.
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
