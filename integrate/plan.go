package integrate

import (
	"sync"
)

// maxBlock bounds Lanes and BlockRows, far above what is of use.
const maxBlock = 1 << 20

// plan is the settings of a solver with every default worked in.
type plan struct {
	Tableau            *Tableau
	RTol, ATol         float64
	shared             bool // one step size for a pack of rows
	largest            bool // the error norm is the largest magnitude, not the root of the mean square
	NormFunc           func(scaled []float64) float64
	acceptLeast        bool // a least step is taken whatever its error
	MaxSteps           int
	FirstStep          float64
	MinStep, MaxStep   float64
	Steps              int
	StepSize           float64
	Lanes              int
	BlockRows, Workers int

	fixed   bool
	control stepControl
	epsilon float64    // relative spacing of the number type
	tell    recordFunc // nil unless steps are recorded
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

// spacing returns the relative spacing of numbers of type T.
func spacing[T float32 | float64]() float64 {
	var x T
	if _, single := any(x).(float32); single {
		return 0x1p-23
	}
	return 0x1p-52
}
