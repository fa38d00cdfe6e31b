// Package reference has the settings by which certificates solve what they compare with.
package reference

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// The reference's tolerances: share of the flow's own, and never above mostAdaptive, so that a flow with a loose
// tolerance is not compared with a solve that takes the same few steps. Fixed steps have no tolerance; mostFixed is
// below the usual ones. In float32 rounding limits every method; the reference has the tightest tolerance that
// integrate allows, so that the steps are short enough for rounding alone to be left.
//
// A method of high order may take the same few steps whatever the tolerance, and a solve in few steps may miss what happens
// within one of them. So the reference divides the interval into at least parts steps, each at most half the flow's own
// MaxStep.
const (
	share        = 1. / 100
	mostAdaptive = 1e-6
	mostFixed    = 1e-9
	mostSingle   = 2e-7
	parts        = 6
	leastKinks   = 1e-11
)

// mostSteps is the largest MaxSteps that integrate allows.
const mostSteps = min(1<<31, math.MaxInt)

// Settings returns the reference's settings. They are adaptive whatever the flow's are: half the step size would tell
// little of a fixed step that is far too long. DOP853 has the smallest error for its cost. In float32 its coefficients,
// which are large and of both signs, amplify rounding about tenfold, so the reference takes Dopri5 in shorter steps:
// its tolerance is at its floor, which a solution far from 0 meets with steps as long as the flow's own.
//
// At kinks every method has a low order, and error estimates of high order miss them. Bosh3 takes the short steps that
// kinks need, at less cost than DOP853. Below the tolerance leastKinks its steps would be too many.
func Settings[T graph.Float](s *integrate.Settings, interval float64, field dynamics.Field) *integrate.Settings {
	r := &integrate.Settings{Tableau: tableau.DOP853, Shared: s.Shared, MaxNorm: s.MaxNorm, MaxSteps: min(10*max(s.MaxSteps, 10000), mostSteps),
		Lanes: s.Lanes, BlockRows: s.BlockRows, Workers: s.Workers, MaxStep: interval / parts}
	if s.MaxStep > 0 {
		r.MaxStep = min(r.MaxStep, s.MaxStep/2)
	}
	most := mostAdaptive
	if s.Steps > 0 || s.StepSize > 0 {
		most = mostFixed
	}
	if Spacing[T]() > 1e-10 {
		r.Tableau, most, r.MaxStep = tableau.Dopri5, mostSingle, r.MaxStep/2
	}
	r.RTol, r.ATol = tighter(s.RTol, most), tighter(s.ATol, most)
	r.RTol = max(r.RTol, 10*Spacing[T]()) // the least that integrate allows
	if HasKinks(field) && r.RTol >= leastKinks {
		r.Tableau = tableau.Bosh3
	}
	return r
}

// tighter is a tolerance of the reference; a tolerance of 0 means integrate's default, or fixed steps.
func tighter(tolerance, most float64) float64 {
	if tolerance == 0 {
		return most
	}
	return min(tolerance*share, most)
}

// kinked lists the activations with kinks in their value, slope or curvature.
var kinked = []dynamics.Activation{dynamics.ELU, dynamics.SELU, dynamics.ReLU}

// around is a field that is made from a network, such as that of a flow on a manifold, and has the network's kinks.
type around interface{ Network() dynamics.Field }

// HasKinks reports whether a field is known to have kinks, by its network or by one that it embeds. It does not know other
// fields of users.
func HasKinks(field dynamics.Field) bool {
	switch f := field.(type) {
	case around:
		return HasKinks(f.Network())
	case interface{ Settings() dynamics.MLPSettings }:
		return slices.Contains(kinked, f.Settings().Activation)
	case interface{ Settings() dynamics.ConvSettings }:
		return slices.Contains(kinked, f.Settings().Activation)
	case interface {
		Settings() dynamics.HollowSettings
	}:
		return slices.Contains(kinked, f.Settings().Conditioner.Activation)
	}
	return false
}

// Spacing is the distance from 1 to the next number of type T.
func Spacing[T graph.Float]() float64 {
	if _, single := any(T(0)).(float32); single {
		return 0x1p-23
	}
	return 0x1p-52
}
