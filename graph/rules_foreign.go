// Derivatives of operations that are not this package's.

package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreignPullback returns the cotangents by the op's own symbolic derivative.
func foreignPullback(op G.Op, x []*G.Node, y, g *G.Node, need []bool) ([]*G.Node, error) {
	refuse := func(why string) error {
		return errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: y.ID(), Why: why})
	}
	if isComparison(op) { // of vectors or numbers; that of matrices has a counterpart
		return make([]*G.Node, len(x)), nil
	}
	sd, ok := op.(G.SDOp)
	if !ok {
		return nil, refuse("it has no symbolic derivative (gorgonia.SDOp)")
	}
	var dx G.Nodes
	err := Exclusive(y.Graph(), func() (err error) {
		able := sd.DiffWRT(len(x))
		if placesSlice(op) {
			able, need = []bool{false, true}, []bool{false, need[1]}
		}
		for i, needed := range need {
			if needed && (i >= len(able) || !able[i]) {
				return refuse(fmt.Sprintf("not with respect to operand %d", i))
			}
		}
		dx, err = symbolicDerivative(sd, x, y, g, need)
		return err
	})
	if err != nil {
		return nil, errors.WithMessagef(err, "derivative of %v", op)
	}
	if len(dx) != len(x) {
		return nil, refuse(fmt.Sprintf("its derivative has %d parts for %d operands", len(dx), len(x)))
	}
	for i, d := range dx {
		if !need[i] {
			dx[i] = nil
		} else if d != nil {
			if dx[i], err = shapedAs(d, x[i], op); err != nil {
				return nil, err
			}
		}
	}
	return dx, nil
}

// shapedAs checks that a cotangent has the shape of its operand. Gorgonia's for a vector of one element may be a number.
func shapedAs(d, x *G.Node, op G.Op) (*G.Node, error) {
	switch {
	case d.Shape().Eq(x.Shape()):
		return d, nil
	case d.IsScalar() && x.Shape().TotalSize() == 1:
		n, err := G.Reshape(d, x.Shape().Clone())
		return n, errors.Wrapf(err, "derivative of %v", op)
	}
	return nil, errors.WithStack(&ShapeError{Op: "derivative of " + op.String(),
		Got: []tensor.Shape{d.Shape()}, Want: "the operand's " + formatShape(x.Shape())})
}

// symbolicDerivative is the op's own derivative, but for some operations of Gorgonia's. Its rules for outer products,
// log₂ x and x^-½ are wrong, and that for softmax has no derivative. That for a power asks for the logarithm of the base,
// whether or not it is needed, and in doing so makes a softmax in the graph its own logarithm.
func symbolicDerivative(op G.SDOp, x []*G.Node, y, g *G.Node, need []bool) (G.Nodes, error) {
	c := stockComposer{dtype: y.Dtype()}
	switch stockName(op) + " " + op.String() {
	case "linAlgBinOp a ⊗ b":
		return G.Nodes{c.both(G.Mul, g, x[1]), c.both(G.Mul, x[0], g)}, c.err
	case "elemUnaryOp log2":
		return G.Nodes{c.both(G.HadamardDiv, g, c.both(G.HadamardProd, x[0], c.number(ln2)))}, c.err
	case "elemUnaryOp invSqrt":
		return G.Nodes{c.both(G.HadamardProd, g, c.both(G.HadamardProd, c.of(G.Cube, y), c.number(-0.5)))}, c.err
	case "elemBinOp ^ false":
		return c.pullPower(x, y, g, need), c.err
	}
	if stockName(op) == "softmaxOp" && len(y.Shape()) <= 2 { // over the rows or a vector; over columns it has a counterpart
		return G.Nodes{c.pullSoftmax(strings.Contains(op.String(), "true"), y, g)}, c.err
	}
	return op.SymDiff(append(G.Nodes(nil), x...), y, g)
}

func init() {
	corrected.has = func(op G.Op) bool {
		return slices.Contains([]string{"linAlgBinOp a ⊗ b", "elemUnaryOp log2", "elemUnaryOp invSqrt", "elemBinOp ^ false"}, stockName(op)+" "+op.String())
	}
	corrected.symDiff = func(op G.SDOp, x G.Nodes, y, g *G.Node) (G.Nodes, error) {
		c := stockComposer{dtype: y.Dtype()}
		dx, err := symbolicDerivative(op, x, y, g, slices.Repeat([]bool{true}, len(x)))
		for i, d := range dx {
			if d == nil {
				dx[i] = c.both(G.HadamardProd, x[i], c.number(0)) // Gorgonia has no structural zeros
			}
		}
		return dx, cmp.Or(err, c.err)
	}
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

// foreignPushforward returns the tangent by two pullbacks: uᵀJ is linear in u, so its derivative with respect to u,
// contracted with ẋ, is J·ẋ.
func (b *Builder) foreignPushforward(op G.Op, x []*G.Node, y *G.Node, dx []*G.Node) (*G.Node, error) {
	need := make([]bool, len(x))
	for i := range x {
		need[i] = dx[i] != nil
	}
	u, err := b.probe(y)
	if err != nil {
		return nil, err
	}
	pulled, err := foreignPullback(op, x, y, u, need)
	if err != nil {
		return nil, err
	}
	var outs, cotangents []*G.Node
	for i, p := range pulled {
		if need[i] && p != nil {
			outs, cotangents = append(outs, p), append(cotangents, dx[i])
		}
	}
	if len(outs) == 0 {
		return nil, nil
	}
	tangent := b.VJP(outs, cotangents, []*G.Node{u})
	if b.err != nil {
		return nil, b.err
	}
	if s := newSweep(b, []*G.Node{u}); tangent[0] != nil && s.reaches(tangent[0]) {
		return nil, errors.WithStack(&NotDifferentiableError{Op: op.String(), Node: y.ID(),
			Why: "its derivative is not linear in the cotangent"})
	}
	b.consts[u] = constant{values: make([]float64, u.Shape().TotalSize())} // of which the tangent may still read the size
	return tangent[0], nil
}

// probe is a leaf of zeros with the shape of y, on which no result depends.
func (b *Builder) probe(y *G.Node) (*G.Node, error) {
	var u *G.Node
	err := Exclusive(b.graph, func() error {
		name := fmt.Sprintf("probe %d of node %d", len(b.graph.AllNodes()), y.ID())
		u = G.NodeFromAny(b.graph, tensor.New(tensor.Of(y.Dtype()), tensor.WithShape(y.Shape()...)), G.WithName(name))
		return nil
	})
	return u, err
}
