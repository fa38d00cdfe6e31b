// Program: a compiled graph that runs many times.

package graph

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/pkg/errors"
)

// Program computes the outputs of a compiled graph any number of times, without allocating and without starting a
// goroutine. It is not for concurrent use; Clone returns another one with the same parameters.
//
// Per-row inputs and outputs are stored column by column: element (r, c) is at c·Stride()+r, and of K copies of the batch
// element (k·R+r, c) is at (c·K+k)·Stride()+r. Fixed ones are row-major without padding. The result of a row does not
// depend on its position, on the number of rows, or on the other rows.
//
// A Program that Compile has not made computes nothing: its methods return ErrNilNode or zero.
type Program[T Float] struct{ bound *exec.Program[T] }

// made reports whether Compile has made the program.
func (p *Program[T]) made() bool { return p != nil && p.bound != nil }

// Rows is the number of rows R that the program was compiled for; 0 if nothing in it is per row.
func (p *Program[T]) Rows() int {
	if !p.made() {
		return 0
	}
	return p.bound.Plan.Ir.Rows
}

// Stride is the distance between the columns of a per-row input or output.
func (p *Program[T]) Stride() int {
	if !p.made() {
		return 0
	}
	return p.bound.Plan.Whole()
}

// Input returns the storage of input i, to be filled before Run; nil if there is no such input.
func (p *Program[T]) Input(i int) []T {
	if !p.made() || i < 0 || i >= len(p.bound.Inputs) {
		return nil
	}
	return p.bound.Inputs[i]
}

// Output returns the storage of output i, valid until the next Run; nil if there is no such output.
func (p *Program[T]) Output(i int) []T {
	if !p.made() || i < 0 || i >= len(p.bound.Outputs) {
		return nil
	}
	return p.bound.Outputs[i]
}

// Run computes the outputs for the first n rows, 1 ≤ n ≤ Rows. Kernels work on whole vectors, so that Run may overwrite
// some of the other rows too, and their values have no meaning. If nothing in the program is per row, n does not matter.
//
// A program that mixes the batch with other dimensions (see Static) always computes all rows:
// keep unused rows finite, and their cotangents zero.
func (p *Program[T]) Run(n int) error {
	if err := p.checkRows(n); err != nil {
		return err
	}
	if err := p.bound.Prepare(n); err != nil {
		return err
	}
	return p.bound.Execute(n)
}

// RunDeferred computes the deferred outputs from values that the last Run left. Call it at most once for each Run, with
// the same n. Inputs must be unchanged, except those that only deferred outputs read. RunDeferred may overwrite the
// values that it reads.
func (p *Program[T]) RunDeferred(n int) error {
	if err := p.checkRows(n); err != nil {
		return err
	}
	if !p.bound.HasRun() {
		return errors.New("graph: RunDeferred before Run")
	}
	return p.bound.RunRegions(p.bound.Deferred, n)
}

// Within makes Run and RunDeferred check a context between their instructions, and return its error when it ends.
// Outputs are then undefined, and those that accumulate need Zero. Within holds until its next call; nil removes the
// context. A program of less than 2²⁴ operations, none of them foreign, runs for milliseconds and does not check: look at
// the context before its runs.
func (p *Program[T]) Within(ctx context.Context) *Program[T] {
	if p.made() {
		p.bound.Within(ctx)
	}
	return p
}

// Finish completes the outputs that accumulate. Sums over all runs since Zero are multiplied by parameters only here.
// Call Finish before reading the outputs, and before changing a parameter.
func (p *Program[T]) Finish() error {
	if !p.made() {
		return errNotCompiled()
	}
	if !p.bound.HasRun() { // nothing has run
		return nil
	}
	return p.bound.RunSequence(&p.bound.Final, 1)
}

// Zero sets the outputs that accumulate to zero.
func (p *Program[T]) Zero() {
	if !p.made() {
		return
	}
	for _, s := range p.bound.Sums {
		clear(s)
	}
}

// Static reports whether the program always computes all rows, whatever n.
func (p *Program[T]) Static() bool { return p.made() && p.bound.Plan.Ir.Static }

// Clone returns a program with the same parameters and memory of its own. Its inputs are zero.
func (p *Program[T]) Clone() *Program[T] {
	if !p.made() {
		return &Program[T]{}
	}
	return &Program[T]{exec.Bind[T](p.bound.Plan)}
}

func errNotCompiled() error {
	return errors.Wrap(ErrNilNode, "the program has no graph, want one made by Compile")
}

func (p *Program[T]) checkRows(n int) error {
	if !p.made() {
		return errNotCompiled()
	}
	if n < 1 {
		return errors.Wrapf(ErrEmptyBatch, "program run with %d rows", n)
	}
	if rows := p.bound.Plan.Ir.Rows; rows > 0 && n > rows {
		return errors.Wrapf(ErrTooManyRows, "program run with %d rows, compiled for at most %d", n, rows)
	}
	return nil
}
