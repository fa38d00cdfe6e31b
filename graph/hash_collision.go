// Ops under another hash, for ops whose own hash has collided.

package graph

import (
	"hash"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// rehashed is an op under another hash. It is used only where the op's own hash collided.
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

// DoDiff implements gorgonia.ADOp by the op whose hash collided.
func (o rehashedSD) DoDiff(c G.ExecutionContext, x G.Nodes, y *G.Node) error {
	if op, ok := o.SDOp.(G.ADOp); ok {
		return op.DoDiff(c, x, y)
	}
	return errors.WithStack(&NotDifferentiableError{Op: o.String(), Node: y.ID(), Why: "it is no gorgonia.ADOp, which a LispMachine needs"})
}

// opOf is a node's op without rehashed around it; nil for a leaf.
func opOf(n *G.Node) G.Op {
	switch op := n.Op().(type) {
	case rehashed:
		return op.Op
	case rehashedSD:
		return op.SDOp
	default:
		return op
	}
}
