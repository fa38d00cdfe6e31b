// Segments in relative time, for ends that differ between rows.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// relative returns a solver of dy/ds = L f(t₀+sL', y), s from 0 to 1. Its last three constant inputs are t₀, L and L'
// of each row. L' is L, rounded so that the times f sees stay within the segment.
func (s *Solver[T]) relative(ctx context.Context) (*Solver[T], error) {
	if s.scheme.StepSize > 0 {
		return nil, settingsError("where events end or change rows, or output times are a row's own, the segment between two of them has another length in each row; " +
			"a gradient needs Steps or adaptive steps there, not StepSize")
	}
	return s.derived.relativeTime.get(ctx, "integrate: NewSolver", func() (*Solver[T], error) {
		settings := s.settings
		settings.FirstStep, settings.MinStep, settings.MaxStep, settings.Recorder = 0, 0, 0, nil
		solver, err := newSolver[T](ctx, relativeTime(s.system), &settings, nil)
		return solver, errors.Wrap(err, "in relative time")
	})
}

func relativeTime(s *ode.System) *ode.System {
	n := len(s.Args)
	return &ode.System{Blocks: s.Blocks, Params: s.Params, SumErrors: s.SumErrors,
		Args: append(append([]ode.Block(nil), s.Args...), ode.Block{Name: "start of the segment", Width: 1}, ode.Block{Name: "length of the segment", Width: 1},
			ode.Block{Name: "span of the times", Width: 1}),
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			start, length, span := args[n], args[n+1], args[n+2]
			k, err := compiled.Derivative(s, b, b.Add(start, b.Mul(span, t)), y, args[:n])
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
