// A solve as an operation of a Gorgonia graph.

package layer

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Layer is a neural ODE in a larger Gorgonia model: an operation that solves a System adaptively and whose symbolic
// derivative is replay. Any Gorgonia machine runs it and any Gorgonia solver trains it.
//
// Its operands are, in this order: the state at t0 (R×W: the System's blocks side by side, quadratures included), t0
// and t1 (1×1), a node for each of System.Params, of the same shape, and a node for each of System.Args (R×Width). The
// result is the state at t1 (R×W). R may differ between applications.
//
//	l, err := layer.NewLayer[float64](system, nil)
//	weights, err := layer.Leaves(g, l.Params)
//	y, err := l.Apply(x, layer.At(0), layer.At(1), weights, nil)
//
// The weights are the values of the nodes; each run copies them into System.Params. The derivative solves once more,
// since a Gorgonia operation cannot keep a tape from its run for its derivative. There is no second derivative: asking
// for one gives a *graph.NotDifferentiableError. Unroll has derivatives of every order.
//
// A row that a terminal event of the System stops is in the result with its state at the event. The derivative accounts
// for the change of the event's time (Solver.GradientAtEvent). Terminal events exclude Settings.Shared. Methods for
// stiff systems, jumps and tstops are differentiated too.
//
// A Layer may be applied several times and run by several machines; runs take turns. Layers
// that share Params must not run at the same time.
type Layer[T graph.Float] struct {
	// Gradient says how the gradient is computed; the zero value means Replay. Set it before the first run.
	Gradient integrate.GradientSettings
	// TStops and JumpTimes are Problem.TStops and Problem.JumpTimes of every run. Set them before the first run.
	TStops, JumpTimes []float64
	// Params are the System's, for Leaves.
	Params *graph.Params

	solver *integrate.Solver[T]
	system *ode.System
	method string // the name of the tableau
	number uint64
	width  int

	noGradient error // why there is no gradient

	lastRun
}

// lastRun is how the last run of a layer ended, and its statistics. Runs take turns at the mutex.
type lastRun struct {
	mutex             sync.Mutex
	forward, backward ode.Stats
	err               error
}

var layers atomic.Uint64

// NewLayer compiles a system for use in other graphs. A nil Settings means the defaults. It returns the errors of
// NewSolver and those of the system's events. A right-hand side without a derivative is accepted; asking for the
// layer's derivative then gives the error.
func NewLayer[T graph.Float](sys *ode.System, settings *integrate.Settings) (layer *Layer[T], err error) {
	defer graph.Recover("integrate: NewLayer", &err)
	solver, err := integrate.NewSolver[T](sys, settings)
	if err != nil {
		return nil, err
	}
	sys = defaults.OwnSystem(sys)
	l := &Layer[T]{solver: solver, system: sys, Params: sys.Params, method: methodOf(settings), number: layers.Add(1)}
	for _, block := range sys.Blocks {
		l.width += block.Width
	}
	if err := solver.Prepare(background, false); err != nil {
		return nil, err
	}
	// Compiled now, since the derivative is asked for while another graph is being built.
	l.noGradient = l.solver.Prepare(background, true)
	return l, nil
}

// methodOf is the name of the tableau of settings.
func methodOf(settings *integrate.Settings) string {
	if settings == nil || settings.Tableau == nil {
		return defaults.Method.Name
	}
	return settings.Tableau.Name
}

// made refuses a Layer that is nil, or that NewLayer has not made.
func (l *Layer[T]) made() error {
	if l == nil || l.solver == nil {
		return errors.Wrap(integrate.ErrSettings, "a Layer without a solver; want one made by NewLayer")
	}
	return nil
}

// Stats returns the statistics of the last run of the layer and of its gradient. Those of the gradient include its
// forward solve.
func (l *Layer[T]) Stats() (forward, backward ode.Stats) {
	if l == nil {
		return ode.Stats{}, ode.Stats{}
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.forward, l.backward
}

// Err returns the error of the last run, nil if it went well. Gorgonia's machines wrap errors so that errors.Is and
// errors.As do not see through; this is the error itself: an *ode.StepError, *ode.NotFiniteError, *graph.PanicError,
// ode.ErrShape, or ode.ErrInterval.
func (l *Layer[T]) Err() error {
	if err := l.made(); err != nil {
		return err
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.err
}

// Apply adds the state at t1 to the graph of the state y at t0. The ends are numbers, or scalar or 1×1 nodes. params
// are as Leaves makes them of Params, or any nodes of these shapes; args are the constant inputs. Errors:
// graph.ErrNilNode, graph.ErrDifferentGraphs, *graph.ShapeError, *graph.DtypeError, ode.ErrInterval, and ode.ErrShape
// for lists of the wrong length.
func (l *Layer[T]) Apply(y *G.Node, t0, t1 Time, params, args G.Nodes) (end *G.Node, err error) {
	defer graph.Recover("integrate: Layer.Apply", &err)
	if err := l.made(); err != nil {
		return nil, err
	}
	if y == nil || y.Graph() == nil {
		return nil, errors.Wrap(graph.ErrNilNode, "the state at t0")
	}
	if want, got := l.params(), params; len(got) != len(want) {
		return nil, check.Count("parameters", len(got), len(want))
	}
	if want, got := l.system.Args, args; len(got) != len(want) {
		return nil, check.Count("constant inputs", len(got), len(want))
	}
	from, to, err := ends(graph.Wrap(y.Graph(), y.Dtype()), y, t0, t1, 1)
	if err != nil {
		return nil, err
	}
	operands := append(append([]*G.Node{y, from, to}, params...), args...)
	for i, n := range operands {
		if n == nil {
			return nil, errors.Wrapf(graph.ErrNilNode, "operand %d, %s", i, l.operand(i))
		}
		if n.Dtype() != graph.DtypeOf[T]() {
			return nil, &graph.DtypeError{Place: l.operand(i), Got: n.Dtype(), Want: graph.DtypeOf[T]()}
		}
	}
	return graph.Apply(l.op(), operands...)
}

// background: a machine gives an operation no context.
var background = context.Background()
