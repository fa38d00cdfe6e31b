// The invariants that hold after the passes.

package ir

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/pkg/errors"
)

// InvariantError says that a pass has left a program that would give wrong numbers: a mistake of this package, never of
// its caller. Compile looks for it in every program.
type InvariantError struct {
	Pass  string
	Value string
	Why   string
}

func (e *InvariantError) Error() string {
	return fmt.Sprintf("graph: internal error, please report it: after the pass %q %s %s", e.Pass, e.Value, e.Why)
}

// check is what holds after the pass, and after each.
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

// breaks is a value for which an invariant does not hold.
func breaks(v *Value, why string) error {
	return errors.WithStack(&InvariantError{Value: v.String(), Why: why})
}

// argumentsComeFirst: a value's ID is its place, behind those of its arguments.
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

// storageAgrees: element-wise operations and concatenations read values of their own storage, operations that are not
// ours and transpositions read fixed ones.
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

// accumulatedAreFixed: outputs that accumulate are not per row.
func accumulatedAreFixed(p *Program) error {
	for i, v := range p.Outputs {
		if p.Sums[i] && v.Batch > 0 {
			return breaks(v, "accumulates row by row")
		}
	}
	return nil
}

// outputsByRow: what the Builder calls per row is stored so.
func outputsByRow(p *Program) error {
	for i, v := range p.Outputs {
		if !p.Sums[i] && p.Rows > 0 && v.Rows%p.Rows == 0 && v.PerRow && v.Batch == 0 {
			return breaks(v, "is an output per row and stored row-major")
		}
	}
	return nil
}

// allDiffer: no two values are computed alike.
func allDiffer(p *Program) error {
	m := merger{standsFor: make(map[*Value]*Value), known: make(map[identity]*Value)}
	for _, v := range p.Values {
		if !m.enter(v) {
			return breaks(v, "is computed twice: "+m.representative(v).String())
		}
	}
	return nil
}

// accumulatedAreSums: outputs that accumulate are sums of their own.
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

// epiloguesAreApart: only Finish reads what Finish computes, and the totals that it computes from.
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

// noNegation: negations are affine.
func noNegation(p *Program) error {
	for _, v := range p.Values {
		if v.Op == (Unary{Func: scalar.Neg}) {
			return breaks(v, "is a negation")
		}
	}
	return nil
}

// broadcastsReadByStride: only what steps over its arguments with any strides reads a broadcast.
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

// outputsStored: every output has a buffer that nothing else is a name for.
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

// allRead: but for inputs every value is needed.
func allRead(p *Program) error {
	for i, n := range p.Uses() {
		if v := p.Values[i]; n == 0 && !Is[Input](v) {
			return breaks(v, "is computed for nobody")
		}
	}
	return nil
}
