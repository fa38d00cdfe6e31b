// A solver with the system that it solves.

package equation

import (
	"context"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
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

	// Gate finds the series of the output's gate, with which the solver changes.
	Gate *estimate.Gate[T]

	made sync.Map // number of terms of the series → *share.Solver[T]
}

// FindGates finds the series of the output's gate between two times, of equal traces once.
func FindGates[T graph.Float](density, training *Solver[T], t0, t1 float64) (err error) {
	if density.Gate, err = estimate.NewGate[T](density.Field, density.Trace, density.Settings.Shared, t0, t1); err != nil {
		return err
	}
	if training.Gate = density.Gate; *training.Trace != *density.Trace {
		training.Gate, err = estimate.NewGate[T](training.Field, training.Trace, training.Settings.Shared, t0, t1)
	}
	return err
}

// Get is the solver, made by the first call that gets that far.
func (s *Solver[T]) Get(ctx context.Context) (*share.Solver[T], error) {
	if made, ok := s.made.Load(s.Gate.Series().Terms); ok {
		return made.(*share.Solver[T]), nil
	}
	if err := s.Compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer s.Compiling.EndWrite()
	return s.compile(ctx)
}

// compile makes the solver, once for each number of terms of the output's gate. Who calls has the turn to compile.
func (s *Solver[T]) compile(ctx context.Context) (*share.Solver[T], error) {
	series := s.Gate.Series()
	if made, ok := s.made.Load(series.Terms); ok {
		return made.(*share.Solver[T]), nil
	}
	if s.Choose != nil {
		chosen, err := s.Choose(ctx)
		if err != nil {
			return nil, err
		}
		s.Settings = chosen
	}
	own := *s.System
	own.Series = series
	system := own.ODE()
	solver, err := solverWithin[T](ctx, system, s.Settings, s.Building)
	if err != nil {
		return nil, err
	}
	made := share.New(solver, system.Blocks, s.Settings)
	s.made.Store(series.Terms, made)
	return made, nil
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
