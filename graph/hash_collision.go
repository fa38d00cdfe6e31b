package graph

import (
	"hash"

	G "gorgonia.org/gorgonia"
)

// salted is an op under another hash. It is used only where the op's own hash collided.
type salted struct {
	G.Op
	salt uint32
}

// saltedSD is salted for an op with a symbolic derivative.
type saltedSD struct {
	G.SDOp
	salt uint32
}

func withSalt(op G.Op, salt uint32) G.Op {
	if sd, ok := op.(G.SDOp); ok {
		return saltedSD{sd, salt}
	}
	return salted{op, salt}
}

// WriteHash implements gorgonia.Op.
func (o salted) WriteHash(h hash.Hash) {
	writeHash(h, kindSalted, uint64(o.Op.Hashcode()), uint64(o.salt))
}

// Hashcode implements gorgonia.Op.
func (o salted) Hashcode() uint32 { return hashcode(o) }

// WriteHash implements gorgonia.Op.
func (o saltedSD) WriteHash(h hash.Hash) {
	writeHash(h, kindSalted, uint64(o.SDOp.Hashcode()), uint64(o.salt))
}

// Hashcode implements gorgonia.Op.
func (o saltedSD) Hashcode() uint32 { return hashcode(o) }

// opOf is a node's op without salt; nil for a leaf.
func opOf(n *G.Node) G.Op {
	switch op := n.Op().(type) {
	case salted:
		return op.Op
	case saltedSD:
		return op.SDOp
	default:
		return op
	}
}
