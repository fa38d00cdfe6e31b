// Settings of flows, of the norms of stacks and of penalties, with their defaults.

package likelihood

import (
	"cmp"
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/matching"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Settings of a flow. The zero value and nil mean a standard normal base at t = 0, data at t = 1, the exact trace, the
// method, first step and growth of steps that Solver tells, and integrate's default tolerances.
type Settings struct {
	Base      base.Base // density at T0; nil: Standard, or the manifold's own density for a field of package manifold. A base near the data, such as package base/em fits, makes paths short and evaluations few (RESULTS.md)
	TrainBase bool      // the base's parameters are trained with the field's; ErrSettings if the base is not Trainable

	// T0 is the time of the base, T1 that of the data; both zero: 0 and 1. T0 > T1 is FFJORD's convention, in which the
	// data stand at the start: {T0: 1, T1: 0}. The equations are the same.
	T0, T1 float64

	// TrainTime makes the duration a parameter: the later of T0 and T1 moves, as in FFJORD's code.
	TrainTime bool

	Trace         trace.Settings  // of log-densities
	GradientTrace *trace.Settings // of Gradient; nil: Trace. {Method: Hutchinson} trains as FFJORD does and scores exactly

	// Solver holds tableau, tolerances, control and workers; nil: integrate's defaults, but for the tableau. Without
	// one it is Sparse5, which evaluates the divergence four times a step, and without a FirstStep too the first step
	// is 1.4·tolerance^(1/6) of the time from T0 to T1, and without a Controller then steps grow by 1.7 at most. Over
	// flows of twelve kinds this takes a third fewer operations than Dopri5 for an equal error of log p or of the
	// gradient (BENCHMARKS.md). With a tableau, FirstStep and Controller are as in integrate. Without Lanes there are 64
	// (with Shared, so many rows share a step), 16 to 64 for a trace by D tangents or cotangents, up to 512 for much work a pack.
	Solver *integrate.Settings

	// FreeDensity takes Δl out of the error control, so that steps follow z alone. This takes fewer steps, and nothing
	// bounds the error of the log-density.
	FreeDensity bool

	Penalties Penalties // added to the loss that Gradient differentiates

	Gradient integrate.GradientSettings // method of Gradient; zero: replay
}

// resolved is Settings with defaults filled in and checked against the field.
type resolved struct {
	Settings
	dim, cond int
}

// resolve copies what pointers lead to: solvers are made when they are needed, and a caller may change its settings for the
// next flow.
func resolve(s *Settings, field dynamics.Field) (*resolved, error) {
	r := &resolved{dim: field.Dim(), cond: dynamics.CondDim(field)}
	if s != nil {
		r.Settings = *s
	}
	if r.Base == nil {
		r.Base = defaultBase(field)
	}
	if r.T0 == 0 && r.T1 == 0 {
		r.T1 = 1
	}
	gradientTrace, solver := *cmp.Or(r.GradientTrace, &r.Trace), ownSolver(r.Solver, nil)
	if solver.Tableau == nil {
		asFlow(solver, math.Abs(r.T1-r.T0))
	}
	solver.Tableau = defaults.OwnTableau(solver.Tableau)
	if c, ok := solver.Controller.(*integrate.Controller); ok {
		solver.Controller = defaults.Own(c)
	}
	r.GradientTrace, r.Solver = &gradientTrace, solver
	return r, r.check()
}

// onManifold is a field whose points are not all of Rᴰ, with the density that flows of it start from.
type onManifold interface{ DefaultBase() base.Base }

// defaultBase is the density of a field's manifold, or the standard normal one.
func defaultBase(field dynamics.Field) base.Base {
	if on, ok := field.(onManifold); ok {
		return on.DefaultBase()
	}
	return base.Standard{}
}

// baseOr is the base, or if there is none that of a stack of fields that move these columns. A field of some columns on a
// manifold does not say what the others are.
func (s *Settings) baseOr(fields []dynamics.Field, columns [][]int) (base.Base, error) {
	if s.Base != nil {
		return s.Base, nil
	}
	for i, field := range fields {
		if _, ok := field.(onManifold); !ok {
			continue
		}
		if i < len(columns) && columns[i] != nil {
			return nil, errors.Wrapf(ErrSettings, "Base is nil, and flow %d of the stack moves some columns on a manifold: want the density of all columns, such as manifold.Product", i)
		}
		return defaultBase(field), nil
	}
	return base.Standard{}, nil
}

// ownSolver returns a copy of a solver's settings, whose Recorder is called under the mutex; nil: one of its own.
func ownSolver(s *integrate.Settings, recording *sync.Mutex) *integrate.Settings {
	own := *defaults.OrZero(s)
	own.Recorder = defaults.Serial(cmp.Or(recording, new(sync.Mutex)), own.Recorder)
	return &own
}

// asFlow gives a solver without a method that of flows, and its first step and controller for a time of a length. Settings
// without a meaning are left to integrate to refuse.
func asFlow(s *integrate.Settings, length float64) {
	s.Tableau = defaults.FlowMethod
	tolerance := max(cmp.Or(s.RTol, defaults.Tolerance), cmp.Or(s.ATol, defaults.Tolerance))
	first := defaults.FlowFirstStep(tolerance) * length
	if s.FirstStep == 0 && s.Steps == 0 && s.StepSize == 0 && first > s.MinStep {
		s.FirstStep = first
		if s.Controller == nil {
			s.Controller = &integrate.Controller{MaxFactor: defaults.FlowGrowth}
		}
	}
}

// NormSettings are those of the moving batch-norms of a stack (Grathwohl et al., FFJORD, 2019, code; after Dinh et al.,
// Density estimation using Real NVP, 2017, section 3.7). From the data's side to the base's, they compute in each
// column
//
//	y = (x - μ)/√(v + ε)·eʷ + b,   log |∂y/∂x| = Σ w - ½ log(v + ε).
//
// w and b are trained. μ and v are running moments of past batches, and constants for the gradient. So a density does
// not depend on the batch, and the trained density is the one that is scored.
type NormSettings struct {
	Ends    bool    // norms at both ends of the stack too, as FFJORD's code has them; false: between neighbouring flows alone
	Share   float64 // weight of a batch's moments in the running ones: μ ← μ + Share·(mean - μ); 0: 0.1
	Epsilon float64 // ε; 0: 1e-4

	// Lag is the share, up to 1, of a batch's own moments in those by which Gradient normalises the batch: Lag·batch +
	// (1-Lag)·running. They are differentiated too. It is bn_lag of FFJORD's code; the default is 0 there and here.
	// With a Lag what is trained is no density, as it depends on the batch, and Gradient's log-densities differ from
	// those of LogProb. Gradient then solves twice in the forward pass, since all rows must arrive at a norm before one
	// can go on. FFJORD's code also divides by 1 - Lag^step, as for averages that start from zero; the averages here
	// have weights that add up to 1 and need no correction.
	Lag float64
}

// resolve returns a copy with defaults filled in; nil for nil.
func (s *NormSettings) resolve() (*NormSettings, error) {
	if s == nil {
		return nil, nil
	}
	own := *s
	own.Share, own.Epsilon = cmp.Or(own.Share, normShare), cmp.Or(own.Epsilon, normEpsilon)
	switch {
	case !(own.Share > 0 && own.Share <= 1):
		return nil, errors.Wrapf(ErrSettings, "share of a batch in the running moments is %v, want a number in (0, 1]", own.Share)
	case !(own.Lag >= 0 && own.Lag <= 1):
		return nil, errors.Wrapf(ErrSettings, "lag of the norms is %v, want a number in [0, 1]", own.Lag)
	case !(own.Epsilon > 0) || math.IsInf(own.Epsilon, 0):
		return nil, errors.Wrapf(ErrSettings, "epsilon of the norms is %v, want a finite number above 0", own.Epsilon)
	}
	return &own, nil
}

// The defaults of NormSettings.
const (
	normShare   = 0.1
	normEpsilon = 1e-4
)

// Penalties are the weights of terms that Gradient adds to the mean negative log-likelihood. A term is the mean over
// rows of an integral |∫ … dt| ≥ 0 along the row's path in standardised units, outside error control. A term of weight
// zero is not computed.
//
// RNODE's code (Finlay et al.) weights means over the D columns, with a factor ½ except for the Jacobian: its
// kinetic-energy, directional and total coefficients are 2D times the weights here, its jacobian-norm coefficient D
// times. Beside a loss in bits a dimension, as for its images, its coefficients are these divided by D·log 2: 2/log 2
// and 1/log 2 times the weights here, for a flow of all columns. FFJORD's code integrates norms instead of their
// squares: its l2int and dl2int are the mean of |·|/√D, its JFrobint that of |∂f/∂z|/D. No weight here gives the same
// term. Near a norm of N a coefficient w of l2int or dl2int has the gradient of the weight w/(2N√D) here, one of
// JFrobint that of w/(2ND). Both codes' directional and total terms have (∂f/∂z)ᵀf instead of (∂f/∂z)f, since
// torch.autograd.grad pulls back: they differ from those here unless ∂f/∂z is symmetric.
type Penalties struct {
	Kinetic float64 // of |f|² (Finlay et al., How to train your neural ODE, 2020, eq. 8)
	// Frobenius is of the mean of |εᵀ∂f/∂z|² over the gradient's probes ε, whose expectation is the squared Frobenius norm
	// (eq. 9). Beside an exact trace too, trace.Settings says how many they are and how they are drawn.
	Frobenius   float64
	Directional float64 // of |(∂f/∂z)f|²
	Total       float64 // of |∂f/∂t + (∂f/∂z)f|², the squared acceleration d²z/dt²
}

func (p *Penalties) check() error {
	for _, term := range p.terms() {
		if !(term.Weight >= 0) || math.IsInf(term.Weight, 0) {
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

// at returns the field of a kind.
func (p *Penalties) at(kind equation.PenaltyKind) *float64 {
	return [...]*float64{&p.Kinetic, &p.Frobenius, &p.Directional, &p.Total}[kind]
}

// newMatcher returns the matcher of a field with these penalties, of which Frobenius takes so many probes.
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
