// Hutchinson: the mean of quadratic forms of random vectors.

package estimate

import (
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// hutchinson is the mean of εᵀJε over the probes ε (Grathwohl et al., FFJORD, 2019, eq. 7).
type hutchinson struct{}

func (hutchinson) least() int                           { return 1 }
func (hutchinson) sketch(int) int                       { return 0 }
func (hutchinson) vectors(s *trace.Settings, _ int) int { return ProbeCount(s) }

func (hutchinson) nodes(s *trace.Settings, product int) int { return ProbeCount(s) * (product + 3) }

func (hutchinson) method(*rhs.RHS, *trace.Settings) (trace.Method, string, error) {
	return trace.Hutchinson, "asked for", nil
}

func (hutchinson) build(r *rhs.RHS, _ *trace.Settings) (*G.Node, error) {
	return r.MeanOverProbes(func(k int, pulled *G.Node) *G.Node { return r.Dot(pulled, r.Probes[k]) }), nil
}

func (hutchinson) scatter(r *rhs.RHS, _ int) []*G.Node { return outside(r, nil, r.Probes) }
