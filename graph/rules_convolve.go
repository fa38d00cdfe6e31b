// The rules of convolutions: every derivative of a form is another form.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// pullConvolve returns the operands' cotangents. The form is linear in each operand, so the cotangent replaces the
// operand in the trilinear form.
func pullConvolve(b *Builder, o ops.Convolve, x []*G.Node, g *G.Node, need []bool) []*G.Node {
	first, second := o.Operands()
	var roles [3]*G.Node
	roles[first], roles[second], roles[o.Of] = x[0], x[1], g
	dx := make([]*G.Node, 2)
	for i, role := range []conv.Role{first, second} {
		if need[i] {
			dx[i] = convolve(b, o.Shape, role, roles)
		}
	}
	return dx
}

func pushConvolve(b *Builder, o ops.Convolve, x, dx []*G.Node, k int) *G.Node {
	if k > 1 && (dx[1] != nil || o.Of == conv.Kernel) {
		return b.noTiling(operation{o})
	}
	var first, second *G.Node
	if dx[0] != nil {
		first = b.add(o, dx[0], x[1])
	}
	if dx[1] != nil {
		second = b.add(o, x[0], dx[1])
	}
	return b.sum(first, second)
}

// convolve is the form of one role, computed from the values of the other two.
func convolve(b *Builder, s conv.Shape, of conv.Role, roles [3]*G.Node) *G.Node {
	o := ops.Convolve{Shape: s, Of: of}
	first, second := o.Operands()
	return b.add(o, roles[first], roles[second])
}
