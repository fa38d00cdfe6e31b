package likelihood

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// AuditSettings of Flow.Audit and Stack.Audit. nil and every zero value mean the default.
type AuditSettings struct {
	Rows    int    // rows of data that are looked at, the first ones; 0: 256
	Samples int    // draws from the flow and from its base; 0: 1024
	Points  int    // points at which p is evaluated for its integral; 0: 10,000
	Seed    uint64 // of samples, proposals and directions

	// Condition, for conditional flows, is that of the rows of data, one row each or one for all. Samples and the
	// integral are under its first row.
	Condition [][]float64

	Limits AuditLimits
}

// AuditLimits are what the checks hold their values against.
type AuditLimits struct {
	RoundTrip float64 // largest |x - forward(inverse(x))|, in standard deviations of the column; 0: 1e-3
	Solver    float64 // mean bound of the log-densities' solver error, nats; 0: DefaultMaxError
	Probe     float64 // standard error of their mean by the probes, nats; 0: 0.05
	Gradient  float64 // relative distance between two ways to the gradient, beyond the uncertainty of differences; 0: 0.01
	Mass      float64 // |∫p - 1|, beyond three times its own error; 0: 0.01
	// Base is the Kolmogorov–Smirnov distance between a column of z(T0) and the base, beyond 1.63/√n, which chance exceeds
	// once in a hundred times; 0: 0.1. It is a matter of the fit, not of the arithmetic: an untrained flow fails.
	Base float64
}

func (s *AuditSettings) complete() AuditSettings {
	full := AuditSettings{}
	if s != nil {
		full = *s
	}
	l := &full.Limits
	for _, d := range []struct {
		value     *float64
		otherwise float64
	}{{&l.RoundTrip, 1e-3}, {&l.Solver, DefaultMaxError}, {&l.Probe, 0.05}, {&l.Gradient, 0.01}, {&l.Mass, 0.01}, {&l.Base, 0.1}} {
		if *d.value == 0 {
			*d.value = d.otherwise
		}
	}
	for _, d := range []struct {
		value     *int
		otherwise int
	}{{&full.Rows, 256}, {&full.Samples, 1024}, {&full.Points, 10000}} {
		if *d.value == 0 {
			*d.value = d.otherwise
		}
	}
	return full
}

func (s *AuditSettings) check() error {
	if s.Rows < 1 || s.Samples < 2 || s.Points < 2 {
		return errors.Wrapf(ErrSettings, "audit of %d rows, %d samples and %d points: want at least 1, 2 and 2", s.Rows, s.Samples, s.Points)
	}
	l := s.Limits
	for _, v := range []float64{l.RoundTrip, l.Solver, l.Probe, l.Gradient, l.Mass, l.Base} {
		if !(v > 0) {
			return errors.Wrapf(ErrSettings, "limits of an audit are %+v, want positive numbers", l)
		}
	}
	return nil
}

// Audit is what Flow.Audit and Stack.Audit find. It prints as a table and can be written as JSON; all its numbers are finite.
type Audit struct {
	Flows   int    `json:"flows"` // of a stack, otherwise 1
	Dim     int    `json:"dim"`
	Weights int    `json:"weights"` // numbers in the parameters
	Dtype   string `json:"dtype"`   // what the fields compute in, each once
	Route   string `json:"route"`   // to the trace, see Plan; of a stack each once
	Rows    int    `json:"rows"`    // of data that were looked at and could be solved
	Failed  int    `json:"failed"`  // of data that could not be solved

	LogProb       float64 `json:"logProb"`       // mean, nats
	StandardError float64 `json:"standardError"` // of LogProb as a sample's mean

	RoundTrip   RoundTrip       `json:"roundTrip"`
	Errors      ErrorAudit      `json:"errors"`
	Gradients   *GradientAudit  `json:"gradients,omitempty"` // nil where the flow has none
	Mass        MassAudit       `json:"mass"`
	Base        []BaseColumn    `json:"base,omitempty"` // nil where the base cannot be drawn from
	Evaluations EvaluationAudit `json:"evaluations"`

	Checks []Check `json:"checks"`
}

// RoundTrip is |x - forward(inverse(x))|, largest over columns, in standard deviations of the column.
type RoundTrip struct {
	Median  float64 `json:"median"`
	Largest float64 `json:"largest"`
}

// ErrorAudit sums the certificates up, nats.
type ErrorAudit struct {
	Median      float64 `json:"median"`      // of the rows' solver bounds
	Mean        float64 `json:"mean"`        // of them
	Largest     float64 `json:"largest"`     // of them
	Uncertified int     `json:"uncertified"` // rows without a bound
	Probe       float64 `json:"probe"`       // standard error of the mean by the probes
}

// EvaluationAudit are evaluations of the right-hand side a row.
type EvaluationAudit struct {
	LogProb   float64 `json:"logProb"`
	Forward   float64 `json:"forward"`   // of a gradient, on the way there
	Replay    float64 `json:"replay"`    // of a gradient, on the way back
	Backsolve float64 `json:"backsolve"` // of a gradient, on the way back
}

// Audit examines a flow on data: are the maps inverse to each other, is the log-density solved well enough, do three ways
// to the gradient agree, does the density integrate to one, and are the data normal (distributed as the base) at T0?
// AuditLimits says what passes. With the defaults it takes about as long as 20,000 log-densities.
//
// It writes the parameters and puts them back: nothing else may read them meanwhile. Errors: those of LogProb, but for
// rows that cannot be solved, which are counted; a *RowsError where no row can.
func (f *Flow) Audit(ctx context.Context, data [][]float64, settings *AuditSettings) (a *Audit, err error) {
	defer guard("Audit", &err)
	return audit(ctx, f, data, settings)
}

// Audit is Flow.Audit for the whole stack.
func (s *Stack) Audit(ctx context.Context, data [][]float64, settings *AuditSettings) (a *Audit, err error) {
	defer guard("Audit", &err)
	return audit(ctx, s, data, settings)
}

// audited is what can be examined: a flow or a stack.
type audited interface {
	Joint
	ForwardWith(ctx context.Context, z [][]float64, r *Request) ([][]float64, error)
	common() *model
	parts() []*Flow
	gradient(ctx context.Context, x [][]float64, r *Request) (*Gradient, error) // for who holds mu
	isConstant(param int) bool                                                  // for the gradient, though the loss depends on it
}

func (f *Flow) parts() []*Flow      { return []*Flow{f} }
func (f *Flow) isConstant(int) bool { return false }
func (s *Stack) parts() []*Flow     { return s.flows }

func audit(ctx context.Context, f audited, data [][]float64, settings *AuditSettings) (*Audit, error) {
	s := settings.complete()
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := f.common().check(ctx, "data", data); err != nil {
		return nil, err
	}
	a := &auditor{flow: f, ctx: ctx, set: &s, x: data[:min(len(data), s.Rows)], report: &Audit{Flows: len(f.parts()), Dim: f.Dim()}}
	if len(s.Condition) > 1 {
		a.set.Condition = s.Condition[:min(len(s.Condition), len(a.x))]
	}
	for _, step := range []func() error{a.describe, a.densities, a.roundTrip, a.samples, a.base, a.mass, a.gradients} {
		if err := step(); err != nil {
			return nil, errors.WithMessage(err, "audit")
		}
	}
	return a.report, nil
}

// auditor is an audit under way.
type auditor struct {
	flow   audited
	ctx    context.Context
	set    *AuditSettings
	x      [][]float64 // the rows looked at
	z      [][]float64 // where they come from
	drawn  [][]float64 // samples of the flow; nil where its base cannot be drawn from
	report *Audit
}

func (a *auditor) request() *Request { return &Request{Condition: a.set.Condition, Certify: true} }

// one is the condition of samples and of the integral.
func (a *auditor) one() *Request {
	if len(a.set.Condition) == 0 {
		return &Request{}
	}
	return &Request{Condition: a.set.Condition[:1]}
}

func (a *auditor) describe() error {
	var routes, dtypes []string
	for _, f := range a.flow.parts() {
		plan, err := f.Trace()
		if err != nil {
			return err
		}
		routes, dtypes = append(routes, plan.Route.String()), append(dtypes, f.field.Params().Dtype().String())
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

// densities finds the log-densities with their certificates, and keeps the rows that can be solved.
func (a *auditor) densities() error {
	d, err := a.flow.LogProbWith(a.ctx, a.x, a.request())
	var failed *RowsError
	if errors.As(err, &failed) && len(failed.Rows) < len(a.x) {
		a.report.Failed = len(failed.Rows)
		a.drop(failed.Rows)
		d, err = a.flow.LogProbWith(a.ctx, a.x, a.request())
	}
	if err != nil {
		return err
	}
	m := meanOfDensity(d)
	a.z, a.report.Rows = d.Base, len(a.x)
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

func (a *auditor) errors(c *Certificate, probe float64) {
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
		e.Median, e.Mean, e.Largest = certified[len(certified)/2], meanOf(certified), certified[len(certified)-1]
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
	request := &Request{Condition: a.set.Condition}
	back, err := a.flow.ForwardWith(a.ctx, a.z, request)
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	_, std, err := Moments(a.x)
	if err != nil {
		return err
	}
	gaps := make([]float64, len(a.x))
	for i, row := range back {
		for c, v := range row {
			gaps[i] = max(gaps[i], bounded(math.Abs(v-a.x[i][c])/deviationOr1(std[c])))
		}
	}
	slices.Sort(gaps)
	r := &a.report.RoundTrip
	r.Median, r.Largest = gaps[len(gaps)/2], gaps[len(gaps)-1]
	a.expect("round trip", r.Largest, 0, a.set.Limits.RoundTrip, "standard deviations, largest of the rows")
	return nil
}

// deviationOr1 is for columns that do not vary, as in a batch of one row.
func deviationOr1(std float64) float64 {
	if std == 0 {
		return 1
	}
	return std
}

// samples draws from the flow, where that is possible.
func (a *auditor) samples() error {
	s, err := a.flow.SampleWith(a.ctx, a.set.Samples, a.set.Seed, a.one())
	var failed *RowsError
	switch {
	case errors.Is(err, ErrNoSampler):
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

// bounded keeps a number within what JSON can hold; NaN is as bad as it gets.
func bounded(v float64) float64 {
	if math.IsNaN(v) {
		return math.MaxFloat64
	}
	return max(-math.MaxFloat64, min(v, math.MaxFloat64))
}
