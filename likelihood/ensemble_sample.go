// Samples of an ensemble: each row from a member drawn by weight.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Sample draws n rows. Row i depends only on the seed and on i.
func (e *Ensemble) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := e.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleWith is Sample, optionally with log-densities.
func (e *Ensemble) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := e.check(ctx); err != nil {
		return nil, err
	}
	if n < 1 || n > math.MaxInt32/e.dim {
		return nil, errors.Wrapf(ErrEmpty, "%d samples, want at least one, and at most %d", n, math.MaxInt32/e.dim)
	}
	asked := *defaults.OrZero(r)
	if asked.Condition != nil || asked.Probes != nil {
		return nil, errors.Wrap(ErrCondition, "an ensemble takes no condition and no probes")
	}
	s = &Samples{X: numeric.NewRows(n, e.dim)}
	chosen, err := e.choose(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	for k, rows := range chosen {
		if err := e.draw(ctx, k, rows, seed, s); err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", k)
		}
	}
	if asked.LogProb {
		s.LogProb, err = e.LogProb(ctx, s.X)
	}
	return s, err
}

// choose draws a member for each row, by the members' weights.
func (e *Ensemble) choose(ctx context.Context, n int, seed uint64) (rows [][]int, err error) {
	rows = make([][]int, len(e.members))
	draws := stream.New(seed, stream.Member)
	for i := range n {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, err
		}
		k := numeric.Choose(draws.At(uint64(i)).Float64(), len(rows), func(k int) float64 { return e.members[k].Weight })
		rows[k] = append(rows[k], i)
	}
	return rows, nil
}

// draw stores the rows of member k.
func (e *Ensemble) draw(ctx context.Context, k int, rows []int, seed uint64, s *Samples) error {
	if len(rows) == 0 {
		return nil
	}
	z, err := e.members[k].sample(ctx, len(rows), stream.Mix(seed+uint64(k)+1))
	if err != nil {
		return err
	}
	if e.columns != nil {
		return eachRow(ctx, len(rows), func(j int) { e.columns.Inverse(s.X[rows[j]], z[j]) })
	}
	for j, i := range rows {
		copy(s.X[i], z[j])
	}
	return nil
}

func (m *Member) sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	if m.Base != nil {
		dim, _ := m.dim()
		return base.Draw(ctx, m.Base, n, dim, seed)
	}
	return m.Model.Sample(ctx, n, seed)
}
