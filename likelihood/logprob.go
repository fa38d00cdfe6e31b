// LogProb: log-densities of rows, by one solve from the data to the base.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/reference"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/refine"
	"github.com/pkg/errors"
)

// LogProb is log p(x) of each row, in nats and in the data's own units (it includes the determinant of a
// standardisation).
//
// A row that cannot be solved, or whose log-density overflows, is NaN, and a *RowsError lists these rows; the other
// rows are valid. Further errors: a *DataError that locates a bad entry, ErrCondition, and the context's.
func (f *Flow) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := f.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is LogProb with conditions, given probes or certificates. It also returns the points of the base, the
// changes of log-density and the work of the solve.
func (f *Flow) LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (d *Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	if err := f.check("data", toBase, x); err != nil {
		return nil, err
	}
	if r == nil {
		r = &LogProbRequest{}
	}
	own := &request{condition: r.Condition, probes: probesFor(f.self.isEstimated(), r.Probes), probeSeed: r.ProbeSeed}
	if r.isBudgeted() {
		return f.withinBudget(ctx, x, own, r)
	}
	if isShared(ctx) && !r.Certify {
		return f.sharedDensity(ctx, x, own)
	}
	d, err = f.self.density(ctx, x, own)
	if d == nil || !r.Certify {
		return d, err
	}
	certificate, failed := f.self.certificate(ctx, d, x, own)
	if failed != nil {
		return nil, failed
	}
	d.Certificate = certificate
	return d, err
}

// probesFor returns the given probes where some are taken; elsewhere they have no effect, and may be of any size.
func probesFor(taken bool, given [][]float64) [][]float64 {
	if !taken {
		return nil
	}
	return given
}

// failLarge lists rows that are too large for the flow as failed, and puts zeros in their places.
func (f *Flow) failLarge(ctx context.Context, what string, x [][]float64, failed *failures) error {
	if err := f.beginRead(ctx); err != nil {
		return err
	}
	defer f.endRead()
	failLarge(what, x, &f.standardization, f.self.entryTypes(toBase), failed)
	return nil
}

// isShared says whether several processes score rows together.
func isShared(ctx context.Context) bool { return peers.Of(ctx) != nil }

// sharedRows is the number of rows that processes deal out at a time.
const sharedRows = 64

// sharedDensity has every process score its part of the rows. All processes get LogProb of all rows, and nothing else
// of the others' rows.
func (f *Flow) sharedDensity(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	team, alone := peers.Of(ctx), peers.Without(ctx)
	if f.self.sharesSteps() { // a row depends on the rows beside it
		return f.self.density(alone, x, r)
	}
	team.Cut(len(x), sharedRows)
	lo, hi := team.Mine()
	d, err := &Density{LogProb: make([]float64, len(x)), Base: numeric.NewRows(len(x), f.dim), Change: make([]float64, len(x))}, error(nil)
	if hi > lo {
		var part *Density
		if part, err = f.self.density(alone, x[lo:hi], r.part(lo, hi)); part != nil {
			copy(d.LogProb[lo:], part.LogProb)
		}
	}
	return d, team.Gather(ctx, atRows(err, lo, len(x)), peers.Column{Values: d.LogProb, Width: 1})
}

// atRows converts the error of a part of the rows, which begins with row first, to one of all rows.
func atRows(err error, first, total int) error {
	var all failures
	if other := all.take(err, startingAt(first)); other != nil {
		return other
	}
	return all.err(total)
}

func (e *engineOf[T]) logProb(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	w := e.workspace()
	d, err := w.logProb(ctx, w.solverOf(r, w.density), x, r)
	w.leave()
	return d, err
}

// addBase makes log-densities of samples of the changes of log-density from the points z of the base that they come from.
func (f *Flow) addBase(ctx context.Context, change []float64, z [][]float64) error {
	return eachRow(ctx, f.self.workers(), len(z), func(i int) { change[i] += f.base.LogProb(z[i]) - f.logStd })
}

// solverOf is the solver of a request for log-densities: with equal steps if the request asks for them, else the usual
// one.
func (e *engineOf[T]) solverOf(r *request, usual *equation.Solver[T]) *equation.Solver[T] {
	if r.steps > 0 {
		return e.stepping(r.steps)
	}
	return usual
}

func (w *workspace[T]) logProb(ctx context.Context, s *equation.Solver[T], x [][]float64, r *request) (*Density, error) {
	f := w.flow
	if err := w.load(s, toBase, x, r); err != nil {
		return nil, err
	}
	solution, failed, err := w.solve(ctx, s)
	if err != nil {
		return nil, err
	}
	d := &Density{LogProb: make([]float64, len(x)), Base: numeric.NewRows(len(x), f.dim), Change: make([]float64, len(x)), Stats: solution.Stats}
	err = eachRow(ctx, f.workers(), len(x), func(i int) {
		numeric.Widen(d.Base[i], solution.Y[0][i*f.dim:])
		d.Change[i] = solution.Quad[1][i]
		d.LogProb[i] = f.base.LogProb(d.Base[i]) + d.Change[i] - f.logStd
	})
	if err != nil {
		return nil, err
	}
	return d, f.refuseDensities(x, d, failed)
}

// withinBudget is LogProbWith with few steps.
func (f *Flow) withinBudget(ctx context.Context, x [][]float64, r *request, asked *LogProbRequest) (*Density, error) {
	steps, err := f.firstSteps(asked)
	if err != nil {
		return nil, err
	}
	b := &budgeted{Flow: f, ctx: ctx, x: x, request: r}
	batch := refine.Batch{Rows: len(x), Within: asked.Within, Solve: b.solve, Kinked: slices.ContainsFunc(f.self.fields(), reference.HasKinks)}
	if batch.Within == 0 || math.IsInf(batch.Within, 1) {
		batch.Within = math.MaxFloat64 // any bound, so that only rows without a bound are solved with more steps
	}
	bounds, open, err := batch.Bounds(steps)
	if err != nil {
		return nil, err
	}
	b.found.Certificate.Solver = bounds
	var failed *RowsError
	if err = b.certify(open); err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	return b.found, err
}

// density, certificate, gradient and transport implement core.
func (f *single) density(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	return f.engine.logProb(ctx, x, r)
}

// LogProbRequest holds the options of LogProbWith; nil means the zero value.
type LogProbRequest struct {
	Condition [][]float64 // R×C, for conditional flows; a single row applies to every row
	Probes    [][]float64 // R×(k·D): k vectors ε one after another; nil: drawn from ProbeSeed and the row's index in the batch. For a stack the k vectors of each flow, as wide as its field, from the base to the data. Without effect where nothing is estimated
	ProbeSeed uint64      // of the drawn probes
	Certify   bool        // computes Density.Certificate, which takes three to four times as long with default settings, longer with ELU or at loose tolerances: see Certificate

	// Evaluations is a budget of evaluations of the field for each row. The value and its bound, Density.Certificate,
	// are computed with few equal steps instead of the flow's solver. The number of evaluations is the largest of 12,
	// 24, 48, … within the budget. The flows of a stack share the budget evenly; less than 12 for each is ErrSettings.
	// 0 means no budget, or 12 for each flow if Within is given.
	Evaluations int
	// Within, if positive, is a bound in nats that is narrow enough. Rows with a wider bound are solved with more and
	// more steps, and finally as with Certify. If a bound is then still wider, it is the narrowest for the flow's
	// tolerance; Certificate.Solver holds it.
	Within float64
}

// isBudgeted says whether few steps are wanted.
func (r *LogProbRequest) isBudgeted() bool { return r.Evaluations != 0 || r.Within != 0 }

// Density is the result of LogProbWith for a batch of R rows.
type Density struct {
	LogProb []float64   // log p(x), nats, in the data's own units
	Base    [][]float64 // R×D: z(T0), the points of the base that the rows come from
	Change  []float64   // Δl = ∫ tr ∂f/∂z dt from T1 to T0, nats, for a stack with its norms: log p(x′) = log p0(z(T0)) + Δl
	Stats   ode.Stats

	Certificate *Certificate // error bounds of LogProb; nil unless LogProbRequest asks for them
}

// failedRows returns the error for rows that could not be solved; nil if err is of another kind.
func failedRows[T float32 | float64](solution *ode.Solution[T], err error) *RowsError {
	var step *ode.StepError
	if !errors.As(err, &step) {
		return nil
	}
	failed := &RowsError{Total: len(solution.Status)}
	for row, status := range solution.Status {
		if status != ode.Done {
			failed.Rows = append(failed.Rows, row)
			failed.Reasons = append(failed.Reasons, status)
		}
	}
	if len(failed.Rows) == 0 { // if no row failed, the error is from the backward solve
		return nil
	}
	return failed
}
