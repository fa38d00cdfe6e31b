package graph

import (
	"cmp"
	"slices"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ErrTooManyRows: more rows than the program was compiled for.
var ErrTooManyRows = errors.New("graph: too many rows")

// CompileSettings of a program; the zero value and nil compile a plain graph.
type CompileSettings struct {
	// Builder of the graph: it knows which inputs are per row, the parameters and the constants.
	// nil: nothing is per row, and leaves that hold a value are constants.
	Builder *Builder
	// Deferred outputs are computed by RunDeferred only, from what Run left.
	Deferred []*G.Node
	// Accumulate lists outputs (fixed ones) that each run adds to instead of overwriting them. They are complete after
	// Finish only.
	Accumulate []*G.Node

	blockRows int             // rows that are taken at once; 0: decided by their size
	without   map[string]bool // passes that are left out, for tests
}

// Compile plans a program that computes outputs from inputs. Every leaf below the outputs must
// be an input, a parameter or constant of the Builder, or hold a value.
//
// Compiling orders the nodes, merges what one kernel can do, assigns all storage and binds
// every node to a kernel; operations that are neither ours nor safe ones of Gorgonia's run
// through their own Do. Errors: *MissingInputError, *DtypeError, *ShapeError.
func Compile[T Float](inputs, outputs []*G.Node, s *CompileSettings) (*Program[T], error) {
	if s == nil {
		s = &CompileSettings{}
	}
	if s.Builder != nil && s.Builder.Err() != nil {
		return nil, errors.Wrap(s.Builder.Err(), "compile")
	}
	p, err := collect(inputs, outputs, s.Builder)
	if err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	if err := checkLeaves[T](p); err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	p.without = s.without
	markOutputs(p, outputs, s)
	optimize(p)
	if goesInBlocks(p) {
		p.block = cmp.Or(s.blockRows, blockOfRows(p, int(sizeOf[T]())))
	}
	pl := smallestPlan(p)
	if err := pl.verify(); err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	return &Program[T]{bind[T](pl)}, nil
}

// smallestPlan is the plan of the order that needs the least memory, which is the faster one too: more of it stays in cache.
func smallestPlan(p *ir) *plan {
	roots := slices.Concat(p.outputs, p.totals)
	given, sorted := makePlan(p, order(p, roots)), makePlan(p, order(p, byAncestors(roots)))
	if given.elements() < sorted.elements() {
		return makePlan(p, order(p, roots)) // a plan's values hold their places
	}
	return sorted
}

// pass is one step from a program as it was written to one that is ready to be planned.
type pass struct {
	name string
	do   func(*ir)
	must bool // a program cannot be planned without it
}

// passes in their order.
var passes = []pass{
	{"layout", classify, true},
	{"accumulated outputs row-major", flattenAccumulated, true},
	{"outputs by row", layOutputs, true},
	{"count uses", countUses, true},
	{"sums", flattenSums, true},
	{"tails", deferTails, false},
	{"fuse", rewrite, false},
	{"materialize broadcasts", materialize, true},
	{"count uses again", countUses, true},
	{"outputs stored", prepareOutputs, true},
	{"mark viewed", markViewed, true},
}

// The passes of planning that can be left out.
const (
	passTiles = "tiles" // element-wise neighbours run tile by tile
	passPairs = "pairs" // two functions of one argument are computed at once
	passHoist = "hoist" // what rows share is computed early
)

// optimize rewrites the program into fewer, larger kernels.
func optimize(p *ir) {
	for _, pass := range passes {
		if pass.must || !p.without[pass.name] {
			pass.do(p)
		}
	}
}

// markViewed marks the values a part of whose storage is another value.
func markViewed(p *ir) {
	for _, v := range p.values {
		if v.isView() && v.uses > 0 {
			v.stored().viewed = true
		}
	}
}

// markOutputs copies the settings to the outputs.
func markOutputs(p *ir, outputs []*G.Node, s *CompileSettings) {
	has := func(list []*G.Node, n *G.Node) bool {
		for _, m := range list {
			if m == n {
				return true
			}
		}
		return false
	}
	for _, n := range outputs {
		p.deferred = append(p.deferred, has(s.Deferred, n))
		p.sums = append(p.sums, has(s.Accumulate, n))
	}
}

// flattenAccumulated stores accumulating outputs row-major even where a batch of one row
// made them look per row.
func flattenAccumulated(p *ir) {
	c := &classifier{ir: p}
	for i, v := range p.outputs {
		if p.sums[i] {
			p.outputs[i] = c.flat(v)
		}
	}
}

// layOutputs stores what the Builder calls per row as such, also where an operation that is
// not ours has left it row by row.
func layOutputs(p *ir) {
	c := &classifier{ir: p}
	for i, v := range p.outputs {
		if !p.sums[i] && p.rows > 0 && v.batch == 0 && v.rows%p.rows == 0 && v.perRow {
			p.outputs[i] = c.lanes(v, v.rows/p.rows)
		}
	}
}

// MissingInputError names a leaf of the graph that nothing gives a value to.
type MissingInputError struct{ Name string }

func (e *MissingInputError) Error() string {
	return "graph: leaf " + e.Name + " is neither an input of the program, nor a parameter, nor does it hold a value"
}

// checkLeaves verifies that every leaf has a value of type T.
func checkLeaves[T Float](p *ir) error {
	listed := make(map[*value]bool)
	for _, v := range p.inputs {
		listed[v] = true
	}
	for _, v := range p.values {
		if v.isLeaf() && v.node.Dtype() != DtypeOf[T]() {
			return &DtypeError{Place: "leaf " + v.node.Name(), Got: v.node.Dtype(), Want: DtypeOf[T]()}
		}
		if v.code == codeInput && !listed[v] {
			return &MissingInputError{Name: v.node.Name()}
		}
	}
	return nil
}

// planeShape reads a node's shape: scalars are 1×1, vectors n×1.
func planeShape(n *G.Node) (rows, cols int, err error) {
	switch s := n.Shape(); len(s) {
	case 0:
		return 1, 1, nil
	case 1:
		return s[0], 1, nil
	case 2:
		return s[0], s[1], nil
	default:
		return 0, 0, &ShapeError{Op: "node " + n.Name(), Got: []tensor.Shape{s}, Want: "at most two dimensions"}
	}
}
