// The table of estimators: what stands behind each Method.

package estimate

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// estimator is a way to tr ∂f/∂z, exact or by probes. A new one is a file with its Method, its type, and its methods, and a line in
// estimators; nothing outside of this package has to know of it.
type estimator interface {
	// least is the number of probes where Settings leave it open, and the fewest that will do.
	least() int
	// sketch is how many of the probes, the first ones, shape the estimate for the others. They are normal whatever Settings.Kind is.
	sketch(probes int) int
	// vectors is how many tangents or cotangents a row carries at once, for a field of dim dimensions.
	vectors(s *trace.Settings, dim int) int
	// nodes is about how many operations a right-hand side has for the trace, where a product with the Jacobian has that many.
	nodes(s *trace.Settings, product int) int
	// route says which way is taken, and why.
	route(r *rhs.RHS, s *trace.Settings) (trace.Route, string, error)
	// build adds the trace, R×1 or, where all rows have the same, 1×1.
	build(r *rhs.RHS, s *trace.Settings) (*G.Node, error)
	// scatter is what each probe that does not sketch makes of the trace, beside what all of them have in common: its standard
	// deviation over probes is that of the estimate. nil where there is nothing to scatter.
	scatter(r *rhs.RHS, sketch int) []*G.Node
}

var estimators = [...]estimator{
	trace.Exact:      exact{},
	trace.Hutchinson: hutchinson{},
	trace.HutchPP:    hutchPP{},
}

// maxProbes bounds the probes: each is a part of the compiled step.
const maxProbes = 1 << 10

// Check refuses settings that mean nothing (likelihood.ErrSettings). The other functions are for settings that it accepts; nil settings
// are zero.
func Check(s *trace.Settings) error {
	switch s = orZero(s); {
	case s.Method < 0 || int(s.Method) >= len(estimators):
		return errors.Wrapf(fault.ErrSettings, "trace method %d is not known", s.Method)
	case s.Probes < 0 || s.Probes > maxProbes:
		return errors.Wrapf(fault.ErrSettings, "%d probes, want 1 to %d", s.Probes, maxProbes)
	case s.Probes > 0 && s.Probes < estimatorOf(s).least():
		return errors.Wrapf(fault.ErrSettings, "trace method %d with %d probes, want at least %d", s.Method, s.Probes, estimatorOf(s).least())
	case s.Kind < trace.Rademacher || s.Kind > trace.Gaussian:
		return errors.Wrapf(fault.ErrSettings, "probe kind %d is not known", s.Kind)
	case (s.Route < trace.RouteAuto || s.Route > trace.RouteCotangents) && s.Route != trace.RouteDiagonal:
		return errors.Wrapf(fault.ErrSettings, "route %d is not one to an exact trace", s.Route)
	}
	return nil
}

func orZero(s *trace.Settings) *trace.Settings {
	if s == nil {
		return &trace.Settings{}
	}
	return s
}

// estimator is that of the method; settings whose method is not known are refused by Check.
func estimatorOf(s *trace.Settings) estimator {
	if s == nil || s.Method < 0 || int(s.Method) >= len(estimators) {
		return exact{}
	}
	return estimators[s.Method]
}

// ProbeCount is the number of probes k with the default filled in, at least 1; with the exact trace penalties may have probes.
func ProbeCount(s *trace.Settings) int { return max(orZero(s).Probes, estimatorOf(s).least()) }

// SketchCount is how many of the probes, the first ones, shape the estimate for the others (Hutch++).
func SketchCount(s *trace.Settings) int { return estimatorOf(s).sketch(ProbeCount(s)) }

// Vectors is how many tangents or cotangents a row of dim columns carries at once.
func Vectors(s *trace.Settings, dim int) int { return estimatorOf(s).vectors(orZero(s), dim) }

// Draw is one number of the given probe, of mean 0 and variance 1. Probes that sketch are normal, since vectors of ±1 are often
// dependent in few dimensions. Without a source of random numbers it is NaN.
func Draw(s *trace.Settings, rng *rand.Rand, probe int) float64 {
	if rng == nil {
		return math.NaN()
	}
	if orZero(s).Kind == trace.Gaussian || probe < SketchCount(s) {
		return rng.NormFloat64()
	}
	return float64(2*int64(rng.Uint64()>>63) - 1)
}

// Add adds the trace of a right-hand side whose field is there, R×1.
func Add(r *rhs.RHS, s *trace.Settings) (*G.Node, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	tr, err := estimatorOf(s).build(r, orZero(s))
	if err != nil {
		return nil, err
	}
	return r.AsColumn(tr), nil
}

// Scatter adds what each probe beyond the first ones, which sketch, makes of the trace, R×1 each; nothing to a right-hand side without
// its field or that many probes.
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
