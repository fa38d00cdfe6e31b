// LogProb: log-densities of rows, by one solve from the data to the base.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// LogProb is that of Flow, of which the comment says more.
func (m *model) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := m.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is that of Flow, of which the comment says more.
func (m *model) LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (d *Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := m.beginRead(ctx); err != nil {
		return nil, err
	}
	defer m.endRead()
	if err := m.check(ctx, "data", x); err != nil {
		return nil, err
	}
	asked := orZero(r)
	own := &request{condition: asked.Condition, probes: asked.Probes, probeSeed: asked.ProbeSeed}
	d, err = m.self.density(ctx, x, own)
	if d == nil || !asked.Certify {
		return d, err
	}
	certificate, failed := m.self.certificate(ctx, d, x, own)
	if failed != nil {
		return nil, failed
	}
	d.Certificate = certificate
	return d, err
}
