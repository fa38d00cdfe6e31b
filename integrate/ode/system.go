// The system that a solver solves.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Block is some columns of the state, or of the inputs that stay constant during a solve.
type Block struct {
	// Name appears in messages and must be unique in a System.
	Name string
	// Width is the number of columns.
	Width int
	// Quadrature says that no right-hand side reads the block: it is an integral along the solution. Its increments are
	// summed in float64, outside the graph.
	Quadrature bool
	// Uncontrolled keeps the block out of the error norm.
	Uncontrolled bool
}

// System is an initial-value problem dy/dt = f(t, y; args, θ) for a batch of independent rows.
type System struct {
	// Blocks of the state, in the order in which Build gets and returns them.
	Blocks []Block
	// Args are constant inputs: numbers of each row that do not change during a solve, such as conditions and probes.
	// Only Name and Width of these Blocks matter.
	Args []Block
	// Params are the weights θ; nil if there are none. A parameter that Build reads and Params does not have is frozen:
	// it has no gradient.
	Params *graph.Params
	// SumErrors is for a solution that is read as the sum of its columns, such as a log-density: its error grows with
	// the number of columns. The error norm is then the root of the sum of squares, SUNDIALS' weighted L2 norm, instead
	// of the root of their mean.
	SumErrors bool
	// Lanes is the number of rows that suits a compiled step of this system, where the settings do not give it: fewer than
	// 64 where each row carries many tangents, more where much is computed once for all rows. 0 means 64.
	Lanes int
	// Build adds the right-hand side to a graph. With R rows, t is R×1 (1×1 with Settings.Shared), y[i] is
	// R×Blocks[i].Width, or nil for a quadrature, and args[i] is R×Args[i].Width. Build returns dy/dt for each block;
	// nil stands for zero. It is called once for each stage of a step. Row r of a result must depend on row r of the
	// arguments alone: rows are at times of their own. Another right-hand side is ErrSystem: one with sums or products
	// over the rows, or one whose rows change with others or with their place in the batch. NewSolver tries the latter
	// with random numbers if there are operations of Gorgonia's or the user's.
	Build func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error)
	// Events are looked for between T0 and T1.
	Events []Event
	// Jump, if not nil, changes the state at Problem.JumpTimes: it adds y⁺ = g(t, y⁻; args, θ) to a graph, with the
	// arguments and shapes of Build. A nil entry of the result leaves its block as it is; entries of quadratures must
	// be nil.
	Jump func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error)
}
