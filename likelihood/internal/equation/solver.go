// A solver with the system that it solves.

package equation

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/share"
	G "gorgonia.org/gorgonia"
)

// Solver is an augmented system with what solves it, compiled when it is first needed.
type Solver[T graph.Float] struct {
	*System
	Settings  *integrate.Settings
	Compiling *rwlock.Lock // of the engine
	Building  *sync.Mutex  // of the engine

	// Choose, if not nil, gives the settings with a number of lanes that takes some building to find.
	Choose func(context.Context) (*integrate.Settings, error)

	made atomic.Pointer[share.Solver[T]]
}

// Get is the solver, made by the first call that gets that far.
func (s *Solver[T]) Get(ctx context.Context) (*share.Solver[T], error) {
	if made := s.made.Load(); made != nil {
		return made, nil
	}
	if err := s.Compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer s.Compiling.EndWrite()
	err := s.Make(ctx)
	return s.made.Load(), err
}

// Make makes the solver, once. Who calls has the turn to compile.
func (s *Solver[T]) Make(ctx context.Context) error {
	if s.made.Load() != nil {
		return nil
	}
	if s.Choose != nil {
		chosen, err := s.Choose(ctx)
		if err != nil {
			return err
		}
		s.Settings = chosen
	}
	system := s.ODE()
	made, err := solverWithin[T](ctx, system, s.Settings, s.Building)
	if err == nil {
		s.made.Store(share.New(made, system.Blocks, s.Settings))
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

// RequestedProbes is the width that given probes must have, 0 where none are used.
func (s *Solver[T]) RequestedProbes() int {
	if !s.NeedsProbes() {
		return 0
	}
	return s.ProbeWidth()
}
