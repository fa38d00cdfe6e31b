// The number of lanes that suits a trace.

package equation

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// tiledRows bounds rows times tangents of a compiled step: beyond it the tiled matrices only take memory, which a
// gradient holds for all stages of a step at once.
const tiledRows = 2048

// Measured with two hidden layers of 860. Their gradient is a tenth faster in packs of 256 rows than in packs of 64: the
// sums over rows go through matrices of 3 MB once for each pack. Layers of 160 are a few percent faster in packs of 64.
// Where a matrix of that size is formed anew for every pack, 512 rows share it: with half as many it takes 4 % of the time
// of a log-density, 6 % of that of a gradient.
const (
	wideLanes = 256
	wideFlops = 1e6 // of f and its trace, a row
	mostLanes = 512
	amortised = 16 // how many times more work the rows of a pack should be than what is done once for all of them
)

// Lanes leaves out lanes where each of them carries D tangents, and adds some where much is done once for all of them,
// unless the settings say how many there are.
func Lanes(p *trace.Plan, s *integrate.Settings, dim int, gradient bool) *integrate.Settings {
	if s.Lanes != 0 {
		return s
	}
	other, perRow := *s, p.FieldFlops+p.TraceFlops
	switch {
	case p.Route == trace.RouteTangents || p.Route == trace.RouteCotangents:
		other.Lanes = min(64, max(16, tiledRows/dim/16*16))
	case p.PackFlops > 4*perRow:
		other.Lanes = 64
		for other.Lanes < mostLanes && float64(other.Lanes)*perRow < amortised*p.PackFlops {
			other.Lanes *= 2
		}
	case gradient && perRow > wideFlops:
		other.Lanes = wideLanes
	}
	return &other
}
