// The picture: both fields, and the learned equation's trajectory from the start.

package main

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// view is the part of the plane that is drawn.
var view = figure.Box{X0: -2.3, X1: 2.3, Y0: -2.3, Y1: 2.3}

// draw shows both fields, the points that were learned from, and the trajectory that the learned equation takes from the
// start.
func draw(ctx context.Context, truth, learned *equation, data []float64) (*figure.Phase, error) {
	path, err := learned.trajectory(ctx, denser())
	if err != nil {
		return nil, err
	}
	p := &figure.Phase{XLabel: "y₁", YLabel: "y₂", TimeLabel: "t"}
	p.Truth = figure.Portrait{Title: fmt.Sprintf("The truth, and %d points of a trajectory", points), Path: pairs(data), Times: times(), IsPoints: true}
	p.Learned = figure.Portrait{Title: "The learned field and its trajectory", Path: pairs(path), Times: denser()}
	if err := truth.fill(&p.Truth); err != nil {
		return nil, err
	}
	return p, learned.fill(&p.Learned)
}

// fill evaluates the field on a grid.
func (e *equation) fill(p *figure.Portrait) error {
	const columns = 116
	p.X, p.Y = figure.NewGrid(view, columns, 1), figure.NewGrid(view, columns, 1)
	values, err := e.at(p.X.Points())
	if err != nil {
		return err
	}
	for _, f := range values {
		p.X.Values, p.Y.Values = append(p.X.Values, f[0]), append(p.Y.Values, f[1])
	}
	return nil
}

func pairs(x []float64) [][]float64 {
	out := make([][]float64, 0, len(x)/2)
	for i := 0; i < len(x); i += 2 {
		out = append(out, x[i:i+2])
	}
	return out
}
