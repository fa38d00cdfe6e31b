// Transport: rows moved between base and data, and samples.

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
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// transport moves rows along the flow. If change is not nil it gets -∫ tr ∂f/∂z dt from T0 to T1.
func (e *engineOf[T]) transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	s := e.path
	if change != nil {
		s = e.solverOf(r, e.density)
	}
	w := e.workspace()
	moved, stats, err := w.transport(ctx, s, towards, x, r, change)
	w.leave()
	return moved, stats, err
}

func (w *workspace[T]) transport(ctx context.Context, s *equation.Solver[T], towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	if err := w.load(s, towards, x, r); err != nil {
		return nil, ode.Stats{}, err
	}
	solution, failed, err := w.solve(ctx, s)
	if err != nil {
		return nil, ode.Stats{}, err
	}
	moved := numeric.NewRows(len(x), w.flow.dim)
	for i, row := range moved {
		numeric.Widen(row, solution.Y[0][i*w.flow.dim:])
	}
	for i := range change {
		change[i] = -solution.Quad[1][i]
	}
	if towards == toData {
		w.flow.restore(moved)
	}
	if failed == nil {
		return moved, solution.Stats, nil
	}
	for _, row := range failed.Rows {
		numeric.Fill(moved[row], math.NaN())
		if change != nil {
			change[row] = math.NaN()
		}
	}
	return moved, solution.Stats, failed
}

// refuseMoved is refuseDensities for rows that were moved on manifolds; logp, their log-densities or parts of them, may be nil.
func refuseMoved(x [][]float64, logp []float64, on manifolds, noDensity func(float64) error, err error) error {
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	failed = withRows(failed, len(x), func(row int) error {
		if c := finite.FirstNot(x[row]); c >= 0 {
			return errors.Wrapf(ErrNotFinite, "column %d is %v", c, x[row][c])
		}
		if left := on.left(x[row]); left != nil || logp == nil {
			return left
		}
		return noDensity(logp[row])
	})
	if failed == nil {
		return nil
	}
	for _, row := range failed.Rows {
		numeric.Fill(x[row], math.NaN())
		if logp != nil {
			logp[row] = math.NaN()
		}
	}
	return failed
}

func (f *single) transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	return f.engine.transport(ctx, towards, x, r, change)
}

// direction is the direction of a map.
type direction int

const (
	toData direction = iota
	toBase
)

// Forward takes points of the base (at T0) to points in the data's units (at T1). A conditional
// flow needs a condition for each row, R×C, or a single row for all; others take nil. Errors are those of LogProb.
func (f *Flow) Forward(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return f.move(ctx, toData, "base points", z, condition)
}

// Inverse takes data to points of the base. They have the density of the base if the data have the density of the flow.
// The condition is that of Forward. Errors are those of LogProb.
func (f *Flow) Inverse(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return f.move(ctx, toBase, "data", x, condition)
}

func (f *Flow) move(ctx context.Context, towards direction, what string, x, condition [][]float64) (moved [][]float64, err error) {
	defer graph.Recover("likelihood: Forward or Inverse", &err)
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	if err := f.check(what, towards, x); err != nil {
		return nil, err
	}
	moved, _, err = f.self.transport(ctx, towards, x, &request{condition: condition}, nil)
	if moved == nil {
		return nil, err
	}
	return moved, refuseMoved(moved, nil, f.manifolds(), nil, f.withStrangers(x, err))
}

// manifolds are the fields of a flow on a manifold: their method IsPoint says whether a row is a point of it.
type manifolds []manifoldField

// manifoldField is one of them, and the columns that it moves; nil for all.
type manifoldField struct {
	on      interface{ IsPoint(row []float64) error }
	columns columns.Set
}

func (f *Flow) manifolds() (on manifolds) {
	columns.Each(f.self.fields(), f.self.moved(), func(field dynamics.Field, own columns.Set) {
		if field, ok := field.(interface{ IsPoint(row []float64) error }); ok {
			on = append(on, manifoldField{field, own})
		}
	})
	return on
}

// isPoint returns an error if the row is not on one of the manifolds.
func (m manifolds) isPoint(row []float64) error {
	for _, field := range m {
		if err := field.on.IsPoint(field.columns.Gather(row, len(row))); err != nil {
			return err
		}
	}
	return nil
}

// left returns an error for a row that the solver's error has taken off one of the manifolds.
func (m manifolds) left(row []float64) error {
	if finite.FirstNot(row) >= 0 || m.isPoint(row) == nil {
		return nil
	}
	return errors.Wrap(ErrNotFinite, "the solver's error has taken the row off its manifold; a tighter tolerance or shorter steps keep it there")
}

// Sample draws n points. Row i depends only on the seed and on i, so it is the same in any batch.
//
// Errors: base.ErrNoSampler if the base cannot be drawn from, ErrEmpty for n < 1. A *RowsError lists rows that could not be
// solved, whose draw or point is too large for its number type, or that the solver's error has taken off their manifold; they
// are NaN, and the other rows are valid.
func (f *Flow) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := f.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleWith is Sample with conditions, or with the log-densities of the points, from the same solve. With
// log-densities it takes other steps, so that points then differ from Sample's by the solver's error.
func (f *Flow) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	z, err := f.draw(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	asked := *defaults.OrZero(r)
	s = &Samples{Base: z}
	if asked.LogProb {
		s.LogProb = make([]float64, n)
	}
	own := &request{condition: asked.Condition, probes: probesFor(f.self.isEstimated(), asked.Probes), probeSeed: asked.ProbeSeed}
	var failed failures
	enters := slices.Clone(z)
	failLarge("the draw from the base", enters, &standardization{}, f.self.entryTypes(toData), &failed)
	s.X, s.Stats, err = f.self.transport(ctx, toData, enters, own, s.LogProb)
	if s.X == nil {
		return nil, err
	}
	if err := failed.take(err, startingAt(0)); err != nil {
		return nil, err
	}
	if asked.LogProb {
		if err := f.addBase(ctx, s.LogProb, z); err != nil {
			return nil, err
		}
	}
	return s, refuseMoved(s.X, s.LogProb, f.manifolds(), f.noDensity, failed.err(n))
}

// draw draws n rows of the base, with the checks of SampleWith.
func (f *Flow) draw(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	if n < 1 {
		return nil, errors.Wrapf(ErrEmpty, "%d samples, want at least one", n)
	}
	if err := f.params.CheckFinite(); err != nil {
		return nil, err
	}
	return base.Draw(ctx, f.base, n, f.dim, seed)
}

// SampleRequest holds the options of SampleWith; nil means the zero value.
type SampleRequest struct {
	Condition [][]float64 // n×C, for conditional flows; a single row applies to every sample
	LogProb   bool        // asks for log-densities of the samples
	Probes    [][]float64 // n×(k·D), for LogProb with an estimated trace: as in LogProbRequest
	ProbeSeed uint64      // of the drawn probes
}

// Samples is the result of SampleWith.
type Samples struct {
	X       [][]float64 // n×D, in the data's units
	LogProb []float64   // log p(x) in nats, in the data's units; nil unless asked for
	Base    [][]float64 // n×D: z(T0), the draws from the base
	Stats   ode.Stats
}
