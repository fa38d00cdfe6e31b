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
	run      []instruction
	deferred []instruction
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
	if p.plan.ir.block > 0 {
		return p.runBlocks(n)
	}
	return p.execute(p.run, n)
}

// RunDeferred computes the deferred outputs from what the last Run left, with the same n.
func (p *Program[T]) RunDeferred(n int) error {
	if !p.fresh {
		return errors.New("graph: RunDeferred before Run")
	}
	if err := p.checkRows(n); err != nil {
		return err
	}
	return p.execute(p.deferred, n)
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
	if err := p.memory.err; err != nil {
		p.memory.err = nil
		return err
	}
	return nil
}

// ProgramStats describes the size of a program.
type ProgramStats struct {
	Nodes       int     // values that are computed
	Kernels     int     // instructions a Run executes
	Deferred    int     // instructions a RunDeferred executes
	ArenaBytes  int     // memory of intermediate values
	FlopsPerRow float64 // floating-point operations of Run a row: 2 a multiply-add, 1 an element-wise operation
	FlopsPerRun float64 // those of Run that do not depend on the number of rows, parameters' own matters left out

	DeferredFlopsPerRow, DeferredFlopsPerRun float64 // those of RunDeferred
	FinishFlops                              float64 // those of Finish
}

// Stats counts what the program is made of.
func (p *Program[T]) Stats() ProgramStats {
	s := ProgramStats{Kernels: len(p.run), Deferred: len(p.deferred)}
	s.ArenaBytes = len(p.memory.arena) * int(sizeOf[T]())
	for _, v := range p.plan.ir.values {
		if v.uses == 0 || v.isLeaf() {
			continue
		}
		s.Nodes++
		switch v.phase {
		case phaseRun, phaseShared:
			s.FlopsPerRow += v.flopsPerRow()
			s.FlopsPerRun += v.flopsPerRun()
		case phaseDeferred:
			s.DeferredFlopsPerRow += v.flopsPerRow()
			s.DeferredFlopsPerRun += v.flopsPerRun()
		case phaseFinal:
			s.FinishFlops += v.flopsPerRun()
		}
	}
	return s
}

// flopsPerRun is what a value costs that has no row of the batch in it.
func (v *value) flopsPerRun() float64 {
	switch {
	case v.batch > 0 || isContraction(v):
		return 0
	case v.code == codeMatMul || v.code == codeMatMulTimes:
		inner := v.args[0].cols
		if v.flagA {
			inner = v.args[0].rows
		}
		return 2 * float64(v.rows) * float64(v.cols) * float64(inner)
	case v.isElementwise():
		return float64(v.rows) * float64(v.cols)
	}
	return 0
}

// flopsPerRow is what the value costs for one row of the batch.
func (v *value) flopsPerRow() float64 {
	switch {
	case v.code == codeMatMul && v.batch > 0:
		inner := v.args[0].cols
		return 2 * float64(v.batch) * float64(v.cols) * float64(inner)
	case isContraction(v) && v.code == codeMatMul:
		return 2 * float64(v.args[0].batch) * float64(v.rows) * float64(v.cols)
	case v.isElementwise():
		return float64(v.batch) * float64(v.cols)
	case v.code == codeSumCols || v.code == codeFoldRows || isContraction(v):
		return float64(v.args[0].batch) * float64(v.args[0].cols)
	case v.code == codeSumColsProduct:
		return 2 * float64(v.args[0].batch) * float64(v.args[0].cols)
	}
	return 0
}
