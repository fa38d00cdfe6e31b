// Copies of parameters.

package train

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// weights is a copy of all parameters, one slice for each.
type weights [][]float64

func copyOf(params []*graph.Param) weights { return weights(nil).fill(params) }

// fill returns a copy of the parameters, in the memory of w.
func (w weights) fill(params []*graph.Param) weights {
	w = reuse.Resized(w, len(params))
	for i, p := range params {
		w[i] = reuse.Resized(w[i], p.Len())
		copy(w[i], graph.Data[float64](p))
		for j, v := range graph.Data[float32](p) {
			w[i][j] = float64(v)
		}
	}
	return w
}

// fit reports whether the copy has the parameters' sizes.
func (w weights) fit(params []*graph.Param) bool {
	if len(w) != len(params) {
		return false
	}
	for i, p := range params {
		if len(w[i]) != p.Len() {
			return false
		}
	}
	return true
}

// write writes the copy to the parameters.
func (w weights) write(params []*graph.Param) error {
	for i, p := range params {
		if err := p.SetAll(w[i]); err != nil {
			return err
		}
	}
	return nil
}

// average moves w towards the parameters as an exponential mean with the given decay. In the first iterations the mean
// is taken over less of the past, since its start still counts: (1+t)/(10+t) bounds the decay after t iterations.
func (w weights) average(params []*graph.Param, decay float64, iteration int) {
	t := float64(iteration)
	share := 1 - min(decay, (1+t)/(10+t))
	for i, p := range params {
		for j := range w[i] {
			w[i][j] += float64(share * (p.At(j) - w[i][j]))
		}
	}
}

func (w weights) clone() weights { return weights(nil).set(w) }

// set returns a copy of other weights, in the memory of w.
func (w weights) set(other weights) weights {
	w = reuse.Resized(w, len(other))
	for i := range other {
		w[i] = append(w[i][:0], other[i]...)
	}
	return w
}
