// The number of lanes that suits a trace.

package equation

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// tiledRows bounds rows times tangents of a compiled step: beyond it the tiled matrices only take memory, and a gradient
// holds those of all stages of a step at once.
const tiledRows = 2048

// If a matrix of 860 × 860 is computed anew for every pack, packs of 512 rows are best: with 256 it takes 4 % of the
// time of a log-density, 6 % of that of a gradient.
const (
	mostLanes = 512
	amortised = 16 // least ratio of the work for the rows of a pack to the work that is done once a pack
)

// Lanes returns settings with a number of lanes that suits the trace, unless the settings give Lanes. The caller holds
// Compiling.
func (s *Solver[T]) Lanes(ctx context.Context, settings *integrate.Settings) (*integrate.Settings, error) {
	if settings.Lanes != 0 {
		return settings, nil
	}
	p, err := s.plan(ctx)
	if err != nil {
		return nil, err
	}
	return lanesFor(p, settings, s.Dim), nil
}

// lanesFor takes fewer lanes if each of them carries D tangents, and more if much work is done once a pack.
func lanesFor(p *trace.Plan, s *integrate.Settings, dim int) *integrate.Settings {
	other, perRow := *s, p.FieldFlops+p.TraceFlops
	switch {
	case p.Method == trace.Tangents || p.Method == trace.Cotangents:
		other.Lanes = min(64, max(16, tiledRows/dim/16*16))
	case p.PackFlops > 4*perRow:
		other.Lanes = 64
		for other.Lanes < mostLanes && float64(other.Lanes)*perRow < amortised*p.PackFlops {
			other.Lanes *= 2
		}
	}
	return &other
}
