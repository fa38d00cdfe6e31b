package integrate

import (
	"cmp"
	"math"
	"runtime"
	"sync"

	"github.com/pkg/errors"
)

// maxBlock bounds Lanes and BlockRows, far above what is of use.
const maxBlock = 1 << 20

// plan is Settings with every default worked in.
type plan struct {
	Settings
	fixed   bool
	control stepControl
	epsilon float64 // relative spacing of the number type
	telling sync.Mutex

	cutBatch bool // BlockRows is the most that a block may have
}

// maxBlocks is how many packs a block has at most, and how many blocks a batch should have
// at least, where the settings leave that open.
const maxBlocks = 4

// blockRows is the number of rows of a block of a batch. It depends on nothing else, so that
// sums over the batch are the same for any number of workers.
func (p *plan) blockRows(rows int) int {
	if !p.cutBatch {
		return p.BlockRows
	}
	quarter := (rows + maxBlocks - 1) / maxBlocks
	packs := (quarter + p.Lanes - 1) / p.Lanes
	return min(max(packs, 1)*p.Lanes, p.BlockRows)
}

// resolve fills in the defaults and refuses what has no meaning. Epsilon is the
// relative spacing of the number type.
func (s *Settings) resolve(epsilon float64) (*plan, error) {
	p := &plan{epsilon: epsilon}
	if s != nil {
		p.Settings = *s
	}
	p.fillDefaults()
	p.fixed = p.Steps > 0 || p.StepSize > 0
	for _, check := range []func() error{p.Tableau.Validate, p.checkRanges, p.checkSteps, p.checkTolerances, p.Controller.validate} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	p.control = p.Controller.with(p.Tableau.ErrorExponent())
	return p, nil
}

func (p *plan) fillDefaults() {
	if p.Tableau == nil {
		p.Tableau = Tsit5
	}
	if p.NormFunc != nil {
		p.Norm = RMS
	}
	if p.Controller == nil {
		p.Controller = ControlI
	}
	p.RTol, p.ATol = cmp.Or(p.RTol, 1e-5), cmp.Or(p.ATol, 1e-5)
	p.MaxSteps, p.Lanes = cmp.Or(p.MaxSteps, 10000), cmp.Or(p.Lanes, 64)
	p.cutBatch = p.BlockRows == 0
	p.BlockRows, p.Workers = cmp.Or(p.BlockRows, min(maxBlocks*p.Lanes, maxBlock)), cmp.Or(p.Workers, runtime.GOMAXPROCS(0))
}

// setting is one of Settings, for messages.
type setting[V int | float64] struct {
	name  string
	value V
}

func (p *plan) checkRanges() error {
	for _, s := range []setting[float64]{{"FirstStep", p.FirstStep}, {"MinStep", p.MinStep}, {"MaxStep", p.MaxStep}, {"StepSize", p.StepSize}} {
		if s.value < 0 || math.IsNaN(s.value) || math.IsInf(s.value, 0) {
			return settingsError("%s is %g; it must be positive, or 0 for the default", s.name, s.value)
		}
	}
	for _, s := range []setting[int]{{"Steps", p.Steps}, {"MaxSteps", p.MaxSteps}, {"Lanes", p.Lanes}, {"BlockRows", p.BlockRows}, {"Workers", p.Workers}} {
		if s.value < 0 {
			return settingsError("%s is %d; it must be positive, or 0 for the default", s.name, s.value)
		}
	}
	for _, s := range []setting[int]{{"Lanes", p.Lanes}, {"BlockRows", p.BlockRows}} {
		if s.value > maxBlock {
			return settingsError("%s is %d; memory is taken for so many rows at once, at most %d", s.name, s.value, maxBlock)
		}
	}
	if p.MaxStep > 0 && p.MinStep > p.MaxStep {
		return settingsError("MinStep %g is larger than MaxStep %g", p.MinStep, p.MaxStep)
	}
	if p.Control > Shared || p.Norm > Max || p.AtMinStep > AcceptAtMinStep {
		return settingsError("Control %d, Norm %d or AtMinStep %d is not one of the constants", p.Control, p.Norm, p.AtMinStep)
	}
	return nil
}

func (p *plan) checkSteps() error {
	if p.Steps > 0 && p.StepSize > 0 {
		return settingsError("Steps and StepSize are both given; want one")
	}
	if !p.fixed && !p.Tableau.Adaptive() {
		return settingsError("%s does not estimate its error; give Steps or StepSize", p.Tableau.Name)
	}
	return nil
}

func (p *plan) checkTolerances() error {
	if least := 10 * p.epsilon; !(p.RTol >= least) || math.IsInf(p.RTol, 0) {
		return &ToleranceError{Name: "RTol", Value: p.RTol, Least: least}
	}
	if least := 1e-30; !(p.ATol >= least) || math.IsInf(p.ATol, 0) {
		return &ToleranceError{Name: "ATol", Value: p.ATol, Least: least}
	}
	return nil
}

// spacing returns the relative spacing of numbers of type T.
func spacing[T float32 | float64]() float64 {
	var x T
	if _, single := any(x).(float32); single {
		return 0x1p-23
	}
	return 0x1p-52
}

func settingsError(format string, args ...any) error {
	return errors.Wrapf(ErrSettings, format, args...)
}
