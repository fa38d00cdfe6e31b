// Samples of an ensemble: each row from a member drawn by weight.

package likelihood

import (
	"context"
	"math"
	"runtime"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Sample draws n rows. Row i depends only on the seed and on i. Errors are those of Flow.Sample.
func (e *Ensemble) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := e.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleWith is Sample with conditions, optionally with log-densities, for which ProbeSeed is that of LogProbWith.
func (e *Ensemble) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := e.check(ctx); err != nil {
		return nil, err
	}
	if n < 1 || n > math.MaxInt32/e.dim {
		return nil, errors.Wrapf(ErrEmpty, "%d samples, want at least one, and at most %d", n, math.MaxInt32/e.dim)
	}
	asked := *defaults.OrZero(r)
	if asked.Probes != nil {
		return nil, errors.Wrap(ErrSettings, "an ensemble takes no probes: its members do")
	}
	if err := checkCondition(asked.Condition, e.cond, n); err != nil {
		return nil, err
	}
	s = &Samples{X: numeric.NewRows(n, e.dim)}
	chosen, err := e.choose(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	var failed failures
	for k, rows := range chosen {
		if err := e.draw(ctx, k, rows, &asked, seed, s, &failed); err != nil {
			return nil, errors.WithMessagef(err, "member %d of the ensemble", k)
		}
	}
	if asked.LogProb {
		if err := e.score(ctx, s, &asked, &failed); err != nil {
			return nil, err
		}
	}
	return s, refuseMoved(s.X, s.LogProb, nil, func(float64) error { return nil }, failed.err(n))
}

// choose draws a member for each row, by the members' weights.
func (e *Ensemble) choose(ctx context.Context, n int, seed uint64) (rows [][]int, err error) {
	rows = make([][]int, len(e.members))
	draws, members := stream.New(seed, stream.Member), numeric.NewChoices(len(rows), func(k int) float64 { return e.members[k].Weight })
	for i := range n {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, err
		}
		k := members.At(draws.At(uint64(i)).Float64())
		rows[k] = append(rows[k], i)
	}
	return rows, nil
}

// inBatch names the condition that an error is about by its row of the batch, of which some rows were asked for.
func inBatch(err error, condition [][]float64, rows []int) error {
	var bad *DataError
	if len(condition) > 1 && errors.As(err, &bad) && bad.What == "condition" && bad.Row < len(rows) {
		bad.Row = rows[bad.Row]
	}
	return err
}

// draw stores the rows of member k. Rows that the member could not draw are NaN, and listed as failed.
func (e *Ensemble) draw(ctx context.Context, k int, rows []int, asked *SampleRequest, seed uint64, s *Samples, failed *failures) error {
	if len(rows) == 0 {
		return nil
	}
	z, err := e.members[k].sample(ctx, len(rows), conditionsOf(asked.Condition, rows), stream.Mix(seed^stream.Mix(uint64(k)))) // not of a sum, which the next seed's members share
	if z != nil {
		err = failed.take(err, func(j int) int { return rows[j] })
	}
	if err != nil {
		return inBatch(err, asked.Condition, rows)
	}
	return eachRow(ctx, runtime.GOMAXPROCS(0), len(rows), func(j int) {
		if c := finite.FirstNot(z[j]); c >= 0 {
			failed.addRow(rows[j], errOutside(c, "the draw", z[j][c], tensor.Float64)) // unless the member has given another reason
			numeric.Fill(s.X[rows[j]], math.NaN())
			return
		}
		e.place(s.X[rows[j]], z[j])
	})
}

// place stores the row of a member's draw.
func (e *Ensemble) place(x, z []float64) {
	if e.columns == nil {
		copy(x, z)
		return
	}
	e.columns.Inverse(x, z)
}

// score stores log-densities of the samples that are numbers; NaN for the others. A sample that is too large for another
// member fails too.
func (e *Ensemble) score(ctx context.Context, s *Samples, asked *SampleRequest, failed *failures) error {
	s.LogProb = make([]float64, len(s.X))
	numeric.Fill(s.LogProb, math.NaN())
	var drawn []int
	for row, x := range s.X {
		if finite.FirstNot(x) < 0 {
			drawn = append(drawn, row)
		}
	}
	if len(drawn) == 0 {
		return nil
	}
	x, large := pick(s.X, drawn), &failures{}
	if e.columns == nil { // else LogProb does so with the scores
		if err := e.failLarge(ctx, "the sample", x, large); err != nil {
			return err
		}
	}
	r := &LogProbRequest{Condition: conditionsOf(asked.Condition, drawn), ProbeSeed: asked.ProbeSeed}
	d, err := e.LogProbWith(ctx, x, r)
	for e.columns == nil && failNamed("the sample", x, err, large) {
		d, err = e.LogProbWith(ctx, x, r)
	}
	if d == nil {
		return inBatch(err, asked.Condition, drawn)
	}
	for k, row := range drawn {
		s.LogProb[row] = d.LogProb[k]
	}
	large.take(err, startingAt(0))
	return failed.take(large.err(len(x)), func(k int) int { return drawn[k] })
}

func (m *Member) sample(ctx context.Context, n int, condition [][]float64, seed uint64) ([][]float64, error) {
	if m.Base != nil {
		dim, _ := m.dim()
		return base.Draw(ctx, m.Base, n, dim, seed)
	}
	s, err := m.Model.SampleWith(ctx, n, seed, &SampleRequest{Condition: m.conditionOf(condition)})
	if s == nil {
		return nil, err
	}
	return s.X, err
}
