// The weights of a layer.

package layer

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Store copies the values of nodes, one for each parameter, into System.Params. Every run does so too, but the last run
// of a training comes before its last update, so call Store after a training.
func (l *Layer[T]) Store(params G.Nodes) error {
	if err := l.made(); err != nil {
		return err
	}
	if want := len(l.params()); len(params) != want {
		return check.Count("parameters", len(params), want)
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
	// Unchanged parameters are not written, since programs then recompute all that depends on parameters alone.
	if own := graph.Data[T](q); !equal(own, data) {
		copy(own, data)
		q.Params().Touch()
	}
	return nil
}

// equal compares numbers; a NaN differs from every number.
func equal[T graph.Float](a, b []T) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (l *Layer[T]) params() []*graph.Param { return listOf(l.system.Params) }
