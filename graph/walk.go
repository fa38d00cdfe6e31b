// Traversal of the nodes that an expression consists of.

package graph

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/stock"
	G "gorgonia.org/gorgonia"
)

// Walk visits the roots and every node that they depend on, each once; it skips nil roots. Where visit returns false,
// it does not visit the node's operands.
func Walk(visit func(n *G.Node) bool, roots ...*G.Node) {
	if visit == nil {
		return
	}
	seen := make(map[*G.Node]bool)
	for stack := append([]*G.Node(nil), roots...); len(stack) > 0; {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n == nil || seen[n] {
			continue
		}
		if seen[n] = true; visit(n) {
			stack = append(stack, childrenOf(n)...)
		}
	}
}

// DependsOn reports whether the roots depend on a node, or are the node. A nil root depends on nothing.
func DependsOn(node *G.Node, roots ...*G.Node) (found bool) {
	Walk(func(n *G.Node) bool {
		found = found || n == node
		return !found
	}, roots...)
	return found
}

func init() { stock.Counterpart = normalized }

// normalized returns a node's operation as one of this package if it has a counterpart, else as it is.
func normalized(n *G.Node) (G.Op, []*G.Node) {
	if n.Op() == nil {
		return nil, nil
	}
	if op, children, ok := normalize(n); ok {
		return op, children
	}
	return opOf(n), childrenOf(n)
}

// leaves are nodes that count as leaves although they have operands, and that a counterpart may pass over.
type leaves map[*G.Node]bool

func leavesAmong(nodes []*G.Node) leaves {
	l := leaves{}
	for _, n := range nodes {
		if isPassable(n) {
			l[n] = true
		}
	}
	return l
}

// isPassable reports whether a counterpart may have the operands of a node instead of the node: of a vector, a number or a
// reshaped matrix.
func isPassable(n *G.Node) bool {
	return n != nil && n.Op() != nil && (len(n.Shape()) != 2 || stockName(opOf(n)) == "reshapeOp")
}

// normalized is the function normalized, but for a node whose counterpart would pass over a leaf.
func (l leaves) normalized(n *G.Node) (G.Op, []*G.Node) {
	op, children := normalized(n)
	if len(l) == 0 || op == nil || n.Op() == nil {
		return op, children
	}
	for stack := childrenOf(n); len(stack) > 0; {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch {
		case slices.Contains(children, c) || !isPassable(c):
		case l[c]:
			return opOf(n), childrenOf(n)
		default:
			stack = append(stack, childrenOf(c)...)
		}
	}
	return op, children
}
