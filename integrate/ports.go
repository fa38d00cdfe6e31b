package integrate

import (
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// absent is the port of a node that does not exist: a block without that role.
const absent = -1

// ports numbers the inputs or the outputs of a program.
type ports struct{ nodes []*G.Node }

// add returns the number of a node; a node that is listed already keeps its number.
func (p *ports) add(n *G.Node) int {
	if n == nil {
		return absent
	}
	for i, m := range p.nodes {
		if m == n {
			return i
		}
	}
	p.nodes = append(p.nodes, n)
	return len(p.nodes) - 1
}

func (p *ports) addAll(nodes []*G.Node) []int {
	out := make([]int, len(nodes))
	for i, n := range nodes {
		out[i] = p.add(n)
	}
	return out
}

// input and output return the storage of a port, nil for an absent one.
func input[T graph.Float](p *graph.Program[T], port int) []T {
	if port == absent {
		return nil
	}
	return p.Input(port)
}

func output[T graph.Float](p *graph.Program[T], port int) []T {
	if port == absent {
		return nil
	}
	return p.Output(port)
}

func allInputs[T graph.Float](p *graph.Program[T], ports []int) [][]T {
	out := make([][]T, len(ports))
	for i, port := range ports {
		out[i] = input(p, port)
	}
	return out
}

func allOutputs[T graph.Float](p *graph.Program[T], ports []int) [][]T {
	out := make([][]T, len(ports))
	for i, port := range ports {
		out[i] = output(p, port)
	}
	return out
}
