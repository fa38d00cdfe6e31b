// Run: the steps of an audit, from the densities of the data to their distribution at T0.

package audit

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Run examines a flow or stack on data; the package's comment lists the checks, and Limits holds their limits. With the
// defaults it takes about as long as 20,000 log-densities in two columns and 70,000 to 90,000 in six; the map's Jacobian
// takes 4,096 points for any number of columns, and more where the map is steep.
//
// Run writes the parameters and restores them: nothing else may read them meanwhile. Errors: those of LogProb, except for
// rows that cannot be solved, which it counts; a *RowsError if no row can be solved.
func Run(ctx context.Context, f Model, data [][]float64, settings *Settings) (a *Report, err error) {
	defer graph.Recover("likelihood: audit", &err)
	s := settings.complete()
	if err := s.check(); err != nil {
		return nil, err
	}
	if f == nil || ctx == nil {
		return nil, errors.Wrap(likelihood.ErrSettings, "audit: a flow or stack and a context are needed")
	}
	if n := len(s.Condition); n > 1 && n != len(data) { // before both are cut to the rows to examine
		return nil, errors.Wrapf(likelihood.ErrSettings, "audit: condition has %d rows, want %d, one for each row of data", n, len(data))
	}
	return newAuditor(ctx, f, data, &s).run()
}

// Model is what Run can examine: a *likelihood.Flow, or a type that embeds one.
type Model interface {
	Dim() int
	Params() []*graph.Param
	Update(ctx context.Context, write func() error) error
	Base() base.Base
	Flows() []*likelihood.Flow
	Forward(ctx context.Context, z, condition [][]float64) ([][]float64, error)
	Inverse(ctx context.Context, x, condition [][]float64) ([][]float64, error)
	LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error)
	SampleWith(ctx context.Context, n int, seed uint64, r *likelihood.SampleRequest) (*likelihood.Samples, error)
	Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error)
	IsConstant(param int) bool
}

var _ Model = (*likelihood.Flow)(nil)

func newAuditor(ctx context.Context, f Model, data [][]float64, s *Settings) *auditor {
	a := &auditor{flow: f, ctx: ctx, set: s, x: data[:min(len(data), s.Rows)], report: &Report{Flows: len(f.Flows()), Dim: f.Dim()}}
	if len(s.Condition) > 1 {
		a.set.Condition = s.Condition[:min(len(s.Condition), len(a.x))]
	}
	return a
}

// run performs the checks of an audit in turn.
func (a *auditor) run() (*Report, error) {
	for _, step := range []func() error{a.describe, a.densities, a.roundTrip, a.determinant, a.samples, a.base, a.draws, a.score, a.mass, a.gradients} {
		if err := step(); err != nil {
			return nil, errors.WithMessage(err, "audit")
		}
	}
	return a.report, nil
}

// auditor is the state of an audit.
type auditor struct {
	flow   Model
	exact  bool // no trace of a log-density is an estimate
	ctx    context.Context
	set    *Settings
	x      [][]float64 // the rows that are examined
	z      [][]float64 // their points of the base
	logp   []float64   // their log-densities
	change []float64   // log p(x) less log p0(z)
	bound  []float64   // error bounds of the solver
	drawn  [][]float64 // samples of the flow; nil for a base that cannot be drawn from
	beyond float64     // about the mass that may lie outside of a grid: the largest density at its edge times its volume
	report *Report
}

func (a *auditor) request() *likelihood.LogProbRequest {
	return &likelihood.LogProbRequest{Condition: a.set.Condition, Certify: true}
}

// one is the condition for samples and for the integral.
func (a *auditor) one() [][]float64 { return a.set.Condition[:min(1, len(a.set.Condition))] }

func (a *auditor) describe() error {
	var routes, dtypes []string
	a.exact = true
	for _, f := range a.flow.Flows() {
		plan, err := f.Trace()
		if err != nil {
			return err
		}
		routes, dtypes = append(routes, plan.Method.String()), append(dtypes, f.Field().Params().Dtype().String())
		a.exact = a.exact && plan.Exact
	}
	a.report.Route, a.report.Dtype = eachOnce(routes), eachOnce(dtypes)
	for _, p := range a.flow.Params() {
		a.report.Weights += p.Len()
	}
	return nil
}

func eachOnce(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// densities computes the log-densities with their certificates, and keeps the rows that can be solved.
func (a *auditor) densities() error {
	d, err := a.flow.LogProbWith(a.ctx, a.x, a.request())
	var failed *likelihood.RowsError
	if errors.As(err, &failed) && len(failed.Rows) < len(a.x) {
		a.report.Failed = len(failed.Rows)
		a.drop(failed.Rows)
		d, err = a.flow.LogProbWith(a.ctx, a.x, a.request())
	}
	if err != nil {
		return err
	}
	m := d.Mean()
	a.z, a.logp, a.change, a.bound, a.report.Rows = d.Base, d.LogProb, d.Change, d.Certificate.Solver, len(a.x)
	a.report.LogProb, a.report.StandardError = bounded(m.LogProb), bounded(m.StandardError)
	a.report.Evaluations.LogProb = float64(d.Stats.Evaluations) / float64(len(a.x))
	a.errors(d.Certificate, m.Probe)
	return nil
}

func (a *auditor) drop(rows []int) {
	var x, condition [][]float64
	for i := range a.x {
		if slices.Contains(rows, i) {
			continue
		}
		x = append(x, a.x[i])
		if len(a.set.Condition) > 1 {
			condition = append(condition, a.set.Condition[i])
		}
	}
	a.x = x
	if condition != nil {
		a.set.Condition = condition
	}
}

func (a *auditor) errors(c *likelihood.Certificate, probe float64) {
	e := &a.report.Errors
	var certified []float64
	for _, bound := range c.Solver {
		if math.IsInf(bound, 0) {
			e.Uncertified++
			continue
		}
		certified = append(certified, bound)
	}
	if certified != nil {
		slices.Sort(certified)
		e.Median, e.Mean, e.Largest = certified[len(certified)/2], numeric.Mean(certified), certified[len(certified)-1]
	}
	e.Probe = bounded(probe)
	limits := &a.set.Limits
	a.expect("rows not solved", float64(a.report.Failed), 0, 0, "rows")
	a.expect("rows not certified", float64(e.Uncertified), 0, 0, "rows")
	a.expect("solver error", e.Mean, 0, limits.Solver, "nats, mean bound of log p")
	if c.Probe != nil {
		a.expect("probe error", e.Probe, 0, limits.Probe, "nats, standard error of the mean of log p")
	}
}

func (a *auditor) roundTrip() error {
	back, err := a.flow.Forward(a.ctx, a.z, a.set.Condition)
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	_, std, err := likelihood.Moments(a.x, nil)
	if err != nil {
		return err
	}
	gaps, units := make([]float64, len(a.x)), a.units()
	for i, row := range back {
		for c, v := range row {
			gaps[i] = max(gaps[i], bounded(math.Abs(v-a.x[i][c])/deviationOr(units[c], std[c])))
		}
	}
	slices.Sort(gaps)
	r := &a.report.RoundTrip
	r.Median, r.Largest = gaps[len(gaps)/2], gaps[len(gaps)-1]
	a.expect("round trip", r.Largest, 0, a.set.Limits.RoundTrip, "standard deviations, largest of the rows")
	return nil
}

// deviationOr replaces the standard deviation 0 of a constant column, as in a batch of one row, by a unit.
func deviationOr(unit, std float64) float64 {
	if std == 0 {
		return unit
	}
	return std
}

func deviationOr1(std float64) float64 { return deviationOr(1, std) }

// samples draws from the flow, if it can be sampled.
func (a *auditor) samples() error {
	s, err := a.flow.SampleWith(a.ctx, a.set.Samples, a.set.Seed, &likelihood.SampleRequest{Condition: a.one()})
	var failed *likelihood.RowsError
	switch {
	case errors.Is(err, base.ErrNoSampler):
		return nil
	case errors.As(err, &failed):
		for i, row := range s.X {
			if !slices.Contains(failed.Rows, i) {
				a.drawn = append(a.drawn, row)
			}
		}
		return nil
	case err != nil:
		return err
	}
	a.drawn = s.X
	return nil
}

// bounded replaces infinite numbers and NaN by the largest number, since JSON cannot hold them.
func bounded(v float64) float64 {
	if math.IsNaN(v) {
		return math.MaxFloat64
	}
	return max(-math.MaxFloat64, min(v, math.MaxFloat64))
}
