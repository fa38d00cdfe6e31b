// Penalties: the terms that regularise a flow, with their weights and right-hand sides.

package likelihood

import (
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/matching"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Penalties are the weights of terms that Gradient adds to the mean negative log-likelihood: each the mean over rows of
// an integral |∫ … dt| ≥ 0 along the row's path, outside error control. Zero: not computed.
//
// RNODE's code (Finlay et al.) weighs means over the D columns, with a factor ½ but for the Jacobian: its kinetic-energy,
// directional and total coefficients are 2D times the weights here, its jacobian-norm coefficient D times. A loss in bits a
// dimension multiplies all of them by another D·log 2. FFJORD's code integrates norms, not their squares: its l2int and dl2int are the
// mean of |·|/√D, its JFrobint that of |∂f/∂z|/D, and no weight here does the same. Near a norm of N their coefficient w pulls like
// the weight w/(2N√D) here, JFrobint's like w/(2ND). Both codes' directional and total terms have (∂f/∂z)ᵀf in the place of (∂f/∂z)f, since
// torch.autograd.grad pulls back: they are others than those here where ∂f/∂z is not symmetric.
type Penalties struct {
	Kinetic     float64 // of |f|² (Finlay et al., How to train your neural ODE, 2020, eq. 8)
	Frobenius   float64 // of |εᵀ∂f/∂z|², whose expectation is the squared Frobenius norm (eq. 9); ε are the trace's probes
	Directional float64 // of |(∂f/∂z)f|²
	Total       float64 // of |∂f/∂t + (∂f/∂z)f|², the squared acceleration d²z/dt²
}

func (p *Penalties) check() error {
	for _, term := range p.terms() {
		if term.Weight < 0 || math.IsNaN(term.Weight) || math.IsInf(term.Weight, 0) {
			return errors.Wrapf(ErrSettings, "penalty %s has weight %v, want a finite number ≥ 0", term.Name, term.Weight)
		}
	}
	return nil
}

// terms lists all penalties in the order of their kinds.
func (p *Penalties) terms() []equation.Penalty {
	return []equation.Penalty{
		{Name: "kinetic", Weight: p.Kinetic, Kind: equation.Kinetic},
		{Name: "frobenius", Weight: p.Frobenius, Kind: equation.Frobenius},
		{Name: "directional", Weight: p.Directional, Kind: equation.Directional},
		{Name: "total", Weight: p.Total, Kind: equation.Total},
	}
}

// active lists those that are computed.
func (p *Penalties) active() []equation.Penalty {
	var list []equation.Penalty
	for _, term := range p.terms() {
		if term.Weight > 0 {
			list = append(list, term)
		}
	}
	return list
}

// at is the field of a kind.
func (p *Penalties) at(kind equation.PenaltyKind) *float64 {
	return [...]*float64{&p.Kinetic, &p.Frobenius, &p.Directional, &p.Total}[kind]
}

// newMatcher is that of a field with velocities, with these penalties, of which Frobenius takes so many probes.
func newMatcher[T graph.Float](field dynamics.Field, penalties []equation.Penalty, probes, workers int) *matching.Matcher[T] {
	m := &matching.Matcher[T]{System: matching.System{Field: field}, Workers: workers}
	for _, p := range penalties {
		kind := p.Kind
		m.Terms = append(m.Terms, matching.Term{Weight: p.Weight, Build: func(r *rhs.RHS) *G.Node { return equation.AddPenalty(r, kind) }})
		if kind == equation.Frobenius {
			m.Probes = probes
		}
	}
	return m
}
