// Weights of rows, and the shares of rows in a batch's loss.

package train

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// counting returns the rows with a weight above 0, and refuses rows that all have none.
func (s set) counting(what string) (set, error) {
	if !slices.Contains(s.w, 0) {
		return s, nil
	}
	if slices.Max(s.w) == 0 {
		return s, errors.Wrapf(likelihood.ErrEmpty, "%s: all %d weights are 0, want one at least above 0", what, len(s.w))
	}
	var numbers []int
	for i, w := range s.w {
		if w > 0 {
			numbers = append(numbers, i)
		}
	}
	return s.pick(set{}, numbers), nil
}

// evened divides the weights by their mean, so that a common factor has no effect. Equal weights become nil.
func (s set) evened() set {
	if len(s.w) == 0 || slices.Max(s.w) == slices.Min(s.w) {
		s.w = nil
		return s
	}
	most, sum, n := slices.Max(s.w), 0.0, float64(len(s.w))
	for _, w := range s.w {
		sum += w / most // a sum of weights of any size is finite
	}
	even := make([]float64, len(s.w))
	for i, w := range s.w {
		even[i] = w / most / sum * n
	}
	s.w = even
	return s
}

// shares returns the weight of each row of a batch in the loss. The loss is a mean over the epoch, so a batch of heavy
// rows counts more.
func (s set) shares() []float64 {
	if s.w == nil {
		return nil
	}
	shares := make([]float64, len(s.w))
	for i, w := range s.w {
		shares[i] = w / float64(len(s.w))
	}
	return shares
}
