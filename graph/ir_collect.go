package graph

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// collector turns the nodes that lead to the outputs into values.
type collector struct {
	ir      *ir
	builder *Builder
	known   map[*G.Node]*value
}

// collect reads the graph below outputs, arguments first. Inputs that no output needs become values too.
func collect(inputs, outputs []*G.Node, b *Builder) (*ir, error) {
	c := &collector{ir: &ir{}, builder: b, known: make(map[*G.Node]*value)}
	if b != nil {
		c.ir.rows = b.Rows()
	}
	for i, n := range inputs {
		if n == nil {
			return nil, errors.Wrapf(ErrNilNode, "input %d of the program", i)
		}
		if _, twice := c.known[n]; twice {
			return nil, errors.Wrapf(ErrDuplicateInput, "%q is listed twice", n.Name())
		}
		v, err := c.leaf(n, codeInput)
		if err != nil {
			return nil, err
		}
		c.ir.inputs = append(c.ir.inputs, v)
	}
	for i, n := range outputs {
		if n == nil {
			return nil, errors.Wrapf(ErrNilNode, "output %d of the program (a structural zero?)", i)
		}
		v, err := c.visit(n)
		if err != nil {
			return nil, err
		}
		c.ir.outputs = append(c.ir.outputs, v)
	}
	return c.ir, nil
}

// visit adds the values below root without recursion: a chain of solver stages is thousands of nodes deep.
func (c *collector) visit(root *G.Node) (*value, error) {
	type frame struct {
		node     *G.Node
		op       G.Op
		children []*G.Node
		next     int
	}
	open := func(n *G.Node) frame {
		op, children := normalized(n)
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

// normalized is a node's operation in our own terms where there is one, else as it stands.
func normalized(n *G.Node) (G.Op, []*G.Node) {
	if n.Op() == nil {
		return nil, nil
	}
	if op, children, ok := normalize(n); ok {
		return op, children
	}
	return n.Op(), childrenOf(n)
}

// leaf adds a value bound from outside.
func (c *collector) leaf(n *G.Node, kind code) (*value, error) {
	rows, cols, err := planeShape(n)
	if err != nil {
		return nil, err
	}
	v := c.ir.add(&value{code: kind, node: n, rows: rows, cols: cols})
	if kind == codeParam {
		v.param = boundParam{c.builder.params[n]}
	}
	if kind == codeInput && c.builder != nil && c.builder.IsPerRow(n) {
		v.batch = 1
	}
	if kind == codeConst && c.builder != nil {
		v.data = c.builder.consts[n]
	}
	c.known[n] = v
	return v, nil
}

// boundParam is a parameter as programs see it.
type boundParam struct{ *Param }

func (p boundParam) Storage() any {
	if p.f32 != nil {
		return p.f32
	}
	return p.f64
}

func (p boundParam) Container() versioned { return p.owner }

// enter adds the value of a node whose children are known.
func (c *collector) enter(n *G.Node, op G.Op, children []*G.Node) error {
	if op == nil || (len(children) == 0 && n.Value() != nil) { // Gorgonia's matrix constants are operations without operands
		_, err := c.leaf(n, c.leafKind(n))
		return err
	}
	rows, cols, err := planeShape(n)
	if err != nil {
		return err
	}
	v := &value{node: n, rows: rows, cols: cols}
	for _, child := range children {
		v.args = append(v.args, c.known[child])
	}
	describe(v, op)
	if v.op != nil {
		v.call = foreignCall(v.op, n, children)
	}
	v.perRow = c.builder != nil && c.builder.rows > 0 && c.builder.IsPerRow(n)
	c.known[n] = c.ir.add(v)
	return nil
}

// leafKind tells a parameter from a constant and from an input that was forgotten.
func (c *collector) leafKind(n *G.Node) code {
	if c.builder != nil && c.builder.params[n] != nil {
		return codeParam
	}
	if c.builder != nil {
		if _, ok := c.builder.consts[n]; ok {
			return codeConst
		}
	}
	if n.Value() != nil {
		return codeConst
	}
	return codeInput
}

// describe copies what an operation carries into the value.
func describe(v *value, op G.Op) {
	switch o := op.(type) {
	case MatMul:
		v.code, v.flagA, v.flagB = codeMatMul, o.TransA, o.TransB
	case Unary:
		v.code, v.fn = codeUnary, int(o.Func)
	case Affine1:
		v.code, v.a, v.b = codeAffine, o.Scale, o.Shift
	case Binary:
		v.code, v.fn = codeBinary, int(o.Func)
	case BroadcastRows:
		v.code, v.n = codeBroadcastRows, o.R
	case BroadcastCols:
		v.code, v.n = codeBroadcastCols, o.C
	case TileRows:
		v.code, v.n = codeTileRows, o.K
	case FoldRows:
		v.code, v.n = codeFoldRows, o.K
	case SumRows:
		v.code, v.n = codeSumRows, o.K
	case SumCols:
		v.code = codeSumCols
	case SliceCols:
		v.code, v.n = codeSliceCols, o.From
	case PadCols:
		v.code, v.n = codePadCols, o.Before
	case ConcatCols:
		v.code = codeConcatCols
	case Transpose:
		v.code = codeTranspose
	case FactorRows:
		v.code, v.n, v.op = codeFactorRows, o.N, op
	case SolveRows:
		v.code, v.n, v.flagA, v.op = codeSolveRows, o.N, o.Trans, op
	default:
		v.code, v.op = codeForeign, op
	}
}
