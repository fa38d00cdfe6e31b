// Ops under another hash, for ops whose own hash has collided, or whose own derivative is wrong.

package graph

import (
	"hash"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// rehashed is an op under another hash. It is used only where the op's own hash collided, or where Gorgonia has the op's
// derivative wrong.
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
	return corrected.symDiff(o.SDOp, x, y, g)
}

// DoDiff implements gorgonia.ADOp by the op whose hash collided, or by the right rule if the op's own is wrong.
func (o rehashedSD) DoDiff(c G.ExecutionContext, x G.Nodes, y *G.Node) error {
	if corrected.has(o.SDOp) {
		return pullValues(o, x, y)
	}
	if op, ok := o.SDOp.(G.ADOp); ok {
		return op.DoDiff(c, x, y)
	}
	return errors.WithStack(&NotDifferentiableError{Op: o.String(), Node: y.ID(), Why: "it is no gorgonia.ADOp, which a LispMachine needs"})
}

// corrected has the ops whose derivatives Gorgonia has wrong, and the rules of rules_foreign.go. It is set there, since these
// rules need operations.
var corrected struct {
	has     func(op G.Op) bool
	symDiff func(op G.SDOp, x G.Nodes, y, g *G.Node) (G.Nodes, error)
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
