// Filling in defaults of settings, and refusing bad settings.

package integrate

import (
	"cmp"
	"math"
	"runtime"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/finite"
)

// usualLanes is the default of Lanes, unless the system has one.
const usualLanes = 64

// resolved fills in the defaults and refuses settings that have no meaning. Epsilon is the relative spacing of the
// number type, lanes the number that suits the system, or 0.
func (s *Settings) resolved(epsilon float64, lanes int) (*Settings, *control.Scheme, error) {
	var r Settings
	if s != nil {
		r = *s
	}
	cutBatch, freeLanes := r.BlockRows == 0, r.Lanes == 0
	r.Lanes = cmp.Or(r.Lanes, lanes, usualLanes)
	r.fillDefaults()
	for _, check := range []func() error{r.Tableau.Validate, r.checkRanges, r.checkSteps, func() error { return r.checkTolerances(epsilon) }, r.checkController} {
		if err := check(); err != nil {
			return nil, nil, err
		}
	}
	p := r.scheme(epsilon)
	p.CutBatch, p.FreeLanes = cutBatch, freeLanes
	return &r, p, nil
}

// scheme is the control.Scheme of settings whose defaults are filled in.
func (s *Settings) scheme(epsilon float64) *control.Scheme {
	return &control.Scheme{Tableau: s.Tableau, RTol: s.RTol, ATol: s.ATol, Shared: s.Shared, Largest: s.MaxNorm, NormFunc: s.NormFunc,
		AcceptLeast: s.AcceptAtMinStep, MaxSteps: s.MaxSteps, FirstStep: s.FirstStep, MinStep: s.MinStep, MaxStep: s.MaxStep,
		Steps: s.Steps, StepSize: s.StepSize, Lanes: s.Lanes, BlockRows: s.BlockRows, Workers: s.Workers,
		Fixed: s.fixed(), Blind: method.Blind(s.Tableau), Control: ruleOf(s.Controller, method.ErrorExponent(s.Tableau)), Epsilon: epsilon, Tell: recording(s.Recorder)}
}

// fixed says that the step size does not depend on the error.
func (s *Settings) fixed() bool { return s.Steps > 0 || s.StepSize > 0 }

func (s *Settings) fillDefaults() {
	if s.Tableau == nil {
		s.Tableau = defaults.Method
	}
	if s.NormFunc != nil {
		s.MaxNorm = false
	}
	s.Tableau = defaults.OwnTableau(s.Tableau)
	if c, ok := s.Controller.(*Controller); s.Controller == nil || ok {
		s.Controller = defaults.Own(cmp.Or(c, ControlI))
	}
	s.RTol, s.ATol = cmp.Or(s.RTol, defaults.Tolerance), cmp.Or(s.ATol, defaults.Tolerance)
	s.MaxSteps = cmp.Or(s.MaxSteps, 10000)
	s.BlockRows, s.Workers = cmp.Or(s.BlockRows, min(maxRowBlocks*min(s.Lanes, control.MaxRows), control.MaxRows)), cmp.Or(s.Workers, runtime.GOMAXPROCS(0))
}

// setting is a field of Settings with its name, for messages.
type setting[V int | float64] struct {
	name  string
	value V
}

func (s *Settings) checkRanges() error {
	for _, v := range []setting[float64]{{"FirstStep", s.FirstStep}, {"MinStep", s.MinStep}, {"MaxStep", s.MaxStep}, {"StepSize", s.StepSize}} {
		if v.value < 0 || !finite.Is(v.value) {
			return settingsError("%s is %g; it must be positive and finite, or 0 for the default", v.name, v.value)
		}
	}
	for _, v := range []setting[int]{{"Steps", s.Steps}, {"MaxSteps", s.MaxSteps}, {"Lanes", s.Lanes}, {"BlockRows", s.BlockRows}, {"Workers", s.Workers}} {
		if v.value < 0 {
			return settingsError("%s is %d; it must be positive, or 0 for the default", v.name, v.value)
		}
	}
	for _, v := range []setting[int]{{"Lanes", s.Lanes}, {"BlockRows", s.BlockRows}} {
		if v.value > control.MaxRows {
			return settingsError("%s is %d; memory is taken for so many rows at once, at most %d", v.name, v.value, control.MaxRows)
		}
	}
	if s.Steps > control.MaxFixed {
		return settingsError("Steps is %d; each of them is kept for a gradient, at most %d", s.Steps, control.MaxFixed)
	}
	if s.MaxSteps > control.MaxSteps {
		return settingsError("MaxSteps is %d; want at most %d", s.MaxSteps, control.MaxSteps)
	}
	if !s.fixed() && s.MaxStep > 0 && s.MinStep > s.MaxStep {
		return settingsError("MinStep %g is larger than MaxStep %g", s.MinStep, s.MaxStep)
	}
	return nil
}

// checkController checks the numbers of a Controller; another StepController is taken as it is.
func (s *Settings) checkController() error {
	if c, ok := s.Controller.(*Controller); ok {
		return c.validate()
	}
	return nil
}

func (s *Settings) checkSteps() error {
	if s.Steps > 0 && s.StepSize > 0 {
		return settingsError("Steps and StepSize are both given; want one")
	}
	if !s.fixed() && !method.Adaptive(s.Tableau) {
		return settingsError("%s does not estimate its error; give Steps or StepSize", s.Tableau.Name)
	}
	return nil
}

func (s *Settings) checkTolerances(epsilon float64) error {
	leastR, leastA := 10*epsilon, 1e-30
	if s.fixed() { // they have no effect
		leastR, leastA = 0, 0
	}
	if !(s.RTol >= leastR) || math.IsInf(s.RTol, 0) {
		return settingsError("RTol is %g; it must be at least %g for this number type, and finite", s.RTol, leastR)
	}
	if !(s.ATol >= leastA) || math.IsInf(s.ATol, 0) {
		return settingsError("ATol is %g; it must be at least %g, and finite", s.ATol, leastA)
	}
	return nil
}
