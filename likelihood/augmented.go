package likelihood

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// augmented is the system that a flow solves: z with dz/dt = f, Δl with dΔl/dt = tr ∂f/∂z, and the penalties' integrals.
// Δl and the penalties are quadratures: nothing reads them, so they are summed outside the graph, in float64. The
// penalties are outside error control: what only regularises must not choose the steps (FFJORD's code lets it).
type augmented struct {
	field       dynamics.Field
	dim, cond   int
	trace       *TraceSettings // nil: z alone
	freeDensity bool
	penalties   []penalty
}

// needsProbes says whether ε is among the extras.
func (a *augmented) needsProbes() bool {
	if a.trace != nil && a.trace.Method != Exact {
		return true
	}
	for _, p := range a.penalties {
		if p.kind == frobenius {
			return true
		}
	}
	return false
}

// probeWidth is k·D: the probes of a row, one after another.
func (a *augmented) probeWidth() int { return a.trace.probes() * a.dim }

// blocks is the number of the system's blocks.
func (a *augmented) blocks() int {
	if a.trace == nil {
		return 1
	}
	return 2 + len(a.penalties)
}

func (a *augmented) system() *integrate.System {
	s := &integrate.System{Params: a.field.Params(), Build: a.build}
	s.Blocks = append(s.Blocks, integrate.Block{Name: "z", Width: a.dim})
	if a.trace != nil {
		s.Blocks = append(s.Blocks, integrate.Block{Name: "logdet", Width: 1, Quadrature: true, Uncontrolled: a.freeDensity})
	}
	for _, p := range a.penalties {
		s.Blocks = append(s.Blocks, integrate.Block{Name: p.name, Width: 1, Quadrature: true, Uncontrolled: true})
	}
	if a.cond > 0 {
		s.Extras = append(s.Extras, integrate.Block{Name: "condition", Width: a.cond})
	}
	if a.needsProbes() {
		s.Extras = append(s.Extras, integrate.Block{Name: "probes", Width: a.probeWidth()})
	}
	return s
}

// build adds the right-hand side of every block.
func (a *augmented) build(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
	r := &rightSide{augmented: a, b: b, t: t, z: y[0]}
	if a.cond > 0 {
		r.c, extras = extras[0], extras[1:]
	}
	if a.needsProbes() {
		r.splitProbes(extras[0])
	}
	if err := r.addField(); err != nil {
		return nil, err
	}
	derivatives := []*G.Node{r.f}
	if a.trace != nil {
		tr, err := r.addTrace()
		if err != nil {
			return nil, err
		}
		derivatives = append(derivatives, tr)
	}
	for _, p := range a.penalties {
		derivatives = append(derivatives, r.addPenalty(p.kind))
	}
	return derivatives, errors.Wrap(b.Err(), "building the flow's right-hand side")
}

// rightSide is one right-hand side under construction.
type rightSide struct {
	*augmented
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

// addPenalty is the right-hand side of one penalty, R×1.
func (r *rightSide) addPenalty(kind penaltyKind) *G.Node {
	switch kind {
	case kinetic:
		return r.squaredNorm(r.f)
	case frobenius:
		return r.meanOverProbes(func(_ int, pulled *G.Node) *G.Node { return r.squaredNorm(pulled) })
	case directional:
		if r.chain != nil {
			return r.squaredNorm(r.chain.pushforward(r.b, r.f))
		}
		return r.squaredNorm(r.orZero(r.b.JVP([]*G.Node{r.f}, []*G.Node{r.z}, []*G.Node{r.f})))
	}
	wrt, tangents := []*G.Node{r.z, r.t}, []*G.Node{r.f, r.onesLike(r.t)}
	return r.squaredNorm(r.orZero(r.b.JVP([]*G.Node{r.f}, wrt, tangents)))
}

func (r *rightSide) squaredNorm(x *G.Node) *G.Node { return r.b.SumCols(r.b.Square(x)) }

func (r *rightSide) onesLike(t *G.Node) *G.Node {
	return r.asColumnLike(r.b.Const(1, 1, []float64{1}), t)
}

func (r *rightSide) asColumnLike(x, like *G.Node) *G.Node {
	if r.b.IsPerRow(like) {
		return r.asColumn(x)
	}
	return x
}
