// Check: one number and its limit, and the table of all checks.

package audit

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"
)

// Verdict is the result of a check.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
	// Unknown: the check could not be made, or its uncertainty is too large for a verdict. Check.Unit says why.
	Unknown Verdict = "unknown"
)

// Check compares one number with its limit.
type Check struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Error float64 `json:"error"` // uncertainty of Value if it is an estimate; otherwise 0
	Limit float64 `json:"limit"` // the limit, with the allowance for Error that Limits documents
	// Detects is the least size of an error of this kind that the check would have found, in the unit of Value: Limit and
	// what the uncertainty of Value may hide. It has no meaning for a check that is Unknown.
	Detects float64 `json:"detects"`
	Verdict Verdict `json:"verdict"`
	Unit    string  `json:"unit"` // meaning and unit of Value
}

// expect adds the check value ≤ limit, for a value that is as large as the error it measures.
func (a *auditor) expect(name string, value, e, limit float64, unit string) {
	a.expectBeyond(name, value, e, limit, 0, unit)
}

// expectBeyond is expect for a value that may be smaller than the error by as much as hidden.
func (a *auditor) expectBeyond(name string, value, e, limit, hidden float64, unit string) {
	c := Check{Name: name, Value: bounded(value), Error: bounded(e), Limit: bounded(limit), Detects: bounded(limit + hidden), Verdict: Pass, Unit: unit}
	if !(value <= limit) {
		c.Verdict = Fail
	}
	a.report.Checks = append(a.report.Checks, c)
}

// unknown adds a check without a verdict.
func (a *auditor) unknown(name string, value, e, limit float64, why string) {
	a.report.Checks = append(a.report.Checks, Check{Name: name, Value: bounded(value), Error: bounded(e), Limit: bounded(limit), Verdict: Unknown, Unit: why})
}

// Pass says that no check failed; checks that are Unknown do not count. A nil Report does not pass.
func (a *Report) Pass() bool {
	if a == nil {
		return false
	}
	for _, c := range a.Checks {
		if c.Verdict == Fail {
			return false
		}
	}
	return true
}

// Check returns the check of a name, nil if there is none.
func (a *Report) Check(name string) *Check {
	if a == nil {
		return nil
	}
	for i := range a.Checks {
		if a.Checks[i].Name == name {
			return &a.Checks[i]
		}
	}
	return nil
}

// String is a table, without a line feed at its end.
func (a *Report) String() string {
	if a == nil {
		return "no report"
	}
	var b strings.Builder
	what := "flow"
	if a.Flows > 1 {
		what = fmt.Sprintf("stack of %d flows", a.Flows)
	}
	fmt.Fprintf(&b, "%s of %d dimensions, %d weights in %s, trace by %s\n", what, a.Dim, a.Weights, a.Dtype, a.Route)
	fmt.Fprintf(&b, "%d rows: log p = %.5g ± %.2g (sample) ± %.1g (solver) nats\n", a.Rows, a.LogProb, a.StandardError, a.Errors.Mean)
	e := &a.Evaluations
	fmt.Fprintf(&b, "evaluations a row: log p %.0f", e.LogProb)
	if a.Gradients != nil {
		fmt.Fprintf(&b, ", gradient %.0f and back %.0f (replay), %.0f (backsolve)", e.Forward, e.Replay, e.Backsolve)
	}
	b.WriteString("\n\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "check\tvalue\t± error\tlimit\tdetects\tverdict\t")
	for _, c := range a.Checks {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Name, shown(c.Value, 3), orBlank(c.Error), shown(c.Limit, 3), orBlank(c.Detects), c.Verdict, c.Unit)
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

func orBlank(e float64) string {
	if e == 0 {
		return ""
	}
	return shown(e, 2)
}

// shown writes a number; the largest one stands for one that is not finite.
func shown(v float64, digits int) string {
	if math.Abs(v) == math.MaxFloat64 {
		return "–"
	}
	return fmt.Sprintf("%.*g", digits, v)
}
