// The table of estimators, one for each Method.

package estimate

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// estimator computes tr ∂f/∂z, exactly or with probes. A new one is a file with its Method, its type and its methods, and a
// line in estimators; nothing outside of this package has to know it.
type estimator interface {
	// least is the default number of probes, and the least possible.
	least() int
	// sketch is the number of probes, the first ones, that shape the estimate by the others. They are normal whatever
	// Settings.Gaussian is.
	sketch(probes int) int
	// vectors is the number of tangents or cotangents that a row carries at once, for a field of dim dimensions.
	vectors(s *trace.Settings, dim int) int
	// nodes is the approximate number of operations that the trace adds to a right-hand side, given the number for a
	// product with the Jacobian.
	nodes(s *trace.Settings, product int) int
	// method returns the method that is taken, and why.
	method(r *rhs.RHS, s *trace.Settings) (trace.Method, string, error)
	// build adds the trace, R×1, or 1×1 if it is the same for all rows.
	build(r *rhs.RHS, s *trace.Settings) (*G.Node, error)
	// scatter returns each probe's estimate of the trace, for probes that do not sketch, without the terms that all have in
	// common. The standard deviation over probes is that of the estimate. It is nil if there is no estimate.
	scatter(r *rhs.RHS, sketch int) []*G.Node
}

var estimators = [...]estimator{
	trace.Exact:      exact{},
	trace.Hutchinson: hutchinson{},
	trace.HutchPP:    hutchPP{},
	trace.ClosedForm: exact{},
	trace.Tangents:   exact{},
	trace.Cotangents: exact{},
	trace.Diagonal:   exact{},
}

// maxProbes bounds the probes, each of which adds to the compiled step.
const maxProbes = 1 << 10

// Check refuses settings that make no sense (likelihood.ErrSettings). The other functions need settings that Check accepts;
// nil settings are zero.
func Check(s *trace.Settings) error {
	switch s = defaults.OrZero(s); {
	case s.Method < 0 || int(s.Method) >= len(estimators):
		return errors.Wrapf(fault.ErrSettings, "%v is not a method of the trace", s.Method)
	case s.Probes < 0 || s.Probes > maxProbes:
		return errors.Wrapf(fault.ErrSettings, "%d probes, want 1 to %d", s.Probes, maxProbes)
	case s.Probes > 0 && s.Probes < estimatorOf(s).least():
		return errors.Wrapf(fault.ErrSettings, "the trace by %v with %d probes, want at least %d", s.Method, s.Probes, estimatorOf(s).least())
	}
	return nil
}

// IsExact says whether the method is no estimate.
func IsExact(s *trace.Settings) bool {
	_, is := estimatorOf(s).(exact)
	return is
}

// estimatorOf returns the estimator of the method; Check refuses unknown methods.
func estimatorOf(s *trace.Settings) estimator {
	if s == nil || s.Method < 0 || int(s.Method) >= len(estimators) {
		return exact{}
	}
	return estimators[s.Method]
}

// ProbeCount is the number of probes k with the default filled in, at least 1: penalties may need probes even with the
// exact trace.
func ProbeCount(s *trace.Settings) int { return max(defaults.OrZero(s).Probes, estimatorOf(s).least()) }

// SketchCount is the number of probes, the first ones, that shape the estimate by the others (Hutch++).
func SketchCount(s *trace.Settings) int { return estimatorOf(s).sketch(ProbeCount(s)) }

// Vectors is the number of tangents or cotangents that a row of dim columns carries at once.
func Vectors(s *trace.Settings, dim int) int { return estimatorOf(s).vectors(defaults.OrZero(s), dim) }

// Draw returns one number of a probe, with mean 0 and variance 1. Probes that sketch are normal, since vectors of ±1 are
// often dependent in few dimensions. Without a source of random numbers it is NaN.
func Draw(s *trace.Settings, rng *rand.Rand, probe int) float64 {
	if rng == nil {
		return math.NaN()
	}
	if defaults.OrZero(s).Gaussian || probe < SketchCount(s) {
		return elementary.NormalDraw(rng)
	}
	return float64(2*int64(rng.Uint64()>>63) - 1)
}

// Add adds the trace of a right-hand side whose field has been added, R×1.
func Add(r *rhs.RHS, s *trace.Settings) (*G.Node, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	tr, err := estimatorOf(s).build(r, defaults.OrZero(s))
	if err != nil {
		return nil, err
	}
	return r.AsColumn(tr), nil
}

// Scatter adds each probe's estimate of the trace, R×1 each, for the probes after the first sketch ones. It adds nothing to
// a right-hand side without its field or that many probes.
func Scatter(r *rhs.RHS, s *trace.Settings, sketch int) []*G.Node {
	if r.Err() != nil || sketch < 0 || sketch > len(r.Probes) {
		return nil
	}
	columns := estimatorOf(s).scatter(r, sketch)
	for k, column := range columns {
		columns[k] = r.AsColumn(column)
	}
	return columns
}
