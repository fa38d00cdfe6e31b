// Traversal of the nodes that an expression consists of.

package graph

import G "gorgonia.org/gorgonia"

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
