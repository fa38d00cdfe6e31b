package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Density is what LogProbWith finds for a batch of R rows.
type Density struct {
	LogProb []float64   // log p(x), nats, in the data's own units
	Base    [][]float64 // R×D: z(T0), the points of the base that the rows come from
	Change  []float64   // Δl = ∫ tr ∂f/∂z dt from T1 to T0, nats: log p(x′) = log p0(z(T0)) + Δl
	Stats   ode.Stats

	Certificate *Certificate // how far LogProb may be off; nil unless Request.Certify
}

// LogProb is log p(x) of each row, in nats and in the data's own units (the determinant of a standardisation is counted).
//
// A row that cannot be solved, or whose log-density overflows, is NaN, and a *RowsError lists those; the other rows are valid.
// Further errors: *DataError with the place of a bad entry, ErrCondition, and the context's.
func (f *Flow) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := f.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is LogProb with conditions or given probes, and says what it went through.
func (f *Flow) LogProbWith(ctx context.Context, x [][]float64, r *Request) (d *Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := f.mu.take(ctx); err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	if err := f.check(ctx, "data", x); err != nil {
		return nil, err
	}
	return f.engine.logProbCertified(ctx, x, orZero(r))
}

func (e *engineOf[T]) logProb(ctx context.Context, s *solver[T], x [][]float64, r *Request) (*Density, error) {
	f := e.flow
	p, err := e.load(s, toBase, x, r)
	if err != nil {
		return nil, err
	}
	solution, failed, err := s.solve(ctx, p)
	if err != nil {
		return nil, err
	}
	d := &Density{LogProb: make([]float64, len(x)), Base: numeric.NewRows(len(x), f.dim), Change: make([]float64, len(x)), Stats: solution.Stats}
	for i := range x {
		widen(d.Base[i], solution.Y[0][i*f.dim:])
		d.Change[i] = solution.Quad[1][i]
		d.LogProb[i] = f.base.LogProb(d.Base[i]) + d.Change[i] - f.logStd
	}
	return d, f.refuseDensities(d, failed)
}

// requestedProbes is the width that Request.Probes must have, 0 where none are used.
func (s *solver[T]) requestedProbes() int {
	if !s.needsProbes() {
		return 0
	}
	return s.probeWidth()
}

// solve tells failures of rows, which leave the others valid, from those of the whole solve. The solution is valid until
// the next one.
func (s *solver[T]) solve(ctx context.Context, p *ode.Problem[T]) (*ode.Solution[T], *RowsError, error) {
	solver, err := s.get()
	if err != nil {
		return nil, nil, err
	}
	solution, err := solver.SolveInto(ctx, p, s.solution)
	if solution == nil {
		return nil, nil, err
	}
	s.solution = solution
	if err == nil {
		return solution, nil, nil
	}
	if failed := failedRows(solution, err); failed != nil {
		return solution, failed, nil
	}
	return nil, nil, err
}

// failedRows is the error of rows that could not be solved; nil where err is of another kind.
func failedRows[T float32 | float64](solution *ode.Solution[T], err error) *RowsError {
	var step *ode.StepError
	if !errors.As(err, &step) {
		return nil
	}
	failed := &RowsError{Total: len(solution.Status)}
	for row, status := range solution.Status {
		if status != ode.Done {
			failed.Rows = append(failed.Rows, row)
			failed.Reasons = append(failed.Reasons, status.Err())
		}
	}
	if len(failed.Rows) == 0 { // on the way back
		return nil
	}
	return failed
}

func widen[T float32 | float64](dst []float64, src []T) {
	for i := range dst {
		dst[i] = float64(src[i])
	}
}

func fill(dst []float64, v float64) {
	for i := range dst {
		dst[i] = v
	}
}

func ones(n int) []float64 {
	x := make([]float64, n)
	fill(x, 1)
	return x
}
