// Lowering: from nodes to values of the intermediate representation.

package graph

import (
	"strings"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// lowering turns the nodes below the outputs into values.
type lowering struct {
	ir      *ir.Program
	builder *Builder
	known   map[*G.Node]*ir.Value
	leaves  leaves // inputs
}

// collect reads the graph below outputs, operands first. Inputs that no output needs become values too.
func collect(inputs, outputs []*G.Node, b *Builder) (*ir.Program, error) {
	c := &lowering{ir: &ir.Program{Stop: b.interrupted}, builder: b, known: make(map[*G.Node]*ir.Value), leaves: leavesAmong(inputs)}
	if b != nil {
		c.ir.Rows = b.Rows()
	}
	for i, n := range inputs {
		if n == nil {
			return nil, errors.Wrapf(ErrNilNode, "input %d of the program", i)
		}
		if _, twice := c.known[n]; twice {
			return nil, errors.Wrapf(ErrDuplicateInput, "%q is listed twice", n.Name())
		}
		v, err := c.leaf(n, ir.Input{})
		if err != nil {
			return nil, err
		}
		c.ir.Inputs = append(c.ir.Inputs, v)
	}
	for i, n := range outputs {
		if n == nil {
			return nil, errors.Wrapf(ErrNilNode, "output %d of the program (a structural zero?)", i)
		}
		v, err := c.visit(n)
		if err != nil {
			return nil, err
		}
		c.ir.Outputs = append(c.ir.Outputs, v)
	}
	return c.ir, nil
}

// visit adds the values below root without recursion: a chain of solver stages is thousands of nodes deep.
func (c *lowering) visit(root *G.Node) (*ir.Value, error) {
	type frame struct {
		node     *G.Node
		op       G.Op
		children []*G.Node
		next     int
	}
	open := func(n *G.Node) frame {
		op, children := c.leaves.normalized(n)
		return frame{node: n, op: op, children: children}
	}
	stack := []frame{}
	if c.known[root] == nil {
		stack = append(stack, open(root))
	}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next < len(top.children) {
			child := top.children[top.next]
			top.next++
			if c.known[child] == nil {
				stack = append(stack, open(child))
			}
			continue
		}
		if err := c.ir.Interrupted(); err != nil {
			return nil, err
		}
		done := *top
		stack = stack[:len(stack)-1]
		if c.known[done.node] != nil {
			continue
		}
		if err := c.enter(done.node, done.op, done.children); err != nil {
			return nil, err
		}
	}
	return c.known[root], nil
}

// leaf adds the value of a leaf.
func (c *lowering) leaf(n *G.Node, kind ir.Op) (*ir.Value, error) {
	rows, cols, err := planeShape(n)
	if err != nil {
		return nil, err
	}
	v := c.ir.Add(&ir.Value{Op: kind, Node: n, Rows: rows, Cols: cols})
	if ir.Is[ir.Input](v) && c.builder != nil && c.builder.IsPerRow(n) {
		v.Batch = 1
	}
	c.known[n] = v
	return v, nil
}

// boundParam is a parameter with the methods that programs need.
type boundParam struct{ *Param }

func (p boundParam) Storage() any {
	if p.f32 != nil {
		return p.f32
	}
	return p.f64
}

func (p boundParam) Container() ir.Versioned { return p.owner }

// enter adds the value of a node whose children are known.
func (c *lowering) enter(n *G.Node, op G.Op, children []*G.Node) error {
	if op == nil && (c.isForeign(n) || c.isUnbound(n)) {
		return &MissingInputError{Name: n.Name()}
	}
	if op == nil || (len(children) == 0 && n.Value() != nil) { // Gorgonia's matrix constants are operations without operands
		_, err := c.leaf(n, c.leafKind(n))
		return err
	}
	if isRandom(op) {
		return errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: n.ID(), Why: drawsAnew})
	}
	rows, cols, err := planeShape(n)
	if err != nil {
		return err
	}
	v := ir.Value{Node: n, Rows: rows, Cols: cols}
	v.PerRow = c.builder != nil && c.builder.rows > 0 && c.builder.IsPerRow(n)
	if o, ok := ours(op).(ops.Power); ok {
		c.known[n] = c.ir.AddPower(v, c.known[children[0]], o.P)
		return nil
	}
	for _, child := range children {
		v.Args = append(v.Args, c.known[child])
	}
	if v.Op = described(op); v.Op == nil {
		v.Op = ir.Foreign{}
	}
	switch v.Op.(type) {
	case ir.Foreign, ir.FactorRows, ir.SolveRows: // FactorRows and SolveRows have kernels only for rows of a batch
		v.Call = foreignCall(op, n, children)
	}
	c.known[n] = c.ir.Add(&v)
	return nil
}

// leafKind tells whether a leaf is a parameter, a constant or a forgotten input.
func (c *lowering) leafKind(n *G.Node) ir.Op {
	if c.builder != nil && c.builder.params[n] != nil {
		return ir.Param{Bound: boundParam{c.builder.params[n]}}
	}
	if c.builder != nil {
		if c, ok := c.builder.consts[n]; ok {
			return ir.Const{Data: &c.values}
		}
	}
	if n.Value() != nil {
		return ir.Const{}
	}
	return ir.Input{}
}

// isForeign says that a leaf does not come from the Builder, although NewBuilder made its graph. The leaf may be a
// parameter that nobody declared, and no gradient would reach it.
func (c *lowering) isForeign(n *G.Node) bool {
	if c.builder == nil || c.builder.rows == 0 || c.builder.params[n] != nil {
		return false
	}
	_, constant := c.builder.consts[n]
	return !constant
}

// isUnbound says that a leaf is a parameter of another Builder, or of one that Compile was not given. The program would take
// its present values for constants.
func (c *lowering) isUnbound(n *G.Node) bool {
	return strings.HasPrefix(n.Name(), paramLeaf) && (c.builder == nil || c.builder.params[n] == nil)
}

// described returns the operation of a value; nil for an op that is not this package's.
func described(op G.Op) ir.Op {
	switch o := ours(op).(type) {
	case ops.MatMul:
		return ir.MatMul{TransA: o.TransA, TransB: o.TransB}
	case ops.Unary:
		return ir.Unary{Func: o.Func}
	case ops.Affine:
		return ir.Affine{Scale: o.Scale, Shift: o.Shift}
	case ops.Binary:
		return ir.Binary{Func: o.Func}
	case ops.Transpose:
		return ir.Transpose{}
	case ops.FactorRows:
		return ir.FactorRows{N: o.N}
	case ops.SolveRows:
		return ir.SolveRows{N: o.N, Trans: o.Trans}
	case ops.Convolve:
		return ir.Convolve{Shape: o.Shape, Of: o.Of}
	}
	if o := describedRows(op); o != nil {
		return o
	}
	return describedColumns(op)
}

// describedRows is described for operations that repeat or add rows.
func describedRows(op G.Op) ir.Op {
	switch o := ours(op).(type) {
	case ops.BroadcastRows:
		return ir.BroadcastRows{R: o.R}
	case ops.TileRows:
		return ir.TileRows{K: o.K}
	case ops.FoldRows:
		return ir.FoldRows{K: o.K}
	case ops.SumRows:
		return ir.SumRows{K: o.K}
	}
	return nil
}

// describedColumns is described for operations that repeat, add or move columns.
func describedColumns(op G.Op) ir.Op {
	switch o := ours(op).(type) {
	case ops.BroadcastCols:
		return ir.BroadcastCols{}
	case ops.SumCols:
		return ir.SumCols{}
	case ops.MaxCols:
		return ir.MaxCols{}
	case ops.SliceCols:
		return ir.SliceCols{From: o.From}
	case ops.PadCols:
		return ir.PadCols{Before: o.Before}
	case ops.ConcatCols:
		return ir.ConcatCols{}
	}
	return nil
}
