// The sweep of nodes in both modes of differentiation.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// sweep is one traversal of the nodes between outputs and wrt, in either direction.
type sweep struct {
	b        *Builder
	k        int // (co)tangents one under another
	wrt      map[*G.Node]bool
	leaves   leaves    // of wrt
	order    []*G.Node // operands before the nodes that use them
	ops      map[*G.Node]G.Op
	children map[*G.Node][]*G.Node
	active   map[*G.Node]bool    // nodes that depend on a wrt
	grad     map[*G.Node]*G.Node // cotangent, or tangent
}

func newSweep(b *Builder, wrt []*G.Node) *sweep {
	s := &sweep{
		b: b, wrt: make(map[*G.Node]bool), leaves: leavesAmong(wrt), ops: make(map[*G.Node]G.Op),
		children: make(map[*G.Node][]*G.Node), active: make(map[*G.Node]bool), grad: make(map[*G.Node]*G.Node),
	}
	for _, n := range wrt {
		s.wrt[n] = true
	}
	return s
}

// visit lists the nodes under root depth first, without recursion, and marks the active ones.
func (s *sweep) visit(root *G.Node) {
	type frame struct {
		node *G.Node
		next int
	}
	if _, seen := s.children[root]; seen {
		return
	}
	open := func(n *G.Node) frame {
		s.ops[n], s.children[n] = nil, nil
		if !s.wrt[n] && !isSize(n) {
			s.ops[n], s.children[n] = s.leaves.normalized(n)
		}
		if ours(s.ops[n]) == (ops.Power{}) { // 1, whatever the operand is
			s.children[n] = nil
		}
		return frame{node: n}
	}
	stack := []frame{open(root)}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		children := s.children[top.node]
		if top.next < len(children) {
			child := children[top.next]
			top.next++
			if _, seen := s.children[child]; !seen {
				stack = append(stack, open(child))
			}
			continue
		}
		s.close(top.node)
		stack = stack[:len(stack)-1]
	}
}

func (s *sweep) close(n *G.Node) {
	s.order = append(s.order, n)
	active := s.wrt[n]
	for i, c := range s.children[n] {
		active = active || s.active[c] && !(i == 0 && placesSlice(s.ops[n]))
	}
	s.active[n] = active
}

// reaches reports whether the values of root depend on a wrt; its size may.
func (s *sweep) reaches(root *G.Node) bool {
	s.visit(root)
	return s.active[root]
}
