// Package trees enumerates rooted trees and computes their elementary weights, from which order conditions are made.
package trees

import "strings"

// Tree is a rooted tree, given by the subtrees at its root. There is an order condition for each: Hairer, Nørsett,
// Wanner, Solving ODEs I, II.2.
type Tree struct {
	order    int
	Density  int64 // γ: the order times the densities of the subtrees
	Children []*Tree
}

// String is the usual notation: τ for a leaf, [t₁t₂…] for a root with subtrees.
func (t *Tree) String() string {
	if len(t.Children) == 0 {
		return "τ"
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, child := range t.Children {
		b.WriteString(child.String())
	}
	b.WriteByte(']')
	return b.String()
}

// Rooted returns all rooted trees of orders 1 to n, each once, by order; trees share
// their subtrees.
func Rooted(n int) [][]*Tree {
	trees := make([][]*Tree, max(n, 1)+1)
	trees[1] = []*Tree{{order: 1, Density: 1}}
	smaller := trees[1]
	for order := 2; order <= n; order++ {
		trees[order] = planted(smaller, order, order-1, 0, nil)
		smaller = append(smaller[:len(smaller):len(smaller)], trees[order]...)
	}
	return trees[:n+1]
}

// planted returns the trees of an order that have the given children and further ones from list[from:], with left
// vertices in all of these.
func planted(list []*Tree, order, left, from int, children []*Tree) (trees []*Tree) {
	if left == 0 {
		t := &Tree{order: order, Density: int64(order), Children: append([]*Tree(nil), children...)}
		for _, c := range children {
			t.Density *= c.Density
		}
		return []*Tree{t}
	}
	for i := from; i < len(list) && list[i].order <= left; i++ {
		trees = append(trees, planted(list, order, left-list[i].order, i, append(children, list[i]))...)
	}
	return trees
}
