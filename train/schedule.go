// Schedules of the learning rate.

package train

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// A Schedule returns the factor of the learning rate in an iteration, counted from 0, of a run of total iterations
// (of its phase, in a run with a Start). A factor below 0, which would climb, or one that is not finite ends the run with
// ErrSettings.
type Schedule func(iteration, total int) float64

// Constant keeps the learning rate.
func Constant(iteration, total int) float64 { return 1 }

// Cosine rises linearly over the share warmUp of the run, then falls along half a cosine to zero (Loshchilov and
// Hutter, SGDR, 2017, eq. 5, without restarts). The rise shortens Adam's first steps, which are badly scaled. With a share
// outside of 0 to 1 there is no factor: each is NaN.
func Cosine(warmUp float64) Schedule {
	return func(iteration, total int) float64 {
		if !(warmUp >= 0 && warmUp <= 1) {
			return math.NaN()
		}
		rise := float64(warmUp * float64(total))
		at := float64(iteration) + 1
		if at < rise {
			return at / rise
		}
		return (1 + elementary.Cos(math.Pi*(at-rise)/(float64(total)-rise+1))) / 2
	}
}
