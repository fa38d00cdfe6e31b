// LossAt: the loss with other values of the parameters.
package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// differentiable is a flow or a stack, for who holds its mu.
type differentiable interface {
	gradient(ctx context.Context, x [][]float64, r *Request) (*Gradient, error)
}

// LossAt is the Loss of GradientWith where the parameters have other values: params has one slice for each of Params, row-major.
// The parameters are put back before another call has its turn; nothing but these methods may read them meanwhile.
//
// Errors: those of GradientWith; ErrSettings where params are not of the parameters' sizes.
func (m *model) LossAt(ctx context.Context, params, x [][]float64, r *Request) (loss float64, err error) {
	defer graph.Recover("likelihood: LossAt", &err)
	if err := m.checkSizes(params); err != nil {
		return 0, err
	}
	if err := m.mu.take(ctx); err != nil {
		return 0, err
	}
	defer m.mu.Unlock()
	kept := make([][]float64, len(m.params))
	for i, p := range m.params {
		kept[i] = p.Values()
	}
	defer m.write(kept)
	m.write(params)
	g, err := m.self.gradient(ctx, x, r)
	if err != nil {
		return 0, err
	}
	return g.Loss, nil
}

// checkSizes compares values with the parameters that they are meant for.
func (m *model) checkSizes(params [][]float64) error {
	if len(params) != len(m.params) {
		return errors.Wrapf(ErrSettings, "values of %d parameters, want those of %d", len(params), len(m.params))
	}
	for i, p := range m.params {
		if len(params[i]) != p.Len() {
			return errors.Wrapf(ErrSettings, "%d values of parameter %q, want %d", len(params[i]), p.Name, p.Len())
		}
	}
	return nil
}

// write sets every parameter.
func (m *model) write(params [][]float64) {
	for i, p := range m.params {
		for k, v := range params[i] {
			p.Set(k, v)
		}
	}
	m.Touch()
}
