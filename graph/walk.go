package graph

import G "gorgonia.org/gorgonia"

// Walk visits the roots and every node that they are computed from, each once. It goes no further down where visit returns
// false.
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
