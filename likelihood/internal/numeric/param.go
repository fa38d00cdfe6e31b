package numeric

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
)

// AddParam adds a parameter of float64 with these values, row-major.
func AddParam(params *graph.Params, name string, rows int, values []float64) (*graph.Param, error) {
	if err := fault.Finite(name, values); err != nil {
		return nil, err
	}
	p, err := params.Add(name, rows, len(values)/rows)
	if err != nil {
		return nil, err
	}
	copy(graph.Data[float64](p), values)
	return p, nil
}
