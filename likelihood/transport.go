// Transport: points of the base to the data's space and back.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Forward takes points of the base (at T0) to the data's space (at T1).
// Errors as of LogProb; a conditional flow needs ForwardWith.
func (m *model) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, nil)
}

// ForwardWith is Forward under a condition of each row, R×C, or one for all.
func (m *model) ForwardWith(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, condition)
}

// Inverse takes data to points of the base, distributed as the base if the flow is the data's density.
// Errors as of LogProb; a conditional flow needs InverseWith.
func (m *model) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, nil)
}

// InverseWith is Inverse under a condition of each row, R×C, or one for all.
func (m *model) InverseWith(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, condition)
}

func (m *model) move(ctx context.Context, way transportWay, what string, x, condition [][]float64) (moved [][]float64, err error) {
	defer graph.Recover("likelihood: Forward or Inverse", &err)
	if err := m.mu.take(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	if err := m.check(ctx, what, x); err != nil {
		return nil, err
	}
	moved, _, err = m.self.transport(ctx, way, x, &request{condition: condition}, nil)
	if moved == nil {
		return nil, err
	}
	return moved, refuseMoved(moved, nil, nil, err)
}
