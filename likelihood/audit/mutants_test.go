// Wrong flows and bases, whose errors are a little larger than what each check says it detects.

package audit_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// beyond is the error of a mutant, relative to what the check says it detects.
const beyond = 1.2

// mutant is a flow with one wrong method.
type mutant struct {
	*likelihood.Flow
	density  func(*likelihood.Density)
	gradient func(*likelihood.Gradient, integrate.Method)
	forward  func([][]float64)
}

func (m mutant) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d, err := m.Flow.LogProbWith(ctx, x, r)
	if err == nil && m.density != nil {
		m.density(d)
	}
	return d, err
}

func (m mutant) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	g, err := m.Flow.Gradient(ctx, x, r)
	if err == nil && m.gradient != nil {
		m.gradient(g, r.Settings.Method)
	}
	return g, err
}

func (m mutant) Forward(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	x, err := m.Flow.Forward(ctx, z, condition)
	if err == nil && m.forward != nil {
		m.forward(x)
	}
	return x, err
}

// scaled multiplies all numbers of the rows.
func scaled(rows [][]float64, by float64) {
	for _, row := range rows {
		for i := range row {
			row[i] *= by
		}
	}
}

// TestAuditFindsWhatItSaysItDetects: each check finds an error that is a fifth larger than what its report says it
// detects, in several kinds of flows. A third of the combinations has each check and each flow.
func TestAuditFindsWhatItSaysItDetects(t *testing.T) {
	quick := &audit.Settings{Rows: 64, Samples: 128, Points: 900}
	takes := long.OneIn(3)
	for _, right := range rightFlows(t, 0, 1, 2, 3, 4, 5, 6, 7) {
		flow, x := right.flow.(*likelihood.Flow), right.x
		report := auditOf(t, flow, x, quick)
		detects := func(check string) float64 { return beyond * report.Check(check).Detects }
		_, std, err := likelihood.Moments(x, nil)
		flowtest.Must(t, err)
		share := math.Abs(report.Gradients.Slope) / report.Gradients.Norm
		mutants := map[string]mutant{
			"log p: determinant": {density: func(d *likelihood.Density) { addTo(d.LogProb, detects("log p: determinant")) }},
			"log p: trace": {density: func(d *likelihood.Density) {
				for i, change := range d.Change {
					d.LogProb[i] += change * detects("log p: trace")
				}
			}},
			"round trip": {forward: func(x [][]float64) { x[1][0] += std[0] * detects("round trip") }},
			"gradient: log p": {gradient: func(g *likelihood.Gradient, _ integrate.Method) {
				addTo(g.LogProb, -detects("gradient: log p"))
			}},
			"gradient: data": {gradient: func(g *likelihood.Gradient, _ integrate.Method) { scaled(g.X, 1/(1-detects("gradient: data"))) }},
			"gradient: backsolve": {gradient: func(g *likelihood.Gradient, method integrate.Method) {
				if method == integrate.Backsolve {
					scaled(g.Params, 1+detects("gradient: backsolve"))
				}
			}},
			"gradient: differences": {gradient: func(g *likelihood.Gradient, _ integrate.Method) {
				scaled(g.Params, 1/(1-detects("gradient: differences")/share))
			}},
		}
		for _, check := range slices.Sorted(maps.Keys(mutants)) {
			if m := mutants[check]; takes() {
				m.Flow = flow
				found(t, right.name, check, m, x, quick, stepsOf[check]...)
			}
		}
	}
}

// stepsOf are the steps of an audit that make a check.
var stepsOf = map[string][]audit.Step{
	"log p: determinant": {audit.CheckDeterminant}, "log p: trace": {audit.CheckDeterminant}, "round trip": {audit.CheckRoundTrip},
	"gradient: log p": {audit.CheckGradients}, "gradient: data": {audit.CheckGradients}, "gradient: backsolve": {audit.CheckGradients}, "gradient: differences": {audit.CheckGradients},
	"base: draws": {audit.CheckDraws}, "base: score": {audit.CheckScore}, "∫p": {audit.DrawSamples, audit.CheckMass}, "base": {audit.CheckBase},
}

func addTo(values []float64, by float64) {
	for i := range values {
		values[i] += by
	}
}

// found checks that an audit's check fails. Only the steps that the check needs are run.
func found(t *testing.T, name, check string, m audit.Model, x [][]float64, s *audit.Settings, steps ...audit.Step) {
	t.Helper()
	report, err := audit.RunSteps(t.Context(), m, x, s, steps...)
	flowtest.Must(t, err)
	if got := report.Check(check); got == nil || got.Verdict != audit.Fail {
		t.Errorf("%s: an error in %q is not found: %+v", name, check, got)
	}
}

// wrongBase is a base with one wrong method. Its draws are stretched about the mean or moved, in one column or in all.
type wrongBase struct {
	base.Base
	width, shift, score, density float64
	column                       int // -1: all
}

func (b wrongBase) LogProb(x []float64) float64 { return b.Base.LogProb(x) + b.density }

func (b wrongBase) RandStream(dst []float64, rng *rand.Rand) []float64 {
	b.Base.(base.StreamSampler).RandStream(dst, rng)
	for c := range dst {
		if c == b.column || b.column < 0 {
			dst[c] += b.width*(dst[c]-meanOfTest) + b.shift
		}
	}
	return dst
}

func (b wrongBase) ScoreInput(score, x []float64) []float64 {
	score = b.Base.(base.Scorer).ScoreInput(score, x)
	score[0] *= 1 + b.score
	return score
}

// meanOfTest is the mean of the bases in TestAuditFindsWrongBases, about which wrongBase stretches draws.
const meanOfTest = 0.3

// TestAuditFindsWrongBases: draws that are too wide, too narrow or moved, a score that is not the density's, and a
// density that does not integrate to one are found. Right bases pass. A third
// of the combinations has each kind of error.
func TestAuditFindsWrongBases(t *testing.T) {
	quick := &audit.Settings{Rows: 32, Samples: 64, Points: 900}
	takes := long.OneIn(3)
	for _, dim := range []int{4, 1} { // four first: a wide column of one alone is a wide base
		mean, std := make([]float64, dim), make([]float64, dim)
		for c := range mean {
			mean[c], std[c] = meanOfTest, 0.5+float64(c)
		}
		one, err := base.NewDiagonalGaussian(mean, std)
		flowtest.Must(t, err)
		for c := range mean {
			mean[c], std[c] = meanOfTest+8*float64(c%2), 0.3
		}
		other, err := base.NewDiagonalGaussian(mean, std)
		flowtest.Must(t, err)
		mixture, err := base.NewMixture([]float64{1, 2}, one, other)
		flowtest.Must(t, err)
		for k, right := range []base.Base{one, mixture} {
			name := []string{"normal", "mixture"}[k]
			flow := newFlow(t, flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 4}), &likelihood.Settings{Base: wrongBase{Base: right}})
			x := samplesOf(t, flow, 32)
			report := auditOf(t, flow, x, quick)
			if !report.Pass() || report.Check("base: draws").Verdict != audit.Pass || report.Check("base: score").Verdict != audit.Pass {
				t.Errorf("%s, %d columns:\n%v", name, dim, report)
			}
			width := beyond * report.Check("base: draws").Detects
			wrong := map[string]struct {
				check string
				base  wrongBase
			}{
				"wide":           {"base: draws", wrongBase{width: width, column: -1}},
				"narrow":         {"base: draws", wrongBase{width: -width, column: -1}},
				"wide column":    {"base: draws", wrongBase{width: width, column: dim - 1}},
				"20 % too wide":  {"base: draws", wrongBase{width: 0.2, column: -1}},
				"moved":          {"base: draws", wrongBase{shift: 0.2 * std[0], column: 0}},
				"score":          {"base: score", wrongBase{score: beyond * report.Check("base: score").Detects}},
				"not a density":  {"∫p", wrongBase{density: math.Log1p(beyond * report.Check("∫p").Detects)}},
				"outside itself": {"base: draws", wrongBase{shift: 1e200}},
			}
			for _, what := range slices.Sorted(maps.Keys(wrong)) {
				w := wrong[what]
				if !takes() {
					continue
				}
				if dim == 1 && what == "wide column" {
					continue // the same base as "wide"
				}
				w.base.Base = right
				flow := newFlow(t, flow.Field(), &likelihood.Settings{Base: w.base})
				if report.Check(w.check).Verdict != audit.Unknown { // a few points do not tell the mass in many columns
					found(t, fmt.Sprintf("%s, %d columns, %s", name, dim, what), w.check, flow, x, quick, stepsOf[w.check]...)
				}
			}
		}
	}
}

// TestAuditFindsAWrongTrace: the determinant of the map finds a trace that is a tenth too large, as it is if the
// Jacobian's product counts a layer wrongly.
func TestAuditFindsAWrongTrace(t *testing.T) {
	for seed := range uint64(8) {
		if !long.Takes(int(seed), 3) {
			continue
		}
		flow := newFlow(t, flowtest.NewMLP(t, 6, &dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: seed}), nil)
		x := samplesOf(t, flow, 32)
		found(t, fmt.Sprintf("seed %d", seed), "log p: trace", mutant{Flow: flow, density: func(d *likelihood.Density) {
			for i, change := range d.Change {
				d.LogProb[i] += 0.1 * change
			}
		}}, x, &audit.Settings{Rows: 32}, stepsOf["log p: determinant"]...)
	}
}

// TestAuditFindsDataThatAreNotTheFlows: too many rows where the base has no mass fail the check of the base.
func TestAuditFindsDataThatAreNotTheFlows(t *testing.T) {
	quick := &audit.Settings{Rows: 64, Samples: 128, Points: 900}
	for _, right := range rightFlows(t, 0, 1) {
		report := auditOf(t, right.flow, right.x, quick)
		strangers := int(math.Ceil(beyond * report.Check("base").Detects * 64))
		far := numeric.NewRows(strangers, right.flow.Dim())
		for _, row := range far {
			numeric.Fill(row, 5)
		}
		x, err := right.flow.Forward(t.Context(), far, nil)
		flowtest.Must(t, err)
		found(t, right.name, "base", right.flow, append(x, right.x[strangers:64]...), quick, stepsOf["base"]...)
	}
}
