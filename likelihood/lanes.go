package likelihood

import "github.com/gorgoflow/gorgoflow/integrate"

// tiledRows bounds rows times tangents of a compiled step: beyond it the tiled matrices only take memory, which a
// gradient holds for all stages of a step at once.
const tiledRows = 2048

// Measured with two hidden layers of 860, whose gradient is a tenth faster in packs of 256 rows than in packs of 64: the
// sums over rows go through matrices of 3 MB once for each pack. Layers of 160 are a few percent faster in packs of 64.
const (
	wideLanes = 256
	wideFlops = 1e6 // of f and its trace, a row
	amortised = 16  // how many times more work the rows of a pack should be than what is done once for all of them
)

// lanesFor leaves out lanes where each of them carries D tangents, and adds some where much is done once for all of them,
// unless the settings say how many there are.
func lanesFor(p *Plan, s *resolved, gradient bool) *integrate.Settings {
	if s.Solver.Lanes != 0 {
		return s.Solver
	}
	other, perRow := *s.Solver, p.FieldFlops+p.TraceFlops
	switch {
	case p.Route == RouteTangents || p.Route == RouteCotangents:
		other.Lanes = min(64, max(16, tiledRows/s.dim/16*16))
	case gradient && perRow > wideFlops:
		other.Lanes = wideLanes
	case p.PackFlops > 4*perRow:
		other.Lanes = min(wideLanes, int(amortised*p.PackFlops/perRow)/16*16)
	}
	return &other
}
