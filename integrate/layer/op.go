// The operation of a layer.

package layer

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Positions of the operands. The parameters follow, and then the constant inputs.
const (
	operandState = iota
	operandT0
	operandT1
	operandParams
)

// operand names operand i in messages.
func (l *Layer[T]) operand(i int) string {
	params, args := l.params(), l.system.Args
	switch {
	case i == operandState:
		return "the state at t0"
	case i < operandParams:
		return fmt.Sprintf("t%d", i-operandT0)
	case i < operandParams+len(params):
		return "parameter " + params[i-operandParams].Name
	case i < l.arity():
		return "constant input " + args[i-operandParams-len(params)].Name
	}
	return "the cotangent"
}

// want is the shape of operand i for a batch of rows rows.
func (l *Layer[T]) want(i, rows int) (int, int) {
	params, args := l.params(), l.system.Args
	switch {
	case i == operandT0 || i == operandT1:
		return 1, 1
	case i >= operandParams && i < operandParams+len(params):
		return params[i-operandParams].Rows, params[i-operandParams].Cols
	case i >= operandParams && i < l.arity():
		return rows, args[i-operandParams-len(params)].Width
	}
	return rows, l.width // the state and its cotangent
}

// arity is the number of operands.
func (l *Layer[T]) arity() int {
	if l.made() != nil {
		return 0
	}
	return operandParams + len(l.params()) + len(l.system.Args)
}

// layerOp solves: the operation of a Layer.
type layerOp[T graph.Float] struct {
	pure
	layer *Layer[T]
}

// op is the operation itself.
func (l *Layer[T]) op() G.SDOp {
	if l == nil {
		l = &Layer[T]{}
	}
	return layerOp[T]{layer: l}
}

// Arity implements gorgonia.Op.
func (o layerOp[T]) Arity() int { return o.layer.arity() }

// Type implements gorgonia.Op: matrices of one number type.
func (o layerOp[T]) Type() hm.Type { return matrices(o.Arity() + 1) }

func matrices(n int) hm.Type {
	signature := make([]hm.Type, n)
	for i := range signature {
		signature[i] = matrixType()
	}
	return hm.NewFnType(signature...)
}

// InferShape implements gorgonia.Op.
func (o layerOp[T]) InferShape(sizes ...G.DimSizer) (tensor.Shape, error) {
	l := o.layer
	if err := l.made(); err != nil {
		return nil, err
	}
	rows := 0
	for i, size := range sizes {
		s, ok := size.(tensor.Shape)
		if !ok || len(s) != 2 {
			return nil, &graph.ShapeError{Op: l.operand(i), Got: []tensor.Shape{s}, Want: "a matrix"}
		}
		if i == operandState {
			rows = s[0]
		}
		if r, c := l.want(i, rows); s[0] != r || s[1] != c {
			return nil, &graph.ShapeError{Op: l.operand(i), Got: []tensor.Shape{s.Clone()}, Want: fmt.Sprintf("%d×%d", r, c)}
		}
	}
	if rows < 1 {
		return nil, errors.Wrap(ode.ErrShape, l.operand(operandState))
	}
	return tensor.Shape{rows, l.width}, nil
}

// WriteHash implements gorgonia.Op.
func (o layerOp[T]) WriteHash(h hash.Hash) { fmt.Fprintf(h, "gorgoflow layer %d", o.layer.number) }

// Hashcode implements gorgonia.Op.
func (o layerOp[T]) Hashcode() uint32 { return hashOf(o) }

func (o layerOp[T]) String() string { return o.layer.name() }

func (l *Layer[T]) name() string {
	if l.made() != nil {
		return "Layer of no solver"
	}
	return fmt.Sprintf("Layer %d (%s)", l.number, l.method)
}

// DiffWRT implements gorgonia.SDOp: every operand has a derivative.
func (o layerOp[T]) DiffWRT(inputs int) []bool { return allTrue(inputs) }

func allTrue(n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	return all
}

// SymDiff implements gorgonia.SDOp: one operation replays the solve with the cotangent of
// the result and lays the derivatives one after another; each operand gets its piece.
func (o layerOp[T]) SymDiff(inputs G.Nodes, output, grad *G.Node) (G.Nodes, error) {
	l := o.layer
	if err := l.made(); err != nil {
		return nil, err
	}
	if l.noGradient != nil {
		return nil, l.noGradient
	}
	all, err := graph.Apply(&layerGradient[T]{layer: l}, append(append([]*G.Node(nil), inputs...), grad)...)
	if err != nil {
		return nil, err
	}
	var out G.Nodes
	for _, p := range l.pieces(output.Shape()[0]) {
		n, err := graph.Apply(p, all)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// pieces cut the derivative with respect to each operand out of the result of layerGradient.
func (l *Layer[T]) pieces(batch int) []piece {
	from, out := 0, make([]piece, l.arity())
	for i := range out {
		rows, cols := l.want(i, batch)
		out[i] = piece{from: from, rows: rows, cols: cols}
		from += rows * cols
	}
	return out
}

// Do implements gorgonia.Op: it solves. It returns errors and lets no panic out; see Layer.Err.
func (o layerOp[T]) Do(operands ...G.Value) (result G.Value, err error) {
	l := o.layer
	l.mutex.Lock()
	defer l.mutex.Unlock()
	defer l.report(&err)
	if err := l.made(); err != nil {
		return nil, err
	}
	p, err := l.problem(operands, l.arity())
	if err != nil {
		return nil, err
	}
	out, err := l.solver.Solve(background, p)
	if err != nil {
		return nil, err
	}
	l.forward = out.Stats
	return l.matrix(p.Rows, l.join(p.Rows, out)), nil
}

// report turns a panic into an error and remembers how the run ended.
func (l *Layer[T]) report(err *error) {
	if p := recover(); p != nil {
		*err = errors.WithStack(&graph.PanicError{Place: l.name(), Value: p})
	}
	l.err = *err
}

func (l *Layer[T]) matrix(rows int, data []T) G.Value {
	return tensor.New(tensor.WithShape(rows, len(data)/rows), tensor.WithBacking(data))
}
