// The size of a step, checked before the step is built.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// mostNodes bounds the operations of a step. Building and compiling so many takes about 20 s and 2 GB.
const mostNodes = 1 << 19

// CheckSize builds the right-hand side once, and compiles it only if operations do not say whether they mix
// rows. It refuses a right-hand side that is wrong, or whose
// step would have too many operations. It refuses one that mixes rows, unless sums over the batch are asked for.
func CheckSize[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, reduction *Reduction) error {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	t, y, args := InputNodes(s, b, p.Shared)
	k, err := Derivative(s, b, t, y, args)
	if err != nil {
		return err
	}
	nodes, stages := len(b.Graph().AllNodes()), len(p.Tableau.B)
	if nodes*stages > mostNodes {
		return errors.Wrapf(ode.ErrSystem, "a right-hand side of %d operations, %d times in a step of %s: %d in all, want at most %d, by a smaller right-hand side or a method of fewer stages",
			nodes, stages, p.Tableau.Name, nodes*stages, mostNodes)
	}
	if reduction != nil {
		return nil
	}
	return independent(s, b, "the right-hand side", t, y, args, k)
}
