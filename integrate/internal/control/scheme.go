// Settings with defaults filled in.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// MaxRows bounds Lanes and BlockRows, far above useful values.
const MaxRows = 1 << 20

// MaxFixed bounds the number of fixed steps, MaxSteps the number of adaptive ones. Both are far above useful values.
const (
	MaxFixed = 1 << 20
	MaxSteps = min(1<<31, math.MaxInt)
)

// Scheme is the settings of a solver with defaults filled in: a field for each setting, and what follows from the
// settings.
type Scheme struct {
	Tableau            *tableau.Tableau
	RTol, ATol         float64
	Shared             bool // one step size for a pack of rows
	Largest            bool // the error norm is the largest magnitude, not the root of the mean square
	NormFunc           func(scaled []float64) float64
	AcceptLeast        bool // a least step is taken whatever its error
	MaxSteps           int
	FirstStep          float64
	MinStep, MaxStep   float64
	Steps              int
	StepSize           float64
	Lanes              int
	BlockRows, Workers int

	Fixed   bool
	Blind   bool // method.Blind of the tableau
	Control Controller
	Epsilon float64    // relative spacing of the number type
	Tell    RecordFunc // nil unless steps are recorded

	CutBatch  bool // BlockRows is the most that a row block may have
	FreeLanes bool // the settings do not give Lanes
}

// Spacing is the relative spacing of numbers of type T.
func Spacing[T float32 | float64]() float64 {
	var x T
	if _, single := any(x).(float32); single {
		return 0x1p-23
	}
	return 0x1p-52
}

// Single reports whether the programs compute in single precision.
func (p *Scheme) Single() bool { return p.Epsilon > 1e-10 }

// RecordFunc is called with a step of size h tried from t, its error, and whether it was accepted.
type RecordFunc func(row int, t, h, e float64, accepted bool)

// ChoosesStep reports whether the first step size has to be computed.
func (p *Scheme) ChoosesStep() bool { return !p.Fixed && p.FirstStep == 0 }

// Controls is the number of step sizes in a pack of n rows.
func (p *Scheme) Controls(n int) int {
	if p.Shared {
		return 1
	}
	return n
}
