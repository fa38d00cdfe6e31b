package graph

import (
	"github.com/pkg/errors"
)

// Program computes the outputs of a compiled graph again and again, without allocating and
// without starting a goroutine. It is not for concurrent use; Clone gives another one over
// the same parameters.
//
// Per-row inputs and outputs are stored column by column: element (r, c) is at c·Stride()+r.
// Fixed ones are row-major without padding. What is computed for a row does not depend on
// its position, on the number of rows, or on the other rows.
type Program[T Float] struct {
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
	params   []*Params
	versions []uint64
	fresh    bool // the prologue has run for versions
}

// instruction is one kernel with its operands bound; n rows are computed, in lanes ≥ n.
type instruction interface{ run(n, lanes int) }

// Rows is the number of rows R that the program was compiled for, 0 if nothing in it is per row.
func (p *Program[T]) Rows() int { return p.plan.ir.rows }

// Stride is the distance between the columns of a per-row input or output.
func (p *Program[T]) Stride() int { return p.blocks.stride }

// Input is the storage of input i, to be filled before Run.
func (p *Program[T]) Input(i int) []T { return p.inputs[i] }

// Output is the storage of output i, valid until the next Run.
func (p *Program[T]) Output(i int) []T { return p.outputs[i] }

// OutputPerRow reports whether output i is per row, and thereby how it is stored.
func (p *Program[T]) OutputPerRow(i int) bool { return p.plan.ir.outputs[i].batch > 0 }

// Run computes the outputs for the first n rows, 1 ≤ n ≤ Rows (n is of no importance to a
// program in which nothing is per row). Other rows keep whatever they hold.
//
// A program that mixes the batch with other dimensions (see Static) always computes all rows:
// keep unused rows finite, and their cotangents zero.
func (p *Program[T]) Run(n int) error {
	if err := p.prepare(n); err != nil {
		return err
	}
	p.blocks.load(n)
	if err := p.execute(p.shared, n); err != nil {
		return err
	}
	if err := p.executeSections(p.run, n); err != nil {
		return err
	}
	p.blocks.store(n)
	return nil
}

// RunDeferred computes the deferred outputs from what the last Run left, with the same n.
func (p *Program[T]) RunDeferred(n int) error {
	if !p.fresh {
		return errors.New("graph: RunDeferred before Run")
	}
	if err := p.checkRows(n); err != nil {
		return err
	}
	return p.executeSections(p.deferred, n)
}

// Finish completes the outputs that accumulate, with what is added up over all runs since Zero before the parameters are
// multiplied in. Call it before they are read, and before a parameter changes.
func (p *Program[T]) Finish() error {
	if !p.fresh { // nothing has run
		return nil
	}
	return p.execute(p.final, 1)
}

// Zero clears the outputs that accumulate.
func (p *Program[T]) Zero() {
	for _, s := range p.sums {
		clear(s)
	}
}

// Static reports whether the program always computes all rows, whatever n.
func (p *Program[T]) Static() bool { return p.plan.ir.static }

// Clone returns a program with memory of its own over the same parameters. Inputs start at zero.
func (p *Program[T]) Clone() *Program[T] { return bind[T](p.plan) }

func (p *Program[T]) checkRows(n int) error {
	if n < 1 {
		return errors.Wrapf(ErrEmptyBatch, "program run with %d rows", n)
	}
	if rows := p.plan.ir.rows; rows > 0 && n > rows {
		return errors.Wrapf(ErrTooManyRows, "program run with %d rows, compiled for at most %d", n, rows)
	}
	return nil
}

// prepare checks n and recomputes what depends on parameters alone if one of them moved.
func (p *Program[T]) prepare(n int) error {
	if err := p.checkRows(n); err != nil {
		return err
	}
	stale := !p.fresh
	for i, q := range p.params {
		if v := q.Version(); v != p.versions[i] {
			p.versions[i], stale = v, true
		}
	}
	if !stale {
		return nil
	}
	err := p.execute(p.prologue, n)
	p.fresh = err == nil
	return err
}

func (p *Program[T]) execute(list []instruction, n int) error {
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
func (p *Program[T]) failure() error {
	if err := p.memory.err; err != nil {
		p.memory.err = nil
		return err
	}
	return nil
}
