// The expectation: the posterior probabilities of the components for every row, by one compiled program.

package em

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// blockRows is the number of rows of a row block, which is one run of the program.
const blockRows = 512

// Smaller posterior probabilities are left out: those of 1e9 rows add up to less than one row.
const leastPart = 1e-9

// expectation holds the programs and their results.
type expectation struct {
	programs  []*whitening // one a worker
	rowBlocks []rowBlock
	k         int
}

// rowBlock is the result for one row block.
type rowBlock struct {
	shares  []member
	logProb float64 // summed over the rows
}

// member is a share with its component.
type member struct {
	share
	component int
}

func newExpectation(rows, dim, components, workers int) (*expectation, error) {
	e := &expectation{k: components, rowBlocks: make([]rowBlock, (rows+blockRows-1)/blockRows)}
	first, err := newWhitening(dim)
	if err != nil {
		return nil, err
	}
	for range min(workers, len(e.rowBlocks)) {
		e.programs = append(e.programs, first.clone(components))
	}
	return e, nil
}

// run computes all row blocks and returns the mean log-density of the rows.
func (e *expectation) run(ctx context.Context, x [][]float64, components []*component) (float64, error) {
	err := parallel.Do(ctx, place, len(e.programs), len(e.rowBlocks), func(worker, i int) error { return e.compute(ctx, e.programs[worker], i, x, components) })
	if err != nil {
		return 0, err
	}
	total := 0.0
	for i := range e.rowBlocks {
		total += e.rowBlocks[i].logProb
	}
	return total / float64(len(x)), nil
}

// compute stores the result of row block i.
func (e *expectation) compute(ctx context.Context, p *whitening, i int, x [][]float64, components []*component) error {
	lo, b := i*blockRows, &e.rowBlocks[i]
	rows := x[lo:min(lo+blockRows, len(x))]
	if err := p.joint(ctx, rows, components); err != nil {
		return err
	}
	b.shares, b.logProb = b.shares[:0], 0
	for r := range rows {
		joint := p.values[r*e.k : (r+1)*e.k]
		total := numeric.LogSumExp(joint)
		b.logProb += total
		for k, v := range joint {
			if part := elementary.Exp(v - total); part > leastPart {
				b.shares = append(b.shares, member{share{lo + r, part}, k})
			}
		}
	}
	return nil
}

// byComponent returns the shares of each component, in the order of the rows.
func (e *expectation) byComponent() [][]share {
	shares := make([][]share, e.k)
	for k := range shares {
		shares[k] = []share{}
	}
	for _, b := range e.rowBlocks {
		for _, m := range b.shares {
			shares[m.component] = append(shares[m.component], m.share)
		}
	}
	return shares
}

// whitening computes |Wx - shift|² for a row block.
type whitening struct {
	program *graph.Program[float64]
	values  []float64 // rows × K logarithms of the joint density of a row and a component
}

// Inputs of the program.
const (
	inputRows = iota
	inputWhiten
	inputShift
)

func newWhitening(dim int) (*whitening, error) {
	b := graph.NewBuilder[float64](blockRows)
	x, w, shift := b.Input("x", dim), b.Shared("whiten", dim, dim), b.Shared("shift", 1, dim)
	square := b.SumCols(b.Square(b.Sub(b.MatMul(x, w, false, true), shift)))
	if b.Err() != nil {
		return nil, b.Err()
	}
	program, err := graph.Compile[float64]([]*G.Node{x, w, shift}, []*G.Node{square}, &graph.CompileSettings{Builder: b})
	return &whitening{program: program}, err
}

func (p *whitening) clone(components int) *whitening {
	return &whitening{p.program.Clone(), make([]float64, blockRows*components)}
}

// joint stores log wₖ + log pₖ(x) of every row and component.
func (p *whitening) joint(ctx context.Context, rows [][]float64, components []*component) error {
	load(p.program.Input(inputRows), p.program.Stride(), rows)
	for k, c := range components {
		if err := parallel.Ended(ctx, k); err != nil {
			return err
		}
		copy(p.program.Input(inputWhiten), c.whiten)
		copy(p.program.Input(inputShift), c.shift)
		if err := p.program.Run(len(rows)); err != nil {
			return err
		}
		for r, q := range p.program.Output(0)[:len(rows)] {
			p.values[r*len(components)+k] = c.constant - float64(0.5*q)
		}
	}
	return nil
}

// load stores rows column by column.
func load(dst []float64, stride int, rows [][]float64) {
	for r, row := range rows {
		for c, v := range row {
			dst[c*stride+r] = v
		}
	}
}
