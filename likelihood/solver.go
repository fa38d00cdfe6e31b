// A solver with the system that it solves, and the rows that it could not solve.

package likelihood

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/share"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// solver is an augmented system with what solves it, compiled when it is first needed.
type solver[T graph.Float] struct {
	*flowSystem
	settings  *integrate.Settings
	compiling *rwlock.Lock // of the engine
	building  *sync.Mutex  // of the engine

	// choose, if not nil, gives the settings with a number of lanes that takes some building to find.
	choose func(context.Context) (*integrate.Settings, error)

	made atomic.Pointer[share.Solver[T]]
}

// get is the solver, made by the first call that gets that far.
func (s *solver[T]) get(ctx context.Context) (*share.Solver[T], error) {
	if made := s.made.Load(); made != nil {
		return made, nil
	}
	if err := s.compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer s.compiling.EndWrite()
	err := s.make(ctx)
	return s.made.Load(), err
}

// make makes the solver, once. Who calls has the turn to compile.
func (s *solver[T]) make(ctx context.Context) error {
	if s.made.Load() != nil {
		return nil
	}
	if s.choose != nil {
		chosen, err := s.choose(ctx)
		if err != nil {
			return err
		}
		s.settings = chosen
	}
	system := s.system()
	made, err := solverWithin[T](ctx, system, s.settings, s.building)
	if err == nil {
		s.made.Store(share.New(made, system.Blocks, s.settings))
	}
	return err
}

// solverWithin makes the solver of a system whose right-hand side is the flow's; the building ends soon after ctx has.
func solverWithin[T graph.Float](ctx context.Context, system *ode.System, settings *integrate.Settings, building *sync.Mutex) (*integrate.Solver[T], error) {
	build, ended := system.Build, ctx
	system.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		if ended != nil { // later the solver's calls have contexts of their own
			b.Within(ended)
		}
		building.Lock()
		defer building.Unlock()
		return build(b, t, y, args)
	}
	defer func() { ended = nil }()
	return integrate.NewSolver[T](system, settings)
}

// requestedProbes is the width that given probes must have, 0 where none are used.
func (s *solver[T]) requestedProbes() int {
	if !s.needsProbes() {
		return 0
	}
	return s.probeWidth()
}

// failedRows is the error of rows that could not be solved; nil where err is of another kind.
func failedRows[T float32 | float64](solution *ode.Solution[T], err error) *RowsError {
	var step *ode.StepError
	if !errors.As(err, &step) {
		return nil
	}
	failed := &RowsError{Total: len(solution.Status)}
	for row, status := range solution.Status {
		if status != ode.Done {
			failed.Rows = append(failed.Rows, row)
			failed.Reasons = append(failed.Reasons, status)
		}
	}
	if len(failed.Rows) == 0 { // on the way back
		return nil
	}
	return failed
}

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

// lanesFor leaves out lanes where each of them carries D tangents, and adds some where much is done once for all of them,
// unless the settings say how many there are.
func lanesFor(p *trace.Plan, s *resolved, gradient bool) *integrate.Settings {
	if s.Solver.Lanes != 0 {
		return s.Solver
	}
	other, perRow := *s.Solver, p.FieldFlops+p.TraceFlops
	switch {
	case p.Route == trace.RouteTangents || p.Route == trace.RouteCotangents:
		other.Lanes = min(64, max(16, tiledRows/s.dim/16*16))
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
