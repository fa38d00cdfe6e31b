package integrate

import (
	"strings"
	"sync"
)

// tree is a rooted tree, given by the subtrees at its root. Order conditions are numbered by
// them: Hairer, Nørsett, Wanner, Solving ODEs I, II.2.
type tree struct {
	order    int
	density  int64 // γ: the order times the densities of the subtrees
	children []*tree
}

// String is the usual notation: τ for a leaf, [t₁t₂…] for a root with subtrees.
func (t *tree) String() string {
	if len(t.children) == 0 {
		return "τ"
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, child := range t.children {
		b.WriteString(child.String())
	}
	b.WriteByte(']')
	return b.String()
}

// rootedTrees returns all rooted trees of orders 1 to n, each once, by order; trees share
// their subtrees.
func rootedTrees(n int) [][]*tree {
	trees := make([][]*tree, max(n, 1)+1)
	trees[1] = []*tree{{order: 1, density: 1}}
	smaller := trees[1]
	for order := 2; order <= n; order++ {
		trees[order] = planted(smaller, order, order-1, 0, nil)
		smaller = append(smaller[:len(smaller):len(smaller)], trees[order]...)
	}
	return trees[:n+1]
}

// planted returns the trees of one order with the children given and more of the list, from
// one place on, of left vertices in all.
func planted(list []*tree, order, left, from int, children []*tree) (trees []*tree) {
	if left == 0 {
		t := &tree{order: order, density: int64(order), children: append([]*tree(nil), children...)}
		for _, c := range children {
			t.density *= c.density
		}
		return []*tree{t}
	}
	for i := from; i < len(list) && list[i].order <= left; i++ {
		trees = append(trees, planted(list, order, left-list[i].order, i, append(children, list[i]))...)
	}
	return trees
}

// highestChecked bounds the orders that Validate looks at: there are 719 trees of order 10.
const highestChecked = 10

var treesToCheck = sync.OnceValue(func() [][]*tree { return rootedTrees(highestChecked) })
