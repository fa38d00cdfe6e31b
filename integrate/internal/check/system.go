// Package check refuses systems and problems that cannot be solved.
package check

import (
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// System returns an error for a System that no solver can be made from.
func System(s *ode.System, dtype tensor.Dtype) error {
	if s == nil || s.Build == nil || len(s.Blocks) == 0 {
		return errors.Wrap(ode.ErrSystem, "a system needs Build and at least one block")
	}
	if s.Params != nil && s.Params.Dtype() != dtype {
		return errors.Wrapf(ode.ErrSystem, "the parameters are %v, the solver is %v", s.Params.Dtype(), dtype)
	}
	seen := map[string]bool{}
	for _, block := range append(append([]ode.Block(nil), s.Blocks...), s.Args...) {
		if block.Width < 1 {
			return errors.Wrapf(ode.ErrSystem, "block %q has width %d; it must be at least 1", block.Name, block.Width)
		}
		if block.Name == "" || seen[block.Name] {
			return errors.Wrapf(ode.ErrSystem, "block name %q is empty or used twice", block.Name)
		}
		seen[block.Name] = true
	}
	return checkStates(s)
}

func checkStates(s *ode.System) error {
	state := false
	for _, block := range s.Blocks {
		state = state || !block.Quadrature
	}
	if !state {
		return errors.Wrap(ode.ErrSystem, "every block is a quadrature; at least one must be a state")
	}
	return nil
}

// Controlled reports whether any block is in the error norm.
func Controlled(s *ode.System) bool {
	for _, block := range s.Blocks {
		if !block.Uncontrolled {
			return true
		}
	}
	return false
}
