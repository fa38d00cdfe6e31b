// Compile: from nodes to a program.

package graph

import (
	"cmp"

	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
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
	tile      int             // elements of a tile; 0: as many as serve speed
	without   map[string]bool // passes that are left out, for tests
}

// Compile plans a program that computes outputs from inputs. Every leaf below the outputs must
// be an input, a parameter or constant of the Builder, or hold a value where the Builder is nil or of Wrap.
// (gorgonia.NewConstant makes no leaf in this sense.)
//
// Compiling orders the nodes, merges what one kernel can do, assigns all storage and binds
// every node to a kernel; operations that are neither ours nor safe ones of Gorgonia's run
// through their own Do. Errors: *MissingInputError, *DtypeError, *ShapeError, and that of the Builder's context (Within).
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
	p.Without, p.Tile = s.without, cmp.Or(s.tile, plan.TileElements)
	markOutputs(p, outputs, s)
	if err := ir.Optimize(p); err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	if !p.Single && !p.Without[ir.PassBlocks] && plan.GoesInBlocks(p) {
		p.Block = cmp.Or(s.blockRows, plan.BlockOfRows(p, int(exec.SizeOf[T]())))
	}
	pl, err := plan.Smallest(p)
	if err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	if err := pl.Verify(); err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	return &Program[T]{exec.Bind[T](pl)}, nil
}

// markOutputs copies the settings to the outputs.
func markOutputs(p *ir.Program, outputs []*G.Node, s *CompileSettings) {
	has := func(list []*G.Node, n *G.Node) bool {
		for _, m := range list {
			if m == n {
				return true
			}
		}
		return false
	}
	for _, n := range outputs {
		p.Deferred = append(p.Deferred, has(s.Deferred, n))
		p.Sums = append(p.Sums, has(s.Accumulate, n))
	}
}

// MissingInputError names a leaf of the graph that nothing gives a value to, or that holds one of which a NewBuilder's Builder
// does not know whether it is to be learned.
type MissingInputError struct{ Name string }

func (e *MissingInputError) Error() string {
	return "graph: leaf " + e.Name + " is neither an input of the program nor a parameter; what is to be learned belongs in Params " +
		"(Builder.Param), and what stays as it is in Builder.Const or gorgonia.NewConstant"
}

// checkLeaves verifies that every leaf has a value of type T.
func checkLeaves[T Float](p *ir.Program) error {
	listed := make(map[*ir.Value]bool)
	for _, v := range p.Inputs {
		listed[v] = true
	}
	for _, v := range p.Values {
		if v.IsLeaf() && v.Node.Dtype() != DtypeOf[T]() {
			return &DtypeError{Place: "leaf " + v.Node.Name(), Got: v.Node.Dtype(), Want: DtypeOf[T]()}
		}
		if ir.Is[ir.Input](v) && !listed[v] {
			return &MissingInputError{Name: v.Node.Name()}
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
