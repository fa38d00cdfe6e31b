package integrate

import (
	"fmt"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Leaves adds one leaf for each of System.Params to a graph, in their order and with
// copies of their values: what a Gorgonia solver may train.
func (l *Layer[T]) Leaves(g *G.ExprGraph) (G.Nodes, error) {
	var nodes G.Nodes
	err := graph.Exclusive(g, func() error {
		for _, q := range l.params() {
			values := tensor.New(tensor.WithShape(q.Rows, q.Cols), tensor.WithBacking(append([]T(nil), graph.Data[T](q)...)))
			nodes = append(nodes, G.NewMatrix(g, graph.DtypeOf[T](), G.WithShape(q.Rows, q.Cols),
				G.WithName(fmt.Sprintf("layer %d, %s", l.number, q.Name)), G.WithValue(values)))
		}
		return nil
	})
	return nodes, err
}

// Store copies the values of nodes, one for each parameter, into System.Params, as every
// run does. Call it after training: the last run came before the last update.
func (l *Layer[T]) Store(params G.Nodes) error {
	if want := len(l.params()); len(params) != want {
		return &ShapeError{What: "the list of parameters", Got: len(params), Want: want}
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for i, n := range params {
		if n == nil {
			return errors.Wrapf(graph.ErrNilNode, "parameter %d", i)
		}
		if err := l.storeParam(i, n.Value()); err != nil {
			return err
		}
	}
	return nil
}

func (l *Layer[T]) storeParam(i int, v G.Value) error {
	q := l.params()[i]
	data, err := rowMajor[T](v, "parameter "+q.Name, q.Rows, q.Cols)
	if err != nil {
		return err
	}
	// Programs compute anew what depends on parameters alone: only when they changed.
	if own := graph.Data[T](q); !equal(own, data) {
		copy(own, data)
		q.Params().Touch()
	}
	return nil
}

// equal compares numbers; a NaN is unlike any other.
func equal[T graph.Float](a, b []T) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (l *Layer[T]) params() []*graph.Param {
	if l.solver.system.Params == nil {
		return nil
	}
	return l.solver.system.Params.List()
}
