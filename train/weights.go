// Copies of parameters.

package train

import "github.com/gorgoflow/gorgoflow/graph"

// weights is a copy of all parameters, one slice for each.
type weights [][]float64

func copyOf(params []*graph.Param) weights {
	w := make(weights, len(params))
	for i, p := range params {
		w[i] = p.Values()
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

// write writes the copy to the parameters. Touch them afterwards.
func (w weights) write(params []*graph.Param) {
	for i, p := range params {
		for j, v := range w[i] {
			p.Set(j, v)
		}
	}
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

func (w weights) clone() weights {
	c := make(weights, len(w))
	for i := range w {
		c[i] = append([]float64(nil), w[i]...)
	}
	return c
}
