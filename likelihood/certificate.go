// Certificate: how far the log-densities of a batch may be off.

package likelihood

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Certificate says how far the log-densities of a batch of R rows may be from those of the flow's exact solution.
//
// Solver is made by solving every row once more by a reference, much tighter than the flow's own settings (see
// likelihood/internal/reference): with v the flow's value of a row x (standardised), r the reference's, and s = ∂log p0(z),
//
//	Solver = 2·|v - r| + √((Δl_v - Δl_r)² + Σ (sᵢ(z_v - z_r)ᵢ)²)/5 + 2u·√(1 + max(2|log p0(z)|, Σ sᵢ²(zᵢ² + xᵢ²/4)) + Δl²),
//
// u = 2⁻²³ for float32, 2⁻⁵² for float64. The factor 2 leaves room for the reference's own error; the second term is for rows in which
// the parts of the error cancel and those of the reference do not; the third is what rounding does where both agree, and what it does
// to both alike: to x, to a solution that is far from 0, and to log p0 far out.
//
// Measured on a grid of 608 combinations (four activations, D = 2 and 6, flows that shift by 0, 100 and 1000, both precisions, five
// adaptive methods at 1e-3, 1e-5 and 2e-6, RK4 in six steps, Euler in eight; campaign certificates): Solver covers the true error on
// 97.5 % of the rows or more of each, 99.98 % on average, and is 2.3 times the error in the median, at most 12 times, where rounding is
// all there is. The same of trained and random flows, D = 2 … 21, down to 1e-9. The reference takes 0.6 to 17 times the evaluations of an
// adaptive solve, most of ELU networks at 1e-3, 3 in the median, and more than a hundred times those of fixed steps that are far too few. A shared step size and an uncontrolled
// density are certified just as well, since the reference has a tolerance of its own. Kinks of activations are known; those of a field
// of your own are not, so that fewer rows may be covered: of ELU 93 % without.
//
// Probe is the standard error of the estimate (the solver's error not included), from eight further probes a row;
// for Hutch++ that of what is outside the value's own sketch.
type Certificate struct {
	Solver []float64 // R: bound of the solver's and the rounding's error, nats; +Inf where the row cannot be certified
	Probe  []float64 // R: standard error by the probes, nats; nil where the trace is exact
	Stats  ode.Stats // what the certificate took, beyond the value itself
}

// Bound is Solver + 4·Probe of a row, nats: with a smaller factor it would not cover 95 % of the rows of each test flow, since
// what a probe makes of a row is skewed, and its standard deviation is known from eight of them alone. With one to four
// of Hutchinson's probes, two to six of Hutch++, of either kind, it covers 95.4 % or more and is 2 to 8 times the error in
// the median; of stacks 98 %. On the grid above it covers 94 % or more of each combination, by Gaussian probes, and 97 % by Rademacher's.
// Of a row that the certificate does not have it is +Inf.
func (c *Certificate) Bound(row int) float64 {
	switch {
	case c == nil || row < 0 || row >= len(c.Solver):
		return math.Inf(1)
	case c.Probe == nil:
		return c.Solver[row]
	case row >= len(c.Probe):
		return math.Inf(1)
	}
	return c.Solver[row] + probeFactor*c.Probe[row]
}

// probeFactor comes from the measurements named at Bound.
const probeFactor = 4
