package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// bound is a plan with its memory, whose steps are instructions.
type bound[T kernel.Float] struct {
	plan     *plan
	prologue []instruction
	shared   []instruction
	run      []section
	deferred []section
	final    []instruction
	inputs   [][]T
	outputs  [][]T
	sums     [][]T
	memory   *memory[T]
	blocks   *rowBlocks[T]
	params   []versioned
	versions []uint64
	fresh    bool // the prologue has run for versions
}

// instruction is one kernel with its operands bound; n rows are computed, in lanes ≥ n.
type instruction interface{ run(n, lanes int) }

// execute computes the outputs for n rows from inputs that are in place.
func (p *bound[T]) execute(n int) error {
	p.blocks.load(n)
	if err := p.instructions(p.shared, n); err != nil {
		return err
	}
	if err := p.sections(p.run, n); err != nil {
		return err
	}
	p.blocks.store(n)
	return nil
}

// prepare recomputes what depends on parameters alone if one of them moved.
func (p *bound[T]) prepare(n int) error {
	stale := !p.fresh
	for i, q := range p.params {
		if v := q.Version(); v != p.versions[i] {
			p.versions[i], stale = v, true
		}
	}
	if !stale {
		return nil
	}
	err := p.instructions(p.prologue, n)
	p.fresh = err == nil
	return err
}

func (p *bound[T]) instructions(list []instruction, n int) error {
	if p.plan.ir.static {
		n = p.plan.ir.rows
	}
	lanes := roundUp(n)
	for _, i := range list {
		i.run(n, lanes)
	}
	return p.failure()
}

// failure is the error of a foreign operation, once.
func (p *bound[T]) failure() error {
	if err := p.memory.err; err != nil {
		p.memory.err = nil
		return err
	}
	return nil
}
