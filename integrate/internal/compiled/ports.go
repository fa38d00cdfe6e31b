package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// absent is the port of a node that does not exist: a block without that role.
const absent = -1

// Ports numbers the inputs or the outputs of a program.
type Ports struct{ Nodes []*G.Node }

// Add returns the number of a node; a node that is listed already keeps its number.
func (p *Ports) Add(n *G.Node) int {
	if n == nil {
		return absent
	}
	for i, m := range p.Nodes {
		if m == n {
			return i
		}
	}
	p.Nodes = append(p.Nodes, n)
	return len(p.Nodes) - 1
}

func (p *Ports) AddAll(nodes []*G.Node) []int {
	out := make([]int, len(nodes))
	for i, n := range nodes {
		out[i] = p.Add(n)
	}
	return out
}

// Input and output return the storage of a port, nil for an absent one.
func Input[T graph.Float](p *graph.Program[T], port int) []T {
	if port == absent {
		return nil
	}
	return p.Input(port)
}

func Output[T graph.Float](p *graph.Program[T], port int) []T {
	if port == absent {
		return nil
	}
	return p.Output(port)
}

func AllInputs[T graph.Float](p *graph.Program[T], ports []int) [][]T {
	out := make([][]T, len(ports))
	for i, port := range ports {
		out[i] = Input(p, port)
	}
	return out
}

func AllOutputs[T graph.Float](p *graph.Program[T], ports []int) [][]T {
	out := make([][]T, len(ports))
	for i, port := range ports {
		out[i] = Output(p, port)
	}
	return out
}
