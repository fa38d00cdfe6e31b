// Fits: whether a field allows settings, and whether a step with them is small enough to be built.

package estimate

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// mostNodes bounds the operations of a step: building and compiling so many takes some 20 s.
const mostNodes = 1 << 19

// Fits refuses (likelihood.ErrSettings) settings that the field does not allow, and so many probes that a step of the
// solver's method would have too many operations. It builds only the field, once, and predicts the size of the rest. The
// settings have their defaults filled in.
func Fits[T graph.Float](field dynamics.Field, s *trace.Settings, solver *integrate.Settings) (err error) {
	defer graph.Recover("likelihood: a trace", &err)
	if err := Check(s); err != nil {
		return err
	}
	if field == nil {
		return errNoField()
	}
	b := graph.NewBuilder[T](planRows)
	r, _ := rhs.Standalone(field, b, 0, solver.Shared)
	if err := r.AddField(true); err != nil {
		return err
	}
	if _, _, err := estimatorOf(s).method(r, s); err != nil {
		return err
	}
	method := solver.Tableau
	product := len(b.Graph().AllNodes())
	most := mostNodes / max(len(method.B), 1)
	if nodes := product + estimatorOf(s).nodes(s, product); nodes > most {
		return errors.Wrapf(fault.ErrSettings, "a right-hand side of about %d operations for Probes = %d: a step of %s holds %d of them, want at most %d operations each; take fewer probes",
			nodes, ProbeCount(s), method.Name, len(method.B), most)
	}
	return b.Err()
}

func errNoField() error { return errors.Wrap(fault.ErrSettings, "a trace: no field") }
