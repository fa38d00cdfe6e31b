// The inputs and outputs of a program.

package compiled

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// absent is the number of a port without a node, such as the error estimate of a block that has none.
const absent = -1

// Port is an input or an output of a program: its node and, once it is bound, the node's storage. A port without a node
// has no storage.
type Port[T graph.Float] struct {
	node   *G.Node
	number int
	Data   []T
}

func portOf[T graph.Float](n *G.Node) Port[T] { return Port[T]{node: n} }

// eachPort makes a port of each node.
func eachPort[T graph.Float](nodes []*G.Node) (list []Port[T]) {
	for _, n := range nodes {
		list = append(list, portOf[T](n))
	}
	return list
}

// Ports are the inputs or the outputs with one role, by block.
type Ports[T graph.Float] struct {
	nodes   []*G.Node
	numbers []int
	batch.Pack[T]
}

func portsOf[T graph.Float](nodes []*G.Node) Ports[T] { return Ports[T]{nodes: nodes} }

// wiring visits the ports of a program in their order: once to number the nodes, and once for each copy of the program
// to bind the ports to its storage.
type wiring[T graph.Float] struct {
	inputs, outputs []*G.Node
	accumulated     []*G.Node         // outputs that are summed over rows and runs
	deferred        []*G.Node         // outputs for Program.RunDeferred
	deferring       bool              // the outputs visited next are deferred
	bound           *graph.Program[T] // nil while nodes are numbered
}

// compile numbers the ports of a graph, compiles it and binds the ports to the program.
func compile[T graph.Float](b *graph.Builder, what string, ports func(*wiring[T])) (*graph.Program[T], error) {
	w := &wiring[T]{}
	ports(w)
	p, err := graph.Compile[T](w.inputs, w.outputs, &graph.CompileSettings{Builder: b, Deferred: w.deferred, Accumulate: w.accumulated})
	if err != nil {
		return nil, errors.Wrap(err, "compiling "+what)
	}
	ports(&wiring[T]{bound: p})
	return p, nil
}

// clone copies a program and binds a copy of its ports.
func clone[T graph.Float](p *graph.Program[T], ports func(*wiring[T])) *graph.Program[T] {
	p = p.Clone()
	ports(&wiring[T]{bound: p})
	return p
}

// number adds a node to a list and returns its number. A node that the list has keeps its number.
func number(list *[]*G.Node, n *G.Node) (at int, fresh bool) {
	if n == nil {
		return absent, false
	}
	if at = slices.Index(*list, n); at >= 0 {
		return at, false
	}
	*list = append(*list, n)
	return len(*list) - 1, true
}

// numberOutput is number for an output.
func (w *wiring[T]) numberOutput(n *G.Node, accumulates bool) int {
	at, fresh := number(&w.outputs, n)
	if fresh && w.deferring {
		w.deferred = append(w.deferred, n)
	}
	if fresh && accumulates {
		w.accumulated = append(w.accumulated, n)
	}
	return at
}
