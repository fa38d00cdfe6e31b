// Compile: from nodes to a program.

package graph

import (
	"cmp"

	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ErrTooManyRows: more rows than the program was compiled for.
var ErrTooManyRows = errors.New("graph: too many rows")

// CompileSettings are settings of Compile; the zero value and nil compile a plain graph.
type CompileSettings struct {
	// Builder is the Builder of the graph, which knows the per-row inputs, the parameters and the constants. If it is
	// nil, nothing is per row, leaves that hold a value are constants, and parameters are a *MissingInputError.
	Builder *Builder
	// Deferred lists outputs that only RunDeferred computes, from values that Run has left. Nodes that are no outputs have
	// no effect here, nor in Accumulate.
	Deferred []*G.Node
	// Accumulate lists fixed outputs that each run adds to instead of overwriting them. They are complete only after
	// Finish.
	Accumulate []*G.Node

	blockRows int             // rows of a row block; 0: chosen by their size
	tile      int             // elements of a tile; 0: chosen for speed
	without   map[string]bool // passes to leave out, for tests
}

// Compile compiles a program that computes outputs from inputs. Every leaf below the outputs must be an input, a
// parameter or a constant of the Builder. If the Builder is nil or made by Wrap, a leaf that holds a value is a
// constant too. (gorgonia.NewConstant does not make a leaf but an operation.)
//
// Compile orders the nodes, fuses operations, assigns all storage and binds every node to a kernel. An operation that
// is neither this package's nor a Gorgonia operation with a counterpart here runs through its own Do. Errors:
// *MissingInputError, *DtypeError, *ShapeError, that of the Builder's context (Within), and *NotDifferentiableError for
// an operation that draws random numbers: each run would draw others than the derivative.
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
	if err := checkValues[T](p); err != nil {
		return nil, errors.Wrap(err, "compile")
	}
	p.Without, p.Tile, p.Pad = s.without, cmp.Or(s.tile, plan.TileElements), kernel.PadOf[T]()
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

// markOutputs sets the flags of the outputs that the settings list.
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

// MissingInputError names a leaf that has no value, a parameter that the Builder does not know, or a leaf that holds a value
// although the Builder is made by NewBuilder: it may be a parameter that nobody declared.
type MissingInputError struct{ Name string }

func (e *MissingInputError) Error() string {
	return "graph: leaf " + e.Name + " is neither an input of the program nor a parameter of CompileSettings.Builder; what is to be learned belongs in Params " +
		"(Builder.Param), and what stays as it is in Builder.Const or gorgonia.NewConstant"
}

// checkValues verifies that every value is of type T, and that every leaf has one.
func checkValues[T Float](p *ir.Program) error {
	listed := make(map[*ir.Value]bool)
	for _, v := range p.Inputs {
		listed[v] = true
	}
	for _, v := range p.Values {
		if got := v.Node.Dtype(); got != DtypeOf[T]() {
			place := "leaf " + v.Node.Name()
			if !v.IsLeaf() {
				place = "result of " + v.Node.Op().String()
			}
			return &DtypeError{Place: place, Got: got, Want: DtypeOf[T]()}
		}
		if ir.Is[ir.Input](v) && !listed[v] {
			return &MissingInputError{Name: v.Node.Name()}
		}
	}
	return nil
}

// planeShape returns a node's shape as that of a matrix: scalars are 1×1, vectors n×1.
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
