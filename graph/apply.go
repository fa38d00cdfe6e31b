// Adding nodes to Gorgonia's graphs: one graph at a time, and verified.

package graph

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// building guards Gorgonia's package-level variables, which every construction of a node writes. graph is the graph for
// which the mutex is held, so that building may nest.
var building struct {
	sync.Mutex
	graph atomic.Pointer[G.ExprGraph]
}

// Exclusive runs build while no other graph of the process is being built, and turns panics of build into a
// *PanicError. A graph belongs to one goroutine; calls for one graph may nest. If several goroutines build graphs, code
// that adds nodes with Gorgonia's own functions must run inside Exclusive.
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

// Apply adds the node op(children...) to the children's graph, or finds an equal node there.
//
// It is a safe gorgonia.ApplyOp. Gorgonia tells nodes apart by 32-bit hashes and may return another node than the
// requested one. Apply compares the returned node with the request, and gives the op another hash if they differ. An
// operation whose derivative Gorgonia has wrong gets the right one, and slices and reshapes memory of their own.
// Errors: ErrNilNode, ErrDifferentGraphs, *ShapeError, *DtypeError, *HashCollisionError, *PanicError.
func Apply(op G.Op, children ...*G.Node) (*G.Node, error) {
	if err := sameGraph(op, children); err != nil {
		return nil, err
	}
	var n *G.Node
	err := Exclusive(children[0].Graph(), func() (err error) {
		n, err = applyVerified(unwrapped(op), children)
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
	if isOwn(op) && !sameOp(op, op) { // it would never be found again
		return errors.Errorf("graph: %v has a NaN among its numbers, want finite factors and summands", op)
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

// maxSalt bounds the attempts at another hash. An attempt fails with a probability of about nodes/2³².
const maxSalt = 8

func applyVerified(op G.Op, children []*G.Node) (*G.Node, error) {
	asked := op
	for salt := range uint32(maxSalt) {
		if salt > 0 || isCorrected(op) {
			asked = rehash(op, salt)
		}
		// Gorgonia keeps the slice, and overwrites its elements.
		n, err := newNode(asked, append(G.Nodes(nil), children...))
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

// sameOp compares this package's ops by value, others by type, hash and name since they need not be comparable. The
// name tells apart what the hash does not, as of a softmax and its logarithm.
func sameOp(got, want G.Op) bool {
	if got == nil {
		return false
	}
	if isOwn(want) {
		return got == want
	}
	return reflect.TypeOf(got) == reflect.TypeOf(want) && got.Hashcode() == want.Hashcode() && got.String() == want.String()
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

// matrixShape returns the shape of a node. A scalar counts as 1×1; a node that is no matrix is a *ShapeError.
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
