package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
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
	// Build adds the right-hand side to a graph. With R rows, t is R×1 (1×1 with
	// Shared control), y[i] is R×Blocks[i].Width, or nil for a quadrature, and
	// extras[i] is R×Args[i].Width. It returns dy/dt for each block; nil stands
	// for zero. It is called once for each stage of a step.
	Build func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error)
	// Events are what to look for between T0 and T1.
	Events []Event
	// Jump, if not nil, is what happens to the state at Problem.JumpTimes.
	Jump Jump
}

// Validate reports a System that no solver can be made from.
func (s *System) Validate(dtype tensor.Dtype) error {
	if s == nil || s.Build == nil || len(s.Blocks) == 0 {
		return errors.Wrap(ErrSystem, "a system needs Build and at least one block")
	}
	if s.Params != nil && s.Params.Dtype() != dtype {
		return errors.Wrapf(ErrSystem, "the parameters are %v, the solver is %v", s.Params.Dtype(), dtype)
	}
	seen := map[string]bool{}
	for _, block := range append(append([]Block(nil), s.Blocks...), s.Args...) {
		if block.Width < 1 {
			return errors.Wrapf(ErrSystem, "block %q has width %d; it must be at least 1", block.Name, block.Width)
		}
		if block.Name == "" || seen[block.Name] {
			return errors.Wrapf(ErrSystem, "block name %q is empty or used twice", block.Name)
		}
		seen[block.Name] = true
	}
	return s.validateControl()
}

func (s *System) validateControl() error {
	state := false
	for _, block := range s.Blocks {
		state = state || !block.Quadrature
	}
	if !state {
		return errors.Wrap(ErrSystem, "every block is a quadrature; at least one must be a state")
	}
	return nil
}

// Controlled reports whether any block is in the error norm.
func (s *System) Controlled() bool {
	if s == nil {
		return false
	}
	for _, block := range s.Blocks {
		if !block.Uncontrolled {
			return true
		}
	}
	return false
}
