package integrate

import (
	"sync"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// kin is a solver of something related to what another one solves, made when it is first
// asked for.
type kin[T graph.Float] struct {
	once   sync.Once
	solver *Solver[T]
	err    error
}

func (k *kin[T]) get(make func() (*Solver[T], error)) (*Solver[T], error) {
	k.once.Do(func() {
		defer graph.Recover("integrate: NewSolver", &k.err)
		k.solver, k.err = make()
	})
	return k.solver, k.err
}

// relative returns a solver of dy/ds = L f(t₀+sL, y), s from 0 to 1, whose last two extras
// are t₀ and L of each row.
func (s *Solver[T]) relative() (*Solver[T], error) {
	if s.plan.StepSize > 0 {
		return nil, settingsError("where events end or change rows, the way between two of them has another length in each row; " +
			"a gradient needs Steps or adaptive steps there, not StepSize")
	}
	return s.inRelativeTime.get(func() (*Solver[T], error) {
		settings := s.plan.Settings
		settings.FirstStep, settings.MinStep, settings.MaxStep, settings.Recorder = 0, 0, 0, nil
		way, err := NewSolver[T](s.system.relative(), &settings)
		return way, errors.Wrap(err, "in relative time")
	})
}

func (s *System) relative() *System {
	n := len(s.Extras)
	return &System{Blocks: s.Blocks, Params: s.Params,
		Extras: append(append([]Block(nil), s.Extras...), Block{Name: "start of the way", Width: 1}, Block{Name: "length of the way", Width: 1}),
		Build: func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
			start, length := extras[n], extras[n+1]
			k, err := s.derivative(b, b.Add(start, b.Mul(length, t)), y, extras[:n])
			if err != nil {
				return nil, err
			}
			out := make([]*G.Node, len(k))
			for i, f := range k {
				if f != nil {
					out[i] = b.Mul(f, length)
				}
			}
			return out, b.Err()
		}}
}

// eventless returns a solver that does not look at events.
func (s *Solver[T]) eventless() (*Solver[T], error) {
	if len(s.system.Events) == 0 {
		return s, nil
	}
	return s.withoutEvents.get(func() (*Solver[T], error) {
		system := *s.system
		system.Events = nil
		return NewSolver[T](&system, &s.plan.Settings)
	})
}

// lands says that events end rows or change them.
func (s *System) lands() bool {
	for i := range s.Events {
		if s.Events[i].lands() {
			return true
		}
	}
	return false
}
