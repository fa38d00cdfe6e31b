// What is corrected of operations: hashes that collide, and derivatives that Gorgonia has wrong.

package graph

import (
	"cmp"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rehashed is an op under another hash. It is used only where the op's own hash collided, or where Gorgonia has the op's
// derivative or memory wrong (isCorrected).
type rehashed struct {
	G.Op
	number uint32
}

// rehashedSD is rehashed for an op with a symbolic derivative.
type rehashedSD struct {
	G.SDOp
	number uint32
}

func rehash(op G.Op, salt uint32) G.Op {
	if sd, ok := op.(G.SDOp); ok {
		return rehashedSD{sd, salt}
	}
	return rehashed{op, salt}
}

// WriteHash implements gorgonia.Op.
func (o rehashed) WriteHash(h hash.Hash) {
	writeHash(h, ops.Rehashed, uint64(o.Op.Hashcode()), uint64(o.number))
}

// Hashcode implements gorgonia.Op.
func (o rehashed) Hashcode() uint32 { return hashcode(o) }

// WriteHash implements gorgonia.Op.
func (o rehashedSD) WriteHash(h hash.Hash) {
	writeHash(h, ops.Rehashed, uint64(o.SDOp.Hashcode()), uint64(o.number))
}

// Hashcode implements gorgonia.Op.
func (o rehashedSD) Hashcode() uint32 { return hashcode(o) }

// SymDiff implements gorgonia.SDOp by the right rule, also of an op whose own one is wrong.
func (o rehashedSD) SymDiff(x G.Nodes, y, g *G.Node) (G.Nodes, error) {
	c := stockComposer{dtype: y.Dtype()}
	dx, err := symbolicDerivative(o.SDOp, x, y, g, slices.Repeat([]bool{true}, len(x)))
	for i, d := range dx {
		if d == nil {
			dx[i] = c.both(G.HadamardProd, x[i], c.number(0)) // Gorgonia has no structural zeros
		}
	}
	return dx, cmp.Or(err, c.err)
}

// DoDiff implements gorgonia.ADOp by the op whose hash collided, or by the right rule if the op's own is wrong.
func (o rehashedSD) DoDiff(c G.ExecutionContext, x G.Nodes, y *G.Node) error {
	if isCorrected(o.SDOp) {
		return pullValues(o, x, y)
	}
	if op, ok := o.SDOp.(G.ADOp); ok {
		return op.DoDiff(c, x, y)
	}
	return errors.WithStack(&NotDifferentiableError{Op: o.String(), Node: y.ID(), Why: "it is no gorgonia.ADOp, which a LispMachine needs"})
}

// opOf is a node's op without rehashed around it; nil for a leaf.
func opOf(n *G.Node) G.Op { return unwrapped(n.Op()) }

// unwrapped is an op without rehashed around it.
func unwrapped(op G.Op) G.Op {
	switch op := op.(type) {
	case rehashed:
		return op.Op
	case rehashedSD:
		return op.SDOp
	}
	return op
}

// symbolicDerivative is the op's own derivative, but for some operations of Gorgonia's: those of correctedRules, reshapes of a
// number, sums over rows, which are fixed for fixed rows, and softmax, whose rule is right and has no derivative.
func symbolicDerivative(op G.SDOp, x []*G.Node, y, g *G.Node, need []bool) (G.Nodes, error) {
	c := &stockComposer{dtype: y.Dtype()}
	if rule := correctedRule(op); rule != nil {
		return rule(c, x, y, g, need), c.err
	}
	if stockName(op) == "reshapeOp" {
		return G.Nodes{c.pullReshape(x[0], g)}, c.err
	}
	if stockName(op) == "sumOp" && x[0].IsMatrix() && op.String() == "Σ[0]" {
		return G.Nodes{c.repeated(g, x[0])}, c.err
	}
	if stockName(op) == "softmaxOp" && len(y.Shape()) <= 2 { // over the rows or a vector; over columns it has a counterpart
		return G.Nodes{c.pullSoftmax(strings.Contains(op.String(), "true"), y, g)}, c.err
	}
	return op.SymDiff(append(G.Nodes(nil), x...), y, g)
}

// correctedRules are right rules for the operations of which Gorgonia's are wrong: outer products, log₂ x and x^-½, and powers,
// whose rule asks for the logarithm of the base, whether or not it is needed, and in doing so makes a softmax in the graph its
// own logarithm.
var correctedRules = map[string]func(c *stockComposer, x []*G.Node, y, g *G.Node, need []bool) G.Nodes{
	"linAlgBinOp a ⊗ b": func(c *stockComposer, x []*G.Node, _, g *G.Node, _ []bool) G.Nodes {
		return G.Nodes{c.both(G.Mul, g, x[1]), c.both(G.Mul, x[0], g)}
	},
	"elemUnaryOp log2": func(c *stockComposer, x []*G.Node, _, g *G.Node, _ []bool) G.Nodes {
		return G.Nodes{c.both(G.HadamardDiv, g, c.both(G.HadamardProd, x[0], c.number(ln2)))}
	},
	"elemUnaryOp invSqrt": func(c *stockComposer, _ []*G.Node, y, g *G.Node, _ []bool) G.Nodes {
		return G.Nodes{c.both(G.HadamardProd, g, c.both(G.HadamardProd, c.of(G.Cube, y), c.number(-0.5)))}
	},
	"elemBinOp ^ false": (*stockComposer).pullPower,
}

// correctedRule is the rule for an op of which Gorgonia has the derivative wrong, nil for others.
func correctedRule(op G.Op) func(c *stockComposer, x []*G.Node, y, g *G.Node, need []bool) G.Nodes {
	name := stockName(op)
	if name == "" { // before the op is written, which every node that is added would take time for
		return nil
	}
	if largest, ok := op.(G.SDOp); ok && name == "maxOp" {
		return func(c *stockComposer, x []*G.Node, y, g *G.Node, _ []bool) G.Nodes {
			return c.pullMax(largest, x, y, g)
		}
	}
	return correctedRules[name+" "+op.String()]
}

// stockComposer applies functions of Gorgonia's up to the first error.
type stockComposer struct {
	dtype tensor.Dtype
	err   error
}

func (c *stockComposer) number(v float64) *G.Node {
	if c.dtype == tensor.Float32 {
		return G.NewConstant(float32(v))
	}
	return G.NewConstant(v)
}

func (c *stockComposer) of(f func(u *G.Node) (*G.Node, error), u *G.Node) (n *G.Node) {
	if c.err == nil {
		n, c.err = f(u)
	}
	return n
}

func (c *stockComposer) both(f func(u, v *G.Node) (*G.Node, error), u, v *G.Node) *G.Node {
	return c.of(func(u *G.Node) (*G.Node, error) { return f(u, v) }, u)
}

func (c *stockComposer) sum(u *G.Node) *G.Node {
	return c.of(func(u *G.Node) (*G.Node, error) { return G.Sum(u) }, u)
}

// pullSoftmax is y·(g - Σ g·y), or g - eʸ·Σ g of the logarithm. Gorgonia has no derivative of its own derivative.
func (c *stockComposer) pullSoftmax(log bool, y, g *G.Node) *G.Node {
	weights, of := y, c.both(G.HadamardProd, g, y)
	if log {
		weights, of = c.of(G.Exp, y), g
	}
	return c.both(G.Sub, of, c.both(G.HadamardProd, weights, c.overRows(of)))
}

// overRows is the sums over the rows, in each row; of a vector it is a number.
func (c *stockComposer) overRows(u *G.Node) *G.Node {
	if u != nil && u.IsMatrix() {
		rows := u.Shape()[0]
		return c.both(G.Mul, c.ones(rows, 1), c.both(G.Mul, c.ones(1, rows), u))
	}
	return c.sum(u)
}

// repeated is a vector in each row of a matrix like another one, rows of the batch if those are. Gorgonia's repetition counts
// as rows of the batch where it has as many.
func (c *stockComposer) repeated(v, like *G.Node) *G.Node {
	row := c.of(func(u *G.Node) (*G.Node, error) { return G.Reshape(u, tensor.Shape{1, like.Shape()[1]}) }, v)
	rows := composer{err: c.err}
	ones := rows.apply(ops.Power{}, rows.apply(ops.SliceCols{To: 1}, like))
	wide := rows.apply(ops.MatMul{}, ones, row)
	c.err = rows.err
	return wide
}

// ones is a constant whose name has its size: Gorgonia takes constants for one that print alike, and of large ones it
// prints the corners.
func (c *stockComposer) ones(rows, cols int) *G.Node {
	return G.NewConstant(tensor.Ones(c.dtype, rows, cols), G.WithName(fmt.Sprintf("%d×%d ones", rows, cols)))
}

// pullPower is g·p·uᵖ⁻¹ for the base u, and g·uᵖ·ln u for the exponent p. Either of them may be a scalar beside the other.
func (c *stockComposer) pullPower(x []*G.Node, y, g *G.Node, need []bool) G.Nodes {
	dx := make(G.Nodes, 2)
	if need[0] {
		dx[0] = c.pullBase(x[0], x[1], g)
	}
	if need[1] {
		minusLog := c.of(G.Log, c.of(G.Inverse, c.oneForZero(x[0]))) // since Gorgonia changes a node of which it takes the logarithm
		dx[1] = c.of(G.Neg, c.both(G.HadamardProd, c.both(G.HadamardProd, g, y), minusLog))
	}
	for i, d := range dx {
		if d != nil && x[i].IsScalar() && !d.IsScalar() {
			dx[i] = c.sum(d)
		}
	}
	return dx
}

// oneForZero is u with 1 for 0, whose logarithm is 0: all powers of 0 by exponents above 0 are 0.
func (c *stockComposer) oneForZero(u *G.Node) *G.Node {
	zero, one := c.number(0), c.number(1)
	above := c.of(func(u *G.Node) (*G.Node, error) { return G.Gt(u, zero, true) }, u)
	below := c.of(func(u *G.Node) (*G.Node, error) { return G.Lt(u, zero, true) }, u)
	return c.both(G.Add, u, c.both(G.Sub, one, c.both(G.Add, above, below)))
}

// pullBase is g·p·uᵖ⁻¹. It takes no power of u where the exponent p is 0 or 1: further derivatives of such a power are not
// finite where u is 0.
func (c *stockComposer) pullBase(u, p, g *G.Node) *G.Node {
	var less *G.Node // p - 1
	switch known, constant := constantScalar(p); {
	case constant && known == 0:
		return nil
	case constant && known == 1:
		return g
	case constant:
		less = c.number(known - 1)
	default:
		less = c.both(G.Sub, p, c.number(1))
	}
	return c.both(G.HadamardProd, g, c.both(G.HadamardProd, c.both(G.Pow, u, less), p))
}
