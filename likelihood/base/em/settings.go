// What can be set, and what a fit says of itself.

package em

import (
	"cmp"
	"runtime"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// ErrSettings wraps every refusal of settings or of a number of components.
var ErrSettings = fault.ErrSettings

// Settings say how a mixture is fitted. The zero value is useful.
type Settings struct {
	Iterations int     // the most there are; 0 means 200
	Tolerance  float64 // stop where the objective grows by less, nats a row; 0 means 1e-4
	Prior      float64 // rows of the spread of all rows, divided by K^(2/D), beside each component's own; 0 means 1
	Seed       uint64  // of the rows that components start at
	// Standardized fits columns that are shifted and scaled to mean 0 and deviation 1, as those of a flow are that train.Fit standardises: what comes
	// out is then a flow's base.
	Standardized bool
	Workers      int // goroutines; 0 means one a core. Results do not depend on it
	// Observe, if set, is called after each iteration with the mean log-density of the rows, nats, as it was before it.
	Observe func(iteration int, logProb float64)
}

// Result is what a fit says of itself.
type Result struct {
	Iterations int
	LogProb    []float64 // mean log-density of the rows, nats, before each iteration
	Converged  bool      // the objective grew by less than the tolerance at the end
}

func (s *Settings) resolve() (Settings, error) {
	var r Settings
	if s != nil {
		r = *s
	}
	for name, v := range map[string]float64{"Iterations": float64(r.Iterations), "Tolerance": r.Tolerance, "Prior": r.Prior, "Workers": float64(r.Workers)} {
		if !(v >= 0) {
			return r, errors.Wrapf(ErrSettings, "em: %s is %v, want a number from 0 on", name, v)
		}
	}
	r.Iterations = cmp.Or(r.Iterations, 200)
	r.Tolerance = cmp.Or(r.Tolerance, 1e-4)
	r.Prior = cmp.Or(r.Prior, 1)
	r.Workers = cmp.Or(r.Workers, runtime.GOMAXPROCS(0))
	return r, nil
}
