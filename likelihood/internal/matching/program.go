// The program of a row block: losses of the rows, and their gradient with respect to the parameters.

package matching

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Term is a penalty: a number for each row, R×1, times its weight.
type Term struct {
	Weight float64
	Build  func(*rhs.RHS) *G.Node
}

// System is the loss: weight·|f - velocity|² + penalty·Σ Weight·Build for each row, where weight and penalty are inputs of
// the row.
type System struct {
	Field  dynamics.Field
	Terms  []Term
	Probes int // for each row, of D columns; 0 if no term needs any
}

// The number of rows of a program: many, since each run computes a gradient of all weights, but those of wide fields, such as
// of images, take memory.
const (
	leastLanes, mostLanes = 64, 256
	pointsTogether        = 1 << 16 // columns of the points of all rows
)

// lanes is the number of rows of a program.
func (s *System) lanes() int {
	return min(max(pointsTogether/s.Field.Dim()/leastLanes*leastLanes, leastLanes), mostLanes)
}

// compile compiles the program of a row block. Its inputs are those of rhs.Standalone, then the velocity and the two
// weights. Its outputs are the squared distance and the terms of each row, then the gradients of the parameters whose
// indices are in used.
func compile[T graph.Float](ctx context.Context, s *System) (p *graph.Program[T], used []int, err error) {
	b := graph.NewBuilder[T](s.lanes()).Within(ctx)
	r, inputs := rhs.Standalone(s.Field, b, s.Probes, false)
	if err := r.AddField(len(s.Terms) > 0); err != nil {
		return nil, nil, err
	}
	velocity, weight, penalty := b.Input("velocity", s.Field.Dim()), b.Input("weight", 1), b.Input("penalty", 1)
	outputs, cotangents := []*G.Node{r.SquaredNorm(b.Sub(r.AsColumn(r.F), velocity))}, []*G.Node{weight}
	for _, t := range s.Terms {
		outputs, cotangents = append(outputs, r.AsColumn(t.Build(r))), append(cotangents, b.Scale(penalty, t.Weight))
	}
	var params []*G.Node
	for _, q := range s.Field.Params().List() {
		params = append(params, b.Param(q))
	}
	for i, gradient := range b.VJP(outputs, cotangents, params) {
		if gradient != nil {
			outputs, used = append(outputs, gradient), append(used, i)
		}
	}
	if err := b.Err(); err != nil {
		return nil, nil, errors.Wrap(err, "building the regression of a field")
	}
	p, err = graph.Compile[T](append(inputs, velocity, weight, penalty), outputs, &graph.CompileSettings{Builder: b})
	return p, used, err
}
