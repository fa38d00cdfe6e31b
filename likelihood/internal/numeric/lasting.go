// Times of a trained duration.

package numeric

import "github.com/gorgoflow/gorgoflow/internal/elementary"

// Lasting moves the later of two times, so that their distance has this logarithm.
func Lasting(t0, t1, log float64) (moved0, moved1 float64) {
	length := elementary.Exp(log)
	if t0 < t1 {
		return t0, t0 + length
	}
	return t1 + length, t1
}
