// The invariants after the passes.

package ir

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/pkg/errors"
)

// InvariantError says that a pass has left a program that would give wrong numbers. This is a bug of this package,
// never the caller's. Compile checks every program.
type InvariantError struct {
	Pass  string
	Value string
	Why   string
}

func (e *InvariantError) Error() string {
	return fmt.Sprintf("graph: internal error, please report it: after the pass %q %s %s", e.Pass, e.Value, e.Why)
}

// check checks the invariant of the pass, and those of all passes.
func (pass *Pass) check(p *Program) error {
	err := argumentsComeFirst(p)
	if err == nil {
		err = pass.holds(p)
	}
	var wrong *InvariantError
	if errors.As(err, &wrong) {
		wrong.Pass = pass.Name
	}
	return err
}

// breaks is the error for a value that breaks an invariant.
func breaks(v *Value, why string) error {
	return errors.WithStack(&InvariantError{Value: v.String(), Why: why})
}

// argumentsComeFirst checks that a value's ID is its index, behind those of its arguments.
func argumentsComeFirst(p *Program) error {
	for i, v := range p.Values {
		if v.ID != i {
			return breaks(v, fmt.Sprintf("is at place %d", i))
		}
		for _, a := range v.Args {
			if a.ID >= i || p.Values[a.ID] != a {
				return breaks(v, "reads what comes later or is no part of the program: "+a.String())
			}
		}
	}
	return nil
}

// storageAgrees checks that element-wise operations and concatenations read values of their own storage, and that foreign
// operations and transpositions read fixed ones.
func storageAgrees(p *Program) error {
	for _, v := range p.Values {
		for _, a := range v.Args {
			switch v.Op.(type) {
			case Unary, Affine, Binary, ConcatCols:
				if a.Batch != v.Batch {
					return breaks(v, "is stored in another way than "+a.String())
				}
			case Foreign, Transpose:
				if a.Batch > 0 {
					return breaks(v, "reads row by row "+a.String())
				}
			}
		}
	}
	return nil
}

// accumulatedAreFixed checks that outputs that accumulate are fixed.
func accumulatedAreFixed(p *Program) error {
	for i, v := range p.Outputs {
		if p.Sums[i] && v.Batch > 0 {
			return breaks(v, "accumulates row by row")
		}
	}
	return nil
}

// outputsByRow checks that outputs that the Builder calls per row are stored per row, and others are not.
func outputsByRow(p *Program) error {
	for i, v := range p.Outputs {
		if !p.Sums[i] && p.Rows > 0 && v.Rows%p.Rows == 0 && v.PerRow && v.Batch == 0 {
			return breaks(v, "is an output per row and stored row-major")
		}
		if v.Node != nil && !v.IsLeaf() && !v.PerRow && v.Batch > 0 {
			return breaks(v, "is a fixed output and stored per row")
		}
	}
	return nil
}

// allDiffer checks that no two values are computed alike.
func allDiffer(p *Program) error {
	m := merger{standsFor: make(map[*Value]*Value), known: make(map[identity]*Value)}
	for _, v := range p.Values {
		if !m.enter(v) {
			return breaks(v, "is computed twice: "+m.representative(v).String())
		}
	}
	return nil
}

// accumulatedAreSums checks that outputs that accumulate are Sums of their own.
func accumulatedAreSums(p *Program) error {
	seen := make(map[*Value]bool)
	for i, v := range p.Outputs {
		if p.Sums[i] && (!Is[Sum](v) || seen[v]) {
			return breaks(v, "accumulates and is no sum of its own")
		}
		seen[v] = true
	}
	return nil
}

// epiloguesAreApart checks that only Finish reads what Finish computes, and the totals that it computes from.
func epiloguesAreApart(p *Program) error {
	for _, v := range p.Values {
		for _, a := range v.Args {
			if (a.Final || a.Total) && !v.Final {
				return breaks(v, "reads in a run what Finish computes: "+a.String())
			}
		}
	}
	return nil
}

// noNegation checks that negations are Affine.
func noNegation(p *Program) error {
	for _, v := range p.Values {
		if v.Op == (Unary{Func: scalar.Neg}) {
			return breaks(v, "is a negation")
		}
	}
	return nil
}

// broadcastsReadByStride checks that only values that read their arguments with strides read a broadcast.
func broadcastsReadByStride(p *Program) error {
	for _, v := range p.Values {
		for _, a := range v.Args {
			if a.IsBroadcast() && !v.readsBroadcasts() {
				return breaks(v, "reads a broadcast, which is not stored: "+a.String())
			}
		}
	}
	return nil
}

// outputsStored checks that every output has a buffer of its own.
func outputsStored(p *Program) error {
	seen := make(map[*Value]bool)
	for _, v := range p.Outputs {
		if seen[v] || !v.Output || v.IsLeaf() || v.IsView() || v.IsBroadcast() {
			return breaks(v, "is an output without a buffer of its own")
		}
		seen[v] = true
	}
	return nil
}

// allRead checks that every value but inputs is needed.
func allRead(p *Program) error {
	for i, n := range p.Uses() {
		if v := p.Values[i]; n == 0 && !Is[Input](v) {
			return breaks(v, "is computed for nobody")
		}
	}
	return nil
}
