// Certificate: error bounds of the log-densities of a batch, and solves that go on until these are narrow enough.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/refine"
	"github.com/pkg/errors"
)

// Certificate says how far the log-densities of a batch of R rows may be from those of the flow's exact solution.
//
// Solver is computed from a second solve of every row by a reference, which is much tighter than the flow's settings
// (see likelihood/internal/reference). With v the flow's value of a standardised row x, r the reference's value, and s
// = ∂log p0(z),
//
//	Solver = 2·|v - r| + √((Δl_v - Δl_r)² + Σ (sᵢ(z_v - z_r)ᵢ)²)/5 + 2u·√(1 + max(2|log p0(z)|, Σ sᵢ²(zᵢ² + xᵢ²/4)) + Δl²),
//
// where u = 2⁻²³ for float32, 2⁻⁵² for float64. The factor 2 leaves room for the reference's own error. The second term
// is for rows in which the parts of the error cancel in the flow's value and not in the reference's. The third term is
// for rounding, which both values share: of x, of a solution that is far from 0, and of log p0 far from the mode.
//
// Measured on a grid of 728 combinations (four activations, D = 2 and 6, flows that shift by 0, 100 and 1000, both
// precisions, six adaptive methods at 1e-3, 1e-5 and 2e-6, RK4 in six steps, Euler in eight; campaign certificates):
// Solver covers the true error on 96 % of the rows or more of each, 99.98 % on average, and is 2.3 times the error in
// the median, at most 24 times, where parts of the error cancel or rounding is all there is. Trained and random flows
// with D = 2 … 21, at tolerances down to 1e-9, give the same. The reference takes 0.6 to 17 times the evaluations of an
// adaptive solve, 3 times in the median, and most for ELU networks at 1e-3; it takes more than a hundred times those of
// fixed steps that are far too few. A shared step size and an uncontrolled density are certified just as well, since
// the reference has a tolerance of its own. The reference knows the kinks of activations, on manifolds too, but not
// those of a user's field, for which it may cover fewer rows: without this knowledge it covers 93 % for ELU. Rounding
// that a field amplifies is seen by the difference alone, in float32 from e⁷-fold on: of dz/dt = (-8 8; 0 1)z at 1e-5,
// Solver covers 81 % of the rows; take float64 there.
//
// If LogProbRequest.Evaluations or Within asks for few steps, Solver is computed from the change of log p and its parts
// when steps are halved, and log p is that of the shorter steps. On 100,000 rows of fifty flows of ten kinds (campaign
// budgets) it covers 99 % of the rows, 94 % or more of each flow, both with twelve evaluations and within 1e-2, 1e-3
// and 1e-4 nats. It is about ten times the error in the median, with twelve evaluations 8 to 47 times by kind. Within
// 1e-3 takes 12 to 72 evaluations of a flow with a smooth field, a ninth to a half of those of LogProbRequest.Certify.
// For 1e-4 and below, and for ELU networks below 1e-2, Certify costs no more. Of linear fields that narrow one
// direction of the data up to e¹²-fold, it covers all rows; where the field shears that direction too, it may cover
// half of them with twelve evaluations (for the matrix (-8 8; 0 1), and 92 % within 1e-2), which Certify covers. So does it
// those of networks whose trace jumps (ReLU, SELU), of which few steps cover 81 to 94 % within 1e-2, and of networks with
// LayerNorm, of which they may cover 79 %, and of smooth networks whose weights are six times their initial ones or whose
// time is 10, of which they cover 88 %. A bound of nats says only that the steps are too long: twelve evaluations of such
// networks may cover no row.
//
// Probe is the standard error of an estimated trace, without the solver's error, from eight further probes a row. For
// Hutch++ it is the standard error of the part outside the value's own sketch.
type Certificate struct {
	Solver []float64 // R: bound of the solver's and the rounding's error, nats; +Inf for a row that cannot be certified
	Probe  []float64 // R: standard error of the estimated trace, nats; nil if the trace is exact
	Stats  ode.Stats // the work of the certificate, without that of the value
}

// Bound is Solver + 4·Probe of a row, in nats; +Inf for a row that the certificate does not have. A smaller factor than
// 4 would not cover 95 % of the rows of each test flow, since the distribution of an estimate is skewed, and its
// standard deviation is known from eight probes only. With one to four probes of Hutchinson, or two to six of Hutch++,
// of either kind, Bound covers 95.4 % or more and is 2 to 8 times the error in the median; for stacks it covers 98 %.
// On the grid of Certificate it covers 98.9 % of the rows.
func (c *Certificate) Bound(row int) float64 {
	switch {
	case c == nil || row < 0 || row >= len(c.Solver):
		return math.Inf(1)
	case c.Probe == nil:
		return c.Solver[row]
	case row >= len(c.Probe):
		return math.Inf(1)
	}
	return c.Solver[row] + float64(probeFactor*c.Probe[row])
}

// probeFactor comes from the measurements named at Bound.
const probeFactor = 4

// budgeted is a batch that is solved with few steps, and with more where that is not enough.
type budgeted struct {
	*Flow
	ctx     context.Context
	x       [][]float64
	request *request
	found   *Density
}

// firstSteps is the number of steps of each flow in the first solve.
func (f *Flow) firstSteps(r *LogProbRequest) (int, error) {
	flows := len(f.self.flowList())
	switch least := refine.Least * flows; {
	case r.Evaluations != 0 && r.Evaluations < least:
		return 0, errors.Wrapf(ErrSettings, "Evaluations is %d, want at least %d, or 0 for the default", r.Evaluations, least)
	case !(r.Within >= 0):
		return 0, errors.Wrapf(ErrSettings, "Within is %v, want a positive number of nats, or 0 for any bound", r.Within)
	}
	return refine.Steps(r.Evaluations / flows), nil
}

// solveFirst also computes the probes' standard errors, which hold for all later solves. Rows that fail are NaN, and
// solved with more steps.
func (b *budgeted) solveFirst(steps int) (err error) {
	b.found, err = b.self.probed(b.ctx, b.x, b.request.pick(nil, steps))
	if b.found == nil {
		return err
	}
	b.found.Certificate.Stats, b.found.Stats = b.found.Certificate.Stats.Plus(b.found.Stats), ode.Stats{}
	return nil
}

// solve implements refine.Batch.Solve.
func (b *budgeted) solve(rows []int, steps int) (changes []refine.Change, err error) {
	if b.found == nil {
		return nil, b.solveFirst(steps)
	}
	d, err := b.self.density(b.ctx, pick(b.x, rows), b.request.pick(rows, steps))
	if d == nil {
		return nil, err
	}
	changes = make([]refine.Change, len(rows))
	err = eachRow(b.ctx, b.self.workers(), len(rows), func(k int) {
		changes[k] = b.change(d.at(k), b.found.at(rows[k]), b.x[rows[k]])
		b.found.set(rows[k], d.at(k))
	})
	b.found.Stats = b.found.Stats.Plus(d.Stats)
	return changes, err
}

// change compares the results of two solves of a row x.
func (b *budgeted) change(now, last densityRow, x []float64) refine.Change {
	difference, parts, size := b.boundTerms(now, last, x)
	start := make([]float64, len(x))
	for c, v := range x {
		start[c] = b.standardized(c, v)
	}
	return refine.Change{Moved: difference + parts, Relative: refine.Relative(now.z, last.z, start), Rounding: roundingFactor * b.spacing() * size}
}

// certify solves the last rows as a flow does without a budget, and keeps the value with the narrower bound; of two without a
// bound, that of the flow's own steps.
func (b *budgeted) certify(rows []int) error {
	if len(rows) == 0 {
		return nil
	}
	x, own := pick(b.x, rows), b.request.pick(rows, 0)
	d, err := b.self.density(b.ctx, x, own)
	if d == nil {
		return err
	}
	c, failed := b.self.certificate(b.ctx, d, x, own)
	if failed != nil {
		return failed
	}
	bounds := b.found.Certificate.Solver
	for k, row := range rows {
		own := math.IsInf(bounds[row], 1) && !math.IsNaN(d.LogProb[k])
		if own || c.Solver[k] < bounds[row] || math.IsNaN(b.found.LogProb[row]) {
			b.found.set(row, d.at(k))
			bounds[row] = c.Solver[k]
		}
	}
	b.found.Stats, b.found.Certificate.Stats = b.found.Stats.Plus(d.Stats), b.found.Certificate.Stats.Plus(c.Stats)
	return b.failures(rows, err)
}

// failures lists the rows without a log-density from any solve, by the error of the last.
func (b *budgeted) failures(rows []int, err error) error {
	var last *RowsError
	if !errors.As(err, &last) {
		return err
	}
	failed := &RowsError{Total: len(b.x)}
	for i, k := range last.Rows {
		if row := rows[k]; math.IsNaN(b.found.LogProb[row]) {
			failed.Rows, failed.Reasons = append(failed.Rows, row), append(failed.Reasons, last.Reasons[i])
		}
	}
	if len(failed.Rows) == 0 {
		return nil
	}
	return failed
}
