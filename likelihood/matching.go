// Matching: the gradient of the squared distance between a flow's field and given velocities, without a solve.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/matching"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Match is the loss of flow matching (Lipman et al., Flow matching for generative modeling, 2023, eq. 9) and its
// gradient. The loss is the mean over rows and columns of the squared distance between two velocities dz/ds, s from 0
// at the base to 1 at the data: that of the field and the given one, at points z, R×D, in standardised units. The
// penalties of the settings are added. Their integrals are estimated at these points: |T1 - T0| times the integrand of
// Penalties. Match takes no solve. Of the Gradient only Loss, Penalties and Params are computed; NegLogProb is NaN. The
// gradient with respect to parameters of the base and the duration is 0.
//
// Errors: those of Gradient; ErrSettings if Time or Velocity has another number of rows, or if a time is outside [0,
// 1]; a *RowsError for points that are not on the manifold that the field keeps to, or whose loss overflows.
func (f *Flow) Match(ctx context.Context, z [][]float64, r *MatchRequest) (g *Gradient, err error) {
	defer graph.Recover("likelihood: Match", &err)
	s, err := f.only("matching")
	if err != nil {
		return nil, err
	}
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	asked := *defaults.OrZero(r)
	if err := s.checkMatch(z, &asked); err != nil {
		return nil, err
	}
	own := &request{condition: asked.Condition, probes: asked.Probes, probeSeed: asked.ProbeSeed, first: asked.First, weights: asked.Weights}
	own, unit := own.inUnits()
	if g, err = s.engine.match(ctx, z, asked.Time, asked.Velocity, own); err != nil {
		return nil, err
	}
	g.times(unit)
	if v, bad := anyNotFinite(g.Params); bad || !finite.Is(g.Loss) {
		return nil, errors.Wrapf(ErrNotFinite, "loss %v, an entry of its gradient %v", g.Loss, v)
	}
	return g, nil
}

func (f *single) checkMatch(z [][]float64, r *MatchRequest) error {
	if !f.engine.takes(z, r.Velocity) { // which says it in one pass, and not what is wrong
		if err := f.check("points", toData, z); err != nil {
			return err
		}
		if err := f.checkVelocities(r.Velocity, len(z)); err != nil {
			return err
		}
	}
	if err := f.params.CheckFinite(); err != nil {
		return err
	}
	if len(r.Time) != len(z) {
		return errors.Wrapf(ErrSettings, "%d times, want %d, one for each row", len(r.Time), len(z))
	}
	if err := checkFirst(r.First); err != nil {
		return err
	}
	for row, s := range r.Time {
		if !(s >= 0 && s <= 1) {
			return errors.Wrapf(ErrSettings, "the time of row %d is %v, want one from 0 at the base to 1 at the data", row, s)
		}
	}
	if err := f.withStrangers(z, nil); err != nil {
		return err
	}
	if len(f.set.Penalties.active()) > 0 {
		if err := dynamics.TwiceDifferentiable(f.field); err != nil {
			return err
		}
	}
	return checkWeights("weights", r.Weights, len(z))
}

// takes says whether points and velocities are rows of numbers that are finite in the field's number type, the velocities once
// they are divided by the duration.
func (e *engineOf[T]) takes(z, velocities [][]float64) bool {
	dim, length := e.flow.dim, e.flow.length()
	if len(z) == 0 || len(velocities) != len(z) {
		return false
	}
	return nil == parallel.Ranges(context.Background(), "likelihood: matching velocities", len(z), 2*dim, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			if len(z[i]) != dim || len(velocities[i]) != dim {
				return ErrWidth
			}
			for c, v := range z[i] {
				if !finite.Is(T(v)) || !finite.Is(T(velocities[i][c]/length)) {
					return ErrNotFinite
				}
			}
		}
		return nil
	})
}

// checkVelocities also refuses a velocity that is too large for the field's number type once it is divided by the duration.
func (f *single) checkVelocities(v [][]float64, rows int) error {
	if err := checkSameRows("velocities", v, rows, f.dim); err != nil {
		return err
	}
	units := &standardization{mean: make([]float64, f.dim), std: slices.Repeat([]float64{f.length()}, f.dim)}
	return units.checkSize("velocities", v, f.dtypes...)
}

// match is Match for a request that has been checked, except for what solves check too.
func (e *engineOf[T]) match(ctx context.Context, z [][]float64, time []float64, velocity [][]float64, r *request) (*Gradient, error) {
	f, rows := e.flow, len(z)
	probes := 0
	if e.matcher.Probes > 0 {
		probes = e.training.ProbeWidth()
	}
	if err := r.check(f, rows, probes); err != nil {
		return nil, err
	}
	batch := &matching.Batch[T]{Rows: rows, Inputs: e.matchInputs(z, time, velocity, r, probes)}
	sums, err := e.matcher.Gradient(ctx, batch)
	if err != nil {
		return nil, err
	}
	g := e.collectMatch(sums, r.shares(rows))
	if failed := overflows(sums, rows); failed != nil && !finite.Is(g.Loss) {
		return nil, failed
	}
	return g, nil
}

// overflows lists rows whose distance or penalties are not finite; nil without any.
func overflows(sums *matching.Sums, rows int) *RowsError {
	return withRows(nil, rows, func(row int) error {
		for _, values := range sums.Values {
			if v := values[row]; !finite.Is(v) {
				return errors.Wrapf(ErrNotFinite, "the squared distance of velocities, or a penalty, is %v", v)
			}
		}
		return nil
	})
}

// matchInputs returns the program's inputs. The distance between f and u/length, times length², is the distance between
// velocities dz/ds.
func (e *engineOf[T]) matchInputs(z [][]float64, times []float64, velocities [][]float64, r *request, probes int) [][]T {
	f, rows, dim := e.flow, len(z), e.flow.dim
	t0, t1 := f.times()
	length, shares := t1-t0, r.shares(rows)
	time, points, velocity := make([]T, rows), make([]T, rows*dim), make([]T, rows*dim)
	weight, penalty := make([]T, rows), make([]T, rows)
	_ = parallel.Ranges(context.Background(), "likelihood: matching velocities", rows, dim, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			time[i] = T(t0 + float64(times[i]*length))
			weight[i] = T(shares.Of(i) * length * length / float64(dim))
			penalty[i] = T(shares.Of(i) * math.Abs(length))
			u, to, by := velocities[i], velocity[i*dim:][:dim], points[i*dim:][:dim]
			for c, v := range z[i] {
				by[c], to[c] = T(v), T(u[c]/length)
			}
		}
		return nil
	})
	inputs := [][]T{time, points}
	if width := f.set.cond; width > 0 {
		conditions := make([]T, rows*width)
		fillConditions(conditions, &f.conditions, width, 0, r)
		inputs = append(inputs, conditions)
	}
	if probes > 0 {
		draws := make([]T, rows*probes)
		fillProbes(draws, e.training.System, 0, r)
		inputs = append(inputs, draws)
	}
	return append(inputs, velocity, weight, penalty)
}

func (e *engineOf[T]) collectMatch(sums *matching.Sums, shares numeric.Shares) *Gradient {
	t0, t1 := e.flow.times()
	length := t1 - t0
	g := &Gradient{NegLogProb: math.NaN(), Params: sums.Params, Forward: ode.Stats{Evaluations: len(sums.Values[0])}, Loss: shares.Sum(sums.Values[0]) * length * length / float64(e.flow.dim)}
	for j, p := range e.training.Penalties {
		mean := shares.Sum(sums.Values[1+j]) * math.Abs(length)
		*g.Penalties.at(p.Kind) = mean
		g.Loss += float64(p.Weight * mean)
	}
	for _, p := range e.flow.params.All[len(g.Params):] {
		g.Params = append(g.Params, make([]float64, p.Len()))
	}
	return g
}

// MatchRequest holds the points' times and velocities, and the options of Match.
type MatchRequest struct {
	Time      []float64   // R: the time s of each point, from 0 at the base to 1 at the data
	Velocity  [][]float64 // R×D: dz/ds at that time
	Condition [][]float64 // R×C, in its own units, for conditional flows; a single row applies to every row
	Weights   []float64   // R: as in GradientRequest
	Probes    [][]float64 // R×(k·D), for the Frobenius penalty; nil: drawn from ProbeSeed
	ProbeSeed uint64      // of the drawn probes
	First     int         // as in GradientRequest
}
