// Fixed steps unrolled into a graph.

package layer

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Unroll adds equal steps of a method from t0 to t1 to the graph of y and returns the state at t1. The last step ends
// on t1 exactly. y and the result are R×D; a nil tableau means Dopri5. f adds the right-hand side dy/dt = f(t, y) to the
// graph of its arguments, in operations of package graph or of Gorgonia: t is R×1, y and f are R×D. The ends are
// numbers or nodes (At, AtNode).
//
// The added nodes are operations of package graph and those of f, so gorgonia.Grad differentiates them for a
// TapeMachine, and graph.VJP as often as f allows. Of Gorgonia's operations in f Grad takes Gorgonia's rules, of which those
// for InverseSqrt, Log2, OuterProd and Max of equal elements are wrong; VJP and UnrollField have right ones. The graph grows
// with the number of steps, and there is no error control; Layer avoids both. Memory: every intermediate result of every step. Times that f does not read stay in the graph:
// a LispMachine, which takes them for losses, needs the loss's SubgraphRoots.
//
// Errors: tableau.ErrTableau; integrate.ErrSettings for steps below 1, a missing f or an implicit method;
// ode.ErrInterval; ode.ErrSystem for a rate that has not the shape of y; a *graph.ShapeError for y or t of another
// shape; graph.ErrNilNode; a *graph.PanicError for a panic of f; and those of f.
func Unroll(tab *tableau.Tableau, f func(t, y *G.Node) (*G.Node, error), y *G.Node, t0, t1 Time, steps int) (end *G.Node, err error) {
	defer graph.Recover("integrate: Unroll", &err)
	if tab == nil {
		tab = defaults.Method
	}
	if err := tab.Validate(); err != nil {
		return nil, err
	}
	if tab.Rosenbrock != nil {
		return nil, errors.Wrapf(integrate.ErrSettings, "Unroll takes explicit Runge–Kutta methods; %s is none", tab.Name)
	}
	if f == nil || steps < 1 {
		return nil, errors.Wrapf(integrate.ErrSettings, "Unroll needs a rate and at least one step, not %d", steps)
	}
	if y == nil || y.Graph() == nil {
		return nil, errors.Wrap(graph.ErrNilNode, "the state at t0")
	}
	u := &unrolling{tableau: tab, rate: f, y: y, steps: steps, k: make([]*G.Node, len(tab.B))}
	err = graph.Exclusive(y.Graph(), func() error { return u.run(t0, t1) })
	if err != nil {
		return nil, err
	}
	return u.y, nil
}

// unrolling is the state of Unroll between steps.
type unrolling struct {
	tableau *tableau.Tableau
	rate    func(t, y *G.Node) (*G.Node, error)
	steps   int
	clock   *timeGrid
	y       *G.Node
	k       []*G.Node // stages of the current step; nil where not needed
	b       *graph.Builder
}

func (u *unrolling) run(t0, t1 Time) (err error) {
	if err := wantMatrix("the state at t0", u.y); err != nil {
		return err
	}
	u.b = graph.Wrap(u.y.Graph(), u.y.Dtype())
	if u.clock, err = newTimeGrid(u.b, u.y, t0, t1, u.steps); err != nil {
		return err
	}
	for n := range u.steps {
		if err := u.step(n); err != nil {
			return errors.WithMessagef(err, "step %d of %d", n+1, u.steps)
		}
	}
	return u.b.Err()
}

func (u *unrolling) step(n int) error {
	tab := u.tableau
	for i, need := range method.Needed(tab, n+1 < u.steps) {
		switch {
		case i == 0 && n > 0 && method.FSAL(tab):
			u.k[0] = u.k[len(u.k)-1]
		case !need:
			u.k[i] = nil
		default:
			k, err := u.stage(n, i)
			if err != nil {
				return err
			}
			u.k[i] = k
		}
	}
	u.y = u.advance(n, tab.B)
	return u.b.Err()
}

// stage adds k_i and checks the rate that f has returned.
func (u *unrolling) stage(n, i int) (*G.Node, error) {
	t, y := u.clock.at(n, u.tableau.C[i]), u.advance(n, u.tableau.A[i])
	if u.b.Err() != nil {
		return nil, u.b.Err()
	}
	k, err := u.rate(t, y)
	switch {
	case err != nil:
		return nil, errors.WithMessage(err, "the rate")
	case k == nil:
		return nil, errors.Wrap(ode.ErrSystem, "the rate returned nil without an error")
	case k.Graph() != y.Graph():
		return nil, errors.Wrap(ode.ErrSystem, "the rate is in another graph than its arguments")
	case !k.Shape().Eq(y.Shape()) || k.Dtype() != y.Dtype():
		return nil, errors.Wrapf(ode.ErrSystem, "the rate is %v of %v, want %v of %v", k.Shape(), k.Dtype(), y.Shape(), y.Dtype())
	}
	return k, nil
}

// advance adds y + h Σ_j weights[j] k_j.
func (u *unrolling) advance(n int, weights []float64) *G.Node {
	h, factor := u.clock.step(n)
	var total *G.Node
	for j, w := range weights {
		if w != 0 {
			total = sum(u.b, total, scaled(u.b, u.k[j], w*factor))
		}
	}
	if total != nil && h != nil {
		total = u.b.Mul(total, h)
	}
	return sum(u.b, u.y, total)
}
