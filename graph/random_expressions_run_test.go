// This file compares random expressions of stock operations, and their derivatives, with plain arithmetic.

package graph_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

var (
	randomGraphs = flag.Int("graphs", 100, "number of random graphs of stock operations")
	randomSeed   = flag.Uint64("graphseed", 1, "seed of the first of them")
)

// TestRandomStockGraphs: random expressions of Gorgonia's operations give what plain float64 arithmetic gives, compiled
// with all passes, without the optional ones, without one of them and without some. First and second derivatives agree with
// differences of that arithmetic. The flag -graphs makes a campaign of the test.
func TestRandomStockGraphs(t *testing.T) {
	for k := range uint64(*randomGraphs) {
		seed := *randomSeed + k
		if k%3 == 2 {
			checkStockGraph[float32](t, seed, 2e-4)
		} else {
			checkStockGraph[float64](t, seed, 1e-10)
		}
		if t.Failed() {
			return
		}
	}
}

// stockTrial is a random expression f with derivatives of <g, f> in random directions, and numbers for its leaves.
type stockTrial struct {
	graph         *stockGraph
	b             *graph.Builder
	params        *graph.Params
	inputs        []*G.Node    // x, y, t, cotangents, directions
	values        []ops.Matrix // of the inputs
	leaves        []ops.Matrix // x, y, t and parameters
	outs          []int        // values of the expression that are outputs
	outputs       []*G.Node    // the nodes of outs, first derivatives, second derivatives
	first, second []int        // the leaves that outputs behind outs are derivatives for
}

func checkStockGraph[T graph.Float](t *testing.T, seed uint64, tolerance float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 77))
	rows := []int{1, 5, 16, 17, 40}[rng.IntN(5)]
	s := &stockTrial{graph: newStockGraph(rng, rows, graph.DtypeOf[T]()), b: graph.NewBuilder[T](rows), params: graph.NewParams(graph.DtypeOf[T]())}
	what := fmt.Sprintf("seed %d, %d rows, %s", seed, rows, s.graph)
	if err := s.build(rng); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	e := s.expect(rng)
	blockRows := []int{0, 16}[rng.IntN(2)]
	for _, without := range leftOut(rng, seed) {
		tile := []int{0, 1}[rng.IntN(2)]
		settings := graph.CompileSettings{Builder: s.b}.InBlocks(blockRows).InTiles(tile).Without(without)
		if rng.IntN(2) == 0 {
			for _, n := range s.outputs[len(s.outs):] {
				if !s.b.IsPerRow(n) {
					settings.Accumulate = append(settings.Accumulate, n)
				}
			}
		}
		if rng.IntN(4) == 0 {
			settings.Deferred = s.outputs[len(s.outs):]
		}
		if err := runStock[T](s, settings, e, tolerance); err != nil {
			t.Errorf("%s: without %v, accumulate %d, defer %d, row blocks of %d, tiles of %d: %v", what, without,
				len(settings.Accumulate), len(settings.Deferred), blockRows, tile, err)
			return
		}
	}
}

func (s *stockGraph) String() string {
	var names []string
	for i, step := range s.steps {
		names = append(names, fmt.Sprintf("%d=%s%v", stockLeaves+i, step.name, step.args))
	}
	return strings.Join(names, " ")
}

// leftOut are the sets of passes to be left out in turn.
func leftOut(rng *rand.Rand, seed uint64) []map[string]bool {
	names := ir.Optional()
	all, some := make(map[string]bool), make(map[string]bool)
	for _, name := range names {
		all[name] = true
		if rng.IntN(2) == 0 {
			some[name] = true
		}
	}
	return []map[string]bool{nil, all, {names[seed%uint64(len(names))]: true}, some}
}

// build adds the expression, the derivatives of its outputs weighted by cotangents, and the derivatives of these
// derivatives weighted by directions.
func (s *stockTrial) build(rng *rand.Rand) error {
	var leaves []*G.Node
	for i, name := range []string{"x", "y", "t"} {
		leaves = append(leaves, s.input(rng, s.b.Input(name, stockSizes[i].Cols)))
	}
	s.leaves = append(s.leaves, s.values...)
	for i, name := range []string{"w", "v", "row"} {
		size := stockSizes[stockInputs+i]
		q, err := s.params.Add(name, size.Rows, size.Cols)
		if err != nil {
			return err
		}
		for k := range q.Len() {
			q.Set(k, rng.NormFloat64()*0.5)
		}
		s.leaves = append(s.leaves, ops.Matrix{Dims: size, Data: q.Values()})
		leaves = append(leaves, s.b.Param(q))
	}
	s.params.Touch()
	all, err := s.graph.build(s.b, leaves)
	if err != nil {
		return err
	}
	s.outs = s.graph.outputs()
	var outs, weights []*G.Node
	for i, k := range s.outs {
		outs = append(outs, all[k])
		weights = append(weights, s.input(rng, s.b.Input(fmt.Sprint("g", i), all[k].Shape()[1])))
	}
	var first, second []*G.Node
	first, s.first = s.derive(outs, weights, leaves)
	weights = nil
	for i, n := range first {
		weights = append(weights, s.input(rng, leafLike(s.b, fmt.Sprint("h", i), leaves[s.first[i]])))
		if !n.Shape().Eq(leaves[s.first[i]].Shape()) {
			return errors.Errorf("derivative %d has shape %v", i, n.Shape())
		}
	}
	second, s.second = s.derive(first, weights, leaves)
	s.outputs = slices.Concat(outs, first, second)
	return s.b.Err()
}

// input adds numbers for an input of the program.
func (s *stockTrial) input(rng *rand.Rand, n *G.Node) *G.Node {
	if n == nil {
		return nil
	}
	s.inputs = append(s.inputs, n)
	s.values = append(s.values, ops.NewMatrix(n.Shape()[0], n.Shape()[1]).Fill(func(_, _ int) float64 { return float64(float32(2*rng.Float64() - 1)) }))
	return n
}

// derive is the VJP without its structural zeros, and the leaves that the remaining nodes are derivatives for.
func (s *stockTrial) derive(outs, weights, leaves []*G.Node) (nodes []*G.Node, at []int) {
	for i, n := range s.b.VJP(outs, weights, leaves) {
		if n != nil {
			nodes, at = append(nodes, n), append(at, i)
		}
	}
	return nodes, at
}

// weighted is Σ <g, f> with the leaves moved by multiples of the matrices in moves and more.
func (s *stockTrial) weighted(moves map[int]ops.Matrix, by float64, more map[int]ops.Matrix, byMore float64) float64 {
	moved := append([]ops.Matrix(nil), s.leaves...)
	for _, m := range []struct {
		in map[int]ops.Matrix
		by float64
	}{{moves, by}, {more, byMore}} {
		for i, d := range m.in {
			was := moved[i]
			moved[i] = ops.NewMatrix(was.Rows, was.Cols).Fill(func(r, c int) float64 { return was.At(r, c) + m.by*d.At(r, c) })
		}
	}
	all, sum := s.graph.eval(moved), 0.0
	for i, k := range s.outs {
		sum += dot(all[k].Data, s.values[stockInputs+i].Data)
	}
	return sum
}

// expectations are the results that the program should have.
type expectations struct {
	values    []ops.Matrix
	slopes    []float64 // of first and second derivatives, each in a direction of its own
	errors    []float64 // of the differences by which slopes are computed
	direction []ops.Matrix
}

// expect computes values and, by differences, derivatives.
func (s *stockTrial) expect(rng *rand.Rand) (e expectations) {
	all := s.graph.eval(s.leaves)
	for _, k := range s.outs {
		e.values = append(e.values, all[k])
	}
	direction := func(leaf int) map[int]ops.Matrix {
		d := ops.NewMatrix(s.leaves[leaf].Rows, s.leaves[leaf].Cols).Fill(func(_, _ int) float64 { return 2*rng.Float64() - 1 })
		e.direction = append(e.direction, d)
		return map[int]ops.Matrix{leaf: d}
	}
	slope := func(at func(h float64) float64, h float64) { // the error of an extrapolation is far below that of its terms
		fine, coarse := at(h), at(2*h)
		e.slopes, e.errors = append(e.slopes, (4*fine-coarse)/3), append(e.errors, math.Abs(fine-coarse)/10)
	}
	for _, leaf := range s.first {
		d := direction(leaf)
		slope(func(h float64) float64 { return (s.weighted(d, h, nil, 0) - s.weighted(d, -h, nil, 0)) / (2 * h) }, 2e-4)
	}
	along := make(map[int]ops.Matrix)
	for i, leaf := range s.first {
		along[leaf] = s.values[stockInputs+len(s.outs)+i]
	}
	for _, leaf := range s.second {
		d := direction(leaf)
		slope(func(h float64) float64 {
			return (s.weighted(d, h, along, h) - s.weighted(d, -h, along, h) - s.weighted(d, h, along, -h) + s.weighted(d, -h, along, -h)) / (4 * h * h)
		}, 1e-3)
	}
	return e
}

// runStock compiles and runs the trial, and compares its outputs with what is expected.
func runStock[T graph.Float](s *stockTrial, settings *graph.CompileSettings, e expectations, tolerance float64) error {
	p, err := graph.Compile[T](s.inputs, s.outputs, settings)
	if err != nil {
		return err
	}
	for _, n := range []int{max(1, s.graph.rows/2), s.graph.rows} {
		for i, m := range s.values {
			for r := range m.Rows {
				for c := range m.Cols {
					at := r*m.Cols + c
					if s.b.IsPerRow(s.inputs[i]) {
						at = c*p.Stride() + r
					}
					p.Input(i)[at] = T(m.At(r, c))
				}
			}
		}
		p.Zero()
		for _, run := range []func() error{func() error { return p.Run(n) }, func() error { return p.RunDeferred(n) }, p.Finish} {
			if err := run(); err != nil {
				return err
			}
		}
		for i, want := range e.values {
			if !p.IsOutputPerRow(i) {
				if !s.graph.turns() {
					return errors.Errorf("value %d is not stored by row", s.outs[i])
				}
				continue
			}
			if err := compareStock(stored(p, i, want.Dims), firstRows(want, n), tolerance); err != nil {
				return errors.WithMessagef(err, "%d rows, value %d", n, s.outs[i])
			}
		}
	}
	for i, want := range e.slopes {
		k := len(s.outs) + i
		got := dot(stored(p, k, e.direction[i].Dims).Data, e.direction[i].Data)
		limit := math.Max(1e-6, 30*tolerance)
		if !(math.Abs(got-want) <= e.errors[i]+limit*(20+math.Abs(want)+norm(stored(p, k, e.direction[i].Dims).Data))) {
			return errors.Errorf("derivative %d of %d: %v, want %v", i, len(s.first), got, want)
		}
	}
	return nil
}

func norm(x []float64) float64 { return math.Sqrt(dot(x, x)) }

// stored reads an output of the program as a matrix.
func stored[T graph.Float](p *graph.Program[T], i int, size ops.Dims) ops.Matrix {
	return ops.NewMatrix(size.Rows, size.Cols).Fill(func(r, c int) float64 {
		if p.IsOutputPerRow(i) {
			return float64(p.Output(i)[c*p.Stride()+r])
		}
		return float64(p.Output(i)[r*size.Cols+c])
	})
}

func compareStock(got, want ops.Matrix, tolerance float64) error {
	for r := range want.Rows {
		for c := range want.Cols {
			if g, w := got.At(r, c), want.At(r, c); !(math.Abs(g-w) <= tolerance*(1+math.Abs(w))) {
				return errors.Errorf("element (%d,%d) is %v, want %v", r, c, g, w)
			}
		}
	}
	return nil
}
