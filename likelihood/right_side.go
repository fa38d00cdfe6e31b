package likelihood

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// rightSide is one right-hand side under construction.
type rightSide struct {
	field   dynamics.Field
	dim     int
	trace   *TraceSettings // nil: z alone
	b       *graph.Builder
	t, z, c *G.Node
	f       *G.Node
	chain   *chain    // nil where the field does not tell its layers
	probes  []*G.Node // k of R×D
	pulled  []*G.Node // εᵀJ of each, once it is there
}

// addField builds f, with its layers if the field tells them and something here can use them.
func (r *rightSide) addField() (err error) {
	layered, ok := r.field.(dynamics.Layered)
	if !ok || r.trace == nil {
		r.f, err = r.field.Build(r.b, r.t, r.z, r.c)
		return errors.Wrap(err, "building the field")
	}
	f, factors, err := layered.BuildLayers(r.b, r.t, r.z, r.c)
	if err != nil {
		return errors.Wrap(err, "building the field's layers")
	}
	r.f = f
	if factors != nil {
		r.chain = newChain(r.b, factors)
	}
	return nil
}

func (r *rightSide) splitProbes(all *G.Node) {
	for k := range r.trace.probes() {
		r.probes = append(r.probes, r.b.SliceCols(all, k*r.dim, (k+1)*r.dim))
	}
}

// addTrace is the right-hand side of Δl, R×1.
func (r *rightSide) addTrace() (*G.Node, error) {
	if r.trace.Method == Hutchinson {
		return r.meanOverProbes(func(k int, pulled *G.Node) *G.Node {
			return r.b.SumCols(r.b.Mul(pulled, r.probes[k]))
		}), nil
	}
	if r.trace.Method == HutchPP {
		return r.hutchPP(), nil
	}
	route, _, err := r.route()
	if err != nil {
		return nil, err
	}
	var tr *G.Node
	switch route {
	case RouteClosedForm:
		tr = r.chain.closedForm(r.b, r.t, r.dim)
	case RouteTangents:
		tr = r.chain.tangents(r.b, r.dim)
	default:
		tr = r.genericTrace()
	}
	return r.asColumn(tr), nil
}

// meanOverProbes is the mean over k of a number found from εₖᵀJ.
func (r *rightSide) meanOverProbes(number func(k int, pulled *G.Node) *G.Node) *G.Node {
	var sum *G.Node
	for k, pulled := range r.pullbacks() {
		one := number(k, pulled)
		if sum == nil {
			sum = one
		} else {
			sum = r.b.Add(sum, one)
		}
	}
	if len(r.probes) > 1 {
		sum = r.b.Scale(sum, 1/float64(len(r.probes)))
	}
	return r.asColumn(sum)
}

// pullbacks are εᵀJ, shared by the trace and the Frobenius penalty.
func (r *rightSide) pullbacks() []*G.Node {
	if r.pulled != nil {
		return r.pulled
	}
	for _, e := range r.probes {
		if r.chain != nil {
			r.pulled = append(r.pulled, r.chain.pullback(r.b, e))
			continue
		}
		r.pulled = append(r.pulled, r.orZero(r.b.VJP([]*G.Node{r.f}, []*G.Node{e}, []*G.Node{r.z})))
	}
	return r.pulled
}

// orZero is the one derivative asked for, which is nil where f does not depend on z.
func (r *rightSide) orZero(derivatives []*G.Node) *G.Node {
	if len(derivatives) == 1 && derivatives[0] != nil {
		return derivatives[0]
	}
	return r.b.Scale(r.z, 0)
}

// asColumn gives every row its copy of a number that is the same for all.
func (r *rightSide) asColumn(x *G.Node) *G.Node {
	if x == nil || r.b.IsPerRow(x) {
		return x
	}
	return r.b.BroadcastRows(x, r.b.Rows())
}

func (r *rightSide) squaredNorm(x *G.Node) *G.Node { return r.b.SumCols(r.b.Square(x)) }
