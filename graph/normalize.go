package graph

import (
	G "gorgonia.org/gorgonia"
)

// normalize expresses a node in our own ops: its op and operands as they stand if the op is ours,
// a counterpart for the stock Gorgonia ops that are known, false for anything else.
func normalize(n *G.Node) (G.Op, []*G.Node, bool) {
	op := opOf(n)
	if op == nil {
		return nil, nil, false
	}
	if isOwn(op) {
		return op, childrenOf(n), true
	}
	return nil, nil, false
}
