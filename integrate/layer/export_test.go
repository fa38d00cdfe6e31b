// What tests look at inside a Layer.

package layer

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"gorgonia.org/gorgonia"
)

var Column = column

func (l *Layer[T]) Op() gorgonia.Op { return l.op() }

func (l *Layer[T]) Solver() *integrate.Solver[T] { return l.solver }
