// Copies of parameters.

package train

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// weights is a copy of all parameters, one slice for each.
type weights [][]float64

func copyOf(params []*graph.Param) weights { return weights(nil).fill(params) }

// fill returns a copy of the parameters, in the memory of w.
func (w weights) fill(params []*graph.Param) weights {
	w = w.of(params)
	return w.parts(func(i, from, to int) { w.load(params, i, from, to) })
}

// of makes room for a copy of the parameters.
func (w weights) of(params []*graph.Param) weights {
	w = reuse.Resized(w, len(params))
	for i, p := range params {
		w[i] = reuse.Resized(w[i], p.Len())
	}
	return w
}

// load copies a part of a parameter.
func (w weights) load(params []*graph.Param, i, from, to int) {
	part := w[i][from:to]
	if values := graph.Data[float64](params[i]); values != nil {
		copy(part, values[from:to])
		return
	}
	for k, v := range graph.Data[float32](params[i])[from:to] {
		part[k] = float64(v)
	}
}

// parts returns w when do has been called for all of its parts, by several goroutines if there are many numbers.
func (w weights) parts(do func(i, from, to int)) weights {
	_ = parallel.Parts("train: weights", w, func(i, from, to int) error {
		do(i, from, to)
		return nil
	})
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
	w.parts(func(i, from, to int) {
		for k := from; k < to; k++ {
			w[i][k] += float64(share * (params[i].At(k) - w[i][k]))
		}
	})
}

func (w weights) clone() weights {
	copied := make(weights, len(w))
	for i := range w {
		copied[i] = slices.Clone(w[i])
	}
	return copied
}
