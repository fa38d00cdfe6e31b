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
		settings := s.settings
		settings.FirstStep, settings.MinStep, settings.MaxStep, settings.Recorder = 0, 0, 0, nil
		way, err := NewSolver[T](relativeSystem(s.system), &settings)
		return way, errors.Wrap(err, "in relative time")
	})
}

func relativeSystem(s *System) *System {
	n := len(s.Extras)
	return &System{Blocks: s.Blocks, Params: s.Params,
		Extras: append(append([]Block(nil), s.Extras...), Block{Name: "start of the way", Width: 1}, Block{Name: "length of the way", Width: 1}),
		Build: func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
			start, length := extras[n], extras[n+1]
			k, err := derivative(s, b, b.Add(start, b.Mul(length, t)), y, extras[:n])
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
		return NewSolver[T](&system, &s.settings)
	})
}

// lands says that events end rows or change them.
func anyLands(s *System) bool {
	for i := range s.Events {
		if s.Events[i].lands() {
			return true
		}
	}
	return false
}

// PrepareGradient compiles what gradients need, so that the first one does not have to: of a system with events that end
// rows or change them what GradientAtStop and GradientAlong need, of others what Gradient needs.
func (s *Solver[T]) PrepareGradient() error {
	if anyLands(s.system) {
		return s.prepareWay()
	}
	plain, err := s.eventless()
	if err != nil {
		return err
	}
	return plain.preparePull()
}

// prepareWay compiles what gradients through events need.
func (s *Solver[T]) prepareWay() error {
	if err := s.checkEvents(); err != nil {
		return err
	}
	relative, err := s.relative()
	if err != nil {
		return err
	}
	if err := relative.preparePull(); err != nil {
		return err
	}
	for i := range s.system.Events {
		if !s.system.Events[i].lands() {
			continue
		}
		if _, err := s.eventCode(i); err != nil {
			return err
		}
	}
	for number := range len(s.system.Events) + 1 {
		if _, err := s.jumpCode(number); err != nil {
			return err
		}
	}
	return nil
}
