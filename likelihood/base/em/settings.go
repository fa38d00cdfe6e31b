// Settings and result of a fit.

package em

import (
	"cmp"
	"runtime"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// ErrSettings wraps every refusal of settings or of a number of components.
var ErrSettings = fault.ErrSettings

// Settings of Fit. The zero value is useful.
type Settings struct {
	Iterations int     // most iterations; 0 means 200
	Tolerance  float64 // a fit ends when the objective grows by less, in nats a row; 0 means 1e-4
	Prior      float64 // weight of the prior, in rows of the spread of all rows divided by K^(2/D), for each component; 0 means 1
	Seed       uint64  // of the rows at which components start
	// Standardized fits columns that are shifted and scaled to mean 0 and standard deviation 1, as train.Fit does for a
	// flow: the mixture is then the base of such a flow.
	Standardized bool
	Workers      int // goroutines; 0 means one a core. Results do not depend on it
	// Observe, if set, is called with each number of Result.LogProb as it is found: the mean log-density of the rows before
	// iteration 0, 1, …, in nats.
	Observe func(iteration int, logProb float64)
}

// Result describes a fit.
type Result struct {
	Iterations int
	LogProb    []float64 // mean log-density of the rows, nats, before each iteration, and after the last one of a fit that has converged
	Converged  bool      // the last growth of the objective was below the tolerance
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
