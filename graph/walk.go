// What nodes are computed from.

package graph

import G "gorgonia.org/gorgonia"

// Walk visits the roots and every node that they are computed from, each once; nil ones are passed over. It goes no further
// down where visit returns false.
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

// DependsOn reports whether a node is among those that the roots are computed from, or one of them. nil roots depend on
// nothing.
func DependsOn(node *G.Node, roots ...*G.Node) (found bool) {
	Walk(func(n *G.Node) bool {
		found = found || n == node
		return !found
	}, roots...)
	return found
}
