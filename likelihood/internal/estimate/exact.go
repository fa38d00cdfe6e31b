// Exact: the trace itself, by a method asked for, or by the cheapest that the field allows.

package estimate

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

type exact struct{}

func (exact) least() int     { return 1 }
func (exact) sketch(int) int { return 0 }

// vectors is D unless the settings ask for a method without vectors: whether the field allows such a method is not known
// here.
func (exact) vectors(s *trace.Settings, dim int) int {
	if s.Method == trace.ClosedForm || s.Method == trace.Diagonal {
		return ProbeCount(s)
	}
	return dim
}

// nodes does not count the nodes that are built once for all tangents.
func (exact) nodes(_ *trace.Settings, product int) int { return product }

func (exact) scatter(*rhs.RHS, int) []*G.Node { return nil }

func (e exact) build(r *rhs.RHS, s *trace.Settings) (*G.Node, error) {
	method, _, err := e.method(r, s)
	if err != nil {
		return nil, err
	}
	switch method {
	case trace.Diagonal:
		return r.B.SumCols(r.Diagonal), nil
	case trace.ClosedForm:
		if r.Series.Terms > 0 {
			return r.SeriesForm()
		}
		return r.Factors.ClosedForm(r.B, r.T, r.Field.Dim()), nil
	case trace.Tangents:
		return r.Factors.Tangents(r.B, r.Field.Dim()), nil
	}
	// D tangents at once, or D cotangents one after another if the field has operations that are not of package graph.
	return r.B.Trace(r.F, r.Z), nil
}

func (exact) method(r *rhs.RHS, s *trace.Settings) (trace.Method, string, error) {
	layers := 0
	if r.Factors != nil {
		layers = len(r.Factors.Weights)
	}
	closed := r.Factors != nil && r.Factors.HasClosedForm(r.B)
	switch wanted := s.Method; {
	case wanted == trace.ClosedForm && !closed:
		return 0, "", errors.Wrapf(fault.ErrSettings, "no closed form of the trace: %s", whyNotClosed(r, layers))
	case wanted == trace.Tangents && layers < 2:
		return 0, "", errors.Wrap(fault.ErrSettings, "tangents need a field that tells at least two layers")
	case wanted == trace.Diagonal && r.Diagonal == nil:
		return 0, "", errors.Wrap(fault.ErrSettings, "the field does not tell the diagonal of its Jacobian (dynamics.Diagonal)")
	case wanted != trace.Exact:
		return wanted, "asked for", nil
	case r.Diagonal != nil:
		return trace.Diagonal, "the field tells the diagonal of its Jacobian", nil
	case closed:
		return trace.ClosedForm, "the layers' product can be multiplied out", nil
	case r.Series.Terms > 0:
		return trace.ClosedForm, fmt.Sprintf("the layers' product can be multiplied out, with the output's gate as a series of %d terms in t", r.Series.Terms), nil
	case layers >= 2:
		return trace.Tangents, whyNotClosed(r, layers), nil
	}
	return trace.Cotangents, "the field does not tell its layers", nil
}

func whyNotClosed(r *rhs.RHS, layers int) string {
	switch {
	case r.Factors == nil:
		return "the field does not tell its layers"
	case layers > 3: // of the field's Jacobian, in which a sum of products is two
		return fmt.Sprintf("the layers are a product of %d matrices, and more than three have no closed form: of more than two hidden layers, or of gated ones, "+
			"or of hyper and blend (with Settings.Shared these are one matrix each)", layers)
	}
	shared := "(with Settings.Shared it would not, and there would be a closed form)"
	if most := r.Series.Most; most > 0 {
		return fmt.Sprintf("the output gate differs from row to row %s, and as a series in t it takes more than %d terms", shared, most)
	}
	return "the output gate differs from row to row " + shared
}
