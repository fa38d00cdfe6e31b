// The fingerprint of an expression: what it computes, whatever the values of its parameters.

package graph

import (
	"fmt"
	"hash"
	"hash/fnv"

	G "gorgonia.org/gorgonia"
)

// Fingerprint is a hash of the expressions of the roots: operations, shapes, constants, and names of inputs and
// parameters, without the values of parameters. Two expressions with one fingerprint compute the same if different
// operations write different hashes.
func (b *Builder) Fingerprint(roots ...*G.Node) uint64 {
	f := fingerprint{b: b, hash: fnv.New64a(), numbers: map[*G.Node]int{}}
	for _, n := range roots {
		if n != nil && b != nil {
			f.visit(n)
		}
	}
	return f.hash.Sum64()
}

// fingerprint numbers nodes in the order in which it visits them.
type fingerprint struct {
	b       *Builder
	hash    hash.Hash64
	numbers map[*G.Node]int
}

// visit hashes a node after its operands.
func (f *fingerprint) visit(n *G.Node) {
	if _, known := f.numbers[n]; known {
		return
	}
	children := childrenOf(n)
	for _, c := range children {
		f.visit(c)
	}
	f.numbers[n] = len(f.numbers)
	fmt.Fprintf(f.hash, "\n%v %v", n.Dtype(), n.Shape())
	if op := n.Op(); op != nil {
		if !isOwn(op) { // this package's ops write their kind
			fmt.Fprintf(f.hash, " %T ", op)
		}
		op.WriteHash(f.hash)
	}
	for _, c := range children {
		fmt.Fprintf(f.hash, " %d", f.numbers[c])
	}
	if len(children) == 0 {
		f.leaf(n)
	}
}

func (f *fingerprint) leaf(n *G.Node) {
	switch p, values := f.b.params[n], f.b.consts[n].values; {
	case p != nil:
		fmt.Fprintf(f.hash, " parameter %q", p.Name)
	case values != nil:
		fmt.Fprintf(f.hash, " %v", values)
	case n.Value() != nil:
		fmt.Fprintf(f.hash, " %v", n.Value().Data())
	default:
		fmt.Fprintf(f.hash, " input %q", n.Name())
	}
}
