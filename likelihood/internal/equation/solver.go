// A solver with its system.

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

// Solver is the solver of a system, compiled when it is first needed.
type Solver[T graph.Float] struct {
	*System
	Settings  *integrate.Settings
	Compiling *rwlock.Lock // the engine's
	Building  *sync.Mutex  // the engine's

	// Choose, if not nil, returns settings with a number of lanes that only building can tell.
	Choose func(context.Context) (*integrate.Settings, error)

	// Gate finds the series of the output's gate; another series needs another solver.
	Gate *estimate.Gate[T]

	// Length, if not nil, is the length of time that the chosen settings are for; another length needs another solver.
	Length func() float64

	made sync.Map // need → *share.Solver[T]
}

// need is what a solver is made for.
type need struct {
	terms  int // of the series
	length float64
}

func (s *Solver[T]) need(terms int) need {
	if s.Length == nil {
		return need{terms: terms}
	}
	return need{terms, s.Length()}
}

// FindGates finds the series of the output's gates between two times, once if both traces are equal.
func FindGates[T graph.Float](density, training *Solver[T], t0, t1 float64) (err error) {
	if density.Gate, err = estimate.NewGate[T](density.Field, density.Trace, density.Settings.Shared, t0, t1); err != nil {
		return err
	}
	if training.Gate = density.Gate; *training.Trace != *density.Trace {
		training.Gate, err = estimate.NewGate[T](training.Field, training.Trace, training.Settings.Shared, t0, t1)
	}
	return err
}

// Get returns the solver, which the first call makes.
func (s *Solver[T]) Get(ctx context.Context) (*share.Solver[T], error) {
	if made, ok := s.made.Load(s.need(s.Gate.Series().Terms)); ok {
		return made.(*share.Solver[T]), nil
	}
	if err := s.Compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer s.Compiling.EndWrite()
	return s.compile(ctx)
}

// compile makes the solver, once for each number of terms of the output's gate, and anew for another length of time. The
// caller holds Compiling.
func (s *Solver[T]) compile(ctx context.Context) (*share.Solver[T], error) {
	series := s.Gate.Series()
	need := s.need(series.Terms)
	if made, ok := s.made.Load(need); ok {
		return made.(*share.Solver[T]), nil
	}
	settings, err := s.chosen(ctx)
	if err != nil {
		return nil, err
	}
	own := *s.System
	own.Series = series
	system := own.ODE()
	given := *settings
	if s.Settings.Lanes == 0 { // these are the trace's
		system.Lanes, given.Lanes = settings.Lanes, 0
	}
	solver, err := solverWithin[T](ctx, system, &given, s.Building)
	if err != nil {
		return nil, err
	}
	made := share.New(solver, system.Blocks, settings)
	if s.Length != nil {
		s.made.Clear() // a training would leave one for each of its steps
	}
	s.made.Store(need, made)
	return made, nil
}

// chosen is the settings of the solver. The caller holds Compiling.
func (s *Solver[T]) chosen(ctx context.Context) (*integrate.Settings, error) {
	if s.Choose == nil {
		return s.Settings, nil
	}
	return s.Choose(ctx)
}

// solverWithin makes the solver of a system that builds the flow's right-hand side. Building ends soon after ctx; later
// calls of the solver have contexts of their own.
func solverWithin[T graph.Float](ctx context.Context, system *ode.System, settings *integrate.Settings, building *sync.Mutex) (*integrate.Solver[T], error) {
	build, ended := system.Build, ctx
	system.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		if ended != nil { // only while the solver is being made
			b.Within(ended)
		}
		building.Lock()
		defer building.Unlock()
		return build(b, t, y, args)
	}
	defer func() { ended = nil }()
	return integrate.NewSolver[T](system, settings)
}

// RequestedProbes is the width that given probes must have, 0 if none are used.
func (s *Solver[T]) RequestedProbes() int {
	if !s.NeedsProbes() {
		return 0
	}
	return s.ProbeWidth()
}
