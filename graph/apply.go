// How nodes are added to Gorgonia's graphs: one graph at a time, and verified.

package graph

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// building guards Gorgonia's package globals, which every construction of a node writes.
// graph is the one for which the mutex is held, so that building may nest.
var building struct {
	sync.Mutex
	graph atomic.Pointer[G.ExprGraph]
}

// Exclusive runs build while no other graph of the process is being built, and turns its panics
// into a *PanicError. A graph belongs to one goroutine; calls for one graph may nest. Code that
// adds nodes with Gorgonia's own functions belongs in here when several goroutines build.
func Exclusive(g *G.ExprGraph, build func() error) (err error) {
	if g == nil {
		return errors.Wrap(ErrNilNode, "no graph")
	}
	if building.graph.Load() != g {
		building.Lock()
		building.graph.Store(g)
		defer func() {
			building.graph.Store(nil)
			building.Unlock()
		}()
	}
	return Guard("building a graph", build)
}

// Apply adds the node op(children...) to the children's graph, or finds it if it is there already.
//
// It is gorgonia.ApplyOp made safe: Gorgonia knows nodes by 32-bit hashes and may answer with
// another node than the one asked for; here the answer is compared with the question, and the
// op gets another hash if need be. Errors: ErrNilNode, ErrDifferentGraphs, *ShapeError,
// *DtypeError, *HashCollisionError, *PanicError.
func Apply(op G.Op, children ...*G.Node) (*G.Node, error) {
	if err := sameGraph(op, children); err != nil {
		return nil, err
	}
	var n *G.Node
	err := Exclusive(children[0].Graph(), func() (err error) {
		n, err = applyVerified(op, children)
		return err
	})
	if err != nil {
		return nil, err
	}
	return n, nil
}

// sameGraph checks operands before Gorgonia sees them.
func sameGraph(op G.Op, children []*G.Node) error {
	if op == nil || len(children) == 0 {
		return errors.Wrap(ErrNilNode, "an operation needs an op and at least one operand")
	}
	for i, c := range children {
		if c == nil {
			return errors.Wrapf(ErrNilNode, "operand %d of %v", i, op)
		}
		if c.Graph() != children[0].Graph() {
			return errors.Wrapf(ErrDifferentGraphs, "operand %d of %v", i, op)
		}
		if want, got := children[0].Dtype(), c.Dtype(); got != want && isOwn(op) {
			return &DtypeError{Place: "operand of " + op.String(), Got: got, Want: want}
		}
	}
	return nil
}

func isOwn(op G.Op) bool { return ours(op) != nil }

// maxSalt bounds the attempts at another hash: each fails with a chance of about nodes/2³².
const maxSalt = 8

func applyVerified(op G.Op, children []*G.Node) (*G.Node, error) {
	asked := op
	for salt := range uint32(maxSalt) {
		if salt > 0 {
			asked = rehash(op, salt)
		}
		// Gorgonia keeps the slice, and overwrites its elements.
		n, err := G.ApplyOp(asked, append(G.Nodes(nil), children...)...)
		if err != nil {
			return nil, errors.WithMessagef(err, "adding %v", op)
		}
		if sameOp(opOf(n), op) && sameNodes(childrenOf(n), children) {
			return n, nil
		}
		if salt == maxSalt-1 {
			return nil, errors.WithStack(&HashCollisionError{Op: op.String(), Node: n.ID()})
		}
	}
	return nil, nil
}

// sameOp compares our ops by value and others by type and hash, since they need not be comparable.
func sameOp(got, want G.Op) bool {
	if got == nil {
		return false
	}
	if isOwn(want) {
		return got == want
	}
	return reflect.TypeOf(got) == reflect.TypeOf(want) && got.Hashcode() == want.Hashcode()
}

func sameNodes(got, want []*G.Node) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if got[i] != want[i] {
			return false
		}
	}
	return true
}

// childrenOf lists a node's operands in order, with repetitions.
func childrenOf(n *G.Node) []*G.Node {
	if n.Op() == nil || n.Graph() == nil {
		return nil
	}
	it := n.Graph().From(n.ID())
	if it == nil {
		return nil
	}
	children := make([]*G.Node, 0, max(it.Len(), 0))
	for it.Next() {
		children = append(children, it.Node().(*G.Node))
	}
	return children
}

// matrixShape returns a node's size; a scalar counts as 1×1, anything but a matrix is a *ShapeError.
func matrixShape(n *G.Node) (rows, cols int, err error) {
	if n == nil {
		return 0, 0, errors.WithStack(ErrNilNode)
	}
	s := n.Shape()
	switch len(s) {
	case 0:
		return 1, 1, nil
	case 2:
		return s[0], s[1], nil
	}
	return 0, 0, &ShapeError{Op: "node " + n.Name(), Got: nil, Want: "a matrix, not " + formatShape(s)}
}
