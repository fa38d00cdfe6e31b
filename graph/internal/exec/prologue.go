// The prologue: instructions that depend on parameters alone.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// prologue is a list of instructions that runs after a change of the parameters.
type prologue struct {
	list     sequence
	params   []ir.Versioned
	versions []uint64
	fresh    bool // the list has run for these versions
}

func newPrologue(pl *plan.Plan, list []instruction) prologue {
	params := paramContainers(pl)
	return prologue{list: sequence{Instructions: list}, params: params, versions: make([]uint64, len(params))}
}

// paramContainers lists the containers of the program's parameters.
func paramContainers(pl *plan.Plan) (list []ir.Versioned) {
	seen := make(map[ir.Versioned]bool)
	for _, v := range pl.Ir.Values {
		param, ok := v.Op.(ir.Param)
		if !ok {
			continue
		}
		if owner := param.Bound.Container(); !seen[owner] {
			seen[owner] = true
			list = append(list, owner)
		}
	}
	return list
}

// moved reports whether the list has to run, because parameters have changed since its last run.
func (p *prologue) moved() bool {
	moved := !p.fresh
	for i, q := range p.params {
		if v := q.Version(); v != p.versions[i] {
			p.versions[i], moved = v, true
		}
	}
	return moved
}

// Prepare runs the prologue if parameters have changed.
func (p *Program[T]) Prepare(n int) error {
	if !p.prologue.moved() {
		return nil
	}
	err := p.RunSequence(&p.prologue.list, n)
	p.prologue.fresh = err == nil
	return err
}

// HasRun reports whether the program has been prepared once.
func (p *Program[T]) HasRun() bool { return p.prologue.fresh }
