// What is solved: a system of blocks.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Block is a part of the state, or an input that stays constant during a solve.
type Block struct {
	// Name appears in messages and must be unique in a System.
	Name string
	// Width is the number of columns.
	Width int
	// Quadrature says that no right-hand side reads the block: it is an integral
	// along the solution. Its increments are summed in float64 outside the graph.
	Quadrature bool
	// Uncontrolled keeps the block out of the error norm.
	Uncontrolled bool
}

// System is an initial-value problem dy/dt = f(t, y; extras, θ) for a batch of
// rows that do not see one another.
type System struct {
	// Blocks of the state, in the order in which Build gets and returns them.
	Blocks []Block
	// Args are inputs per row that stay constant during a solve: conditions,
	// probes. Only Name and Width matter.
	Args []Block
	// Params are the weights θ; nil if there are none.
	Params *graph.Params
	// SumErrors is for a solution that is read as one number to which all columns add, such as a
	// log-density: its error grows with their number although theirs does not. The norm is
	// then the root of the sum of squares, SUNDIALS' weighted L2 norm, instead of their mean.
	SumErrors bool
	// Build adds the right-hand side to a graph. With R rows, t is R×1 (1×1 with
	// Settings.Shared), y[i] is R×Blocks[i].Width, or nil for a quadrature, and
	// extras[i] is R×Args[i].Width. It returns dy/dt for each block; nil stands
	// for zero. It is called once for each stage of a step.
	Build func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error)
	// Events are what to look for between T0 and T1.
	Events []Event
	// Jump, if not nil, is what happens to the state at Problem.JumpTimes. It adds to a graph what a
	// sudden change makes of the state: y⁺ = g(t, y⁻; extras, θ), with the shapes of Build. A nil
	// entry of the result leaves that block as it is; those of quadratures must be nil.
	Jump func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error)
}
