// Right flows of many kinds, in which no check finds an error.

package audit_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rightFlow is a flow with samples of its own.
type rightFlow struct {
	name string
	flow audit.Model
	x    [][]float64
}

// rightFlows are networks with all smooth activations in one to six columns. Bases, methods, tolerances, precisions,
// directions and standardisations take turns. They are those of the numbers in which, of 0 to 20. The first eight are
// Flows with an exact trace and gradients.
func rightFlows(t testing.TB, which ...int) (list []rightFlow) {
	bases := bases(t)
	methods := []*tableau.Tableau{nil, tableau.Dopri5, tableau.DOP853, tableau.Tsit5, tableau.Bosh3}
	for _, i := range which { // of 21: each activation three times, each base once
		dim := []int{2, 3, 1, 6, 2, 3, 4}[i%7]
		net := dynamics.MLPSettings{Hidden: [][]int{{8}, {16, 16}, {8, 8, 8}}[i%3], Activation: smoothActivations[i%len(smoothActivations)], Float64: i%4 != 3, Seed: uint64(i)}
		tolerance := []float64{0, 1e-4, 1e-6, 1e-5}[i%4]
		s := &likelihood.Settings{Solver: &integrate.Settings{Tableau: methods[i%5], RTol: tolerance, ATol: tolerance, Shared: i%6 == 5}}
		if i%5 == 1 {
			s.T0, s.T1 = 1, 0
		}
		if dim == 3 {
			s.Base = bases[[]string{"diagonal", "full", "mixture"}[i/7%3]]
		}
		if i%9 == 8 {
			s.GradientTrace = &trace.Settings{Method: trace.Hutchinson}
		}
		field, err := dynamics.NewMLP(dim, &net)
		flowtest.Must(t, err)
		flow := newFlow(t, field, s)
		if i%2 == 1 {
			mean, std := make([]float64, dim), make([]float64, dim)
			for c := range mean {
				mean[c], std[c] = 5*float64(c), 0.1+10*float64(c)
			}
			flowtest.Must(t, flow.Standardize(mean, std))
		}
		list = append(list, rightFlow{fmt.Sprintf("%d: %d columns, %+v, tolerance %g", i, dim, net, tolerance), flow, samplesOf(t, flow, 64)})
	}
	return list
}

var smoothActivations = []dynamics.Activation{dynamics.Tanh, dynamics.Softplus, dynamics.Sigmoid, dynamics.ELU, dynamics.SiLU, dynamics.GELU, dynamics.Sin}

// TestColumnsFarFromZero: in columns so far from 0 that points around the data are rounded, the Jacobian is that of the
// points that are left; where none is left, there is no verdict.
func TestColumnsFarFromZero(t *testing.T) {
	for std, want := range map[float64]audit.Verdict{1e-10: audit.Pass, 1e-12: audit.Unknown} {
		right := rightFlows(t, 0)[0]
		flow := right.flow.(*likelihood.Flow)
		flowtest.Must(t, flow.Standardize([]float64{1000, 0}, []float64{std, 1}))
		report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 64), nil, audit.CheckDeterminant)
		flowtest.Must(t, err)
		if c := report.Check("log p: trace"); c.Verdict != want {
			t.Errorf("deviation %g: %s, %v ± %v, want %s", std, c.Verdict, c.Value, c.Error, want)
		}
	}
}

// TestOneRowInLargeUnits: a single row, whose columns have no spread of their own, is examined in the units of the flow.
func TestOneRowInLargeUnits(t *testing.T) {
	right := rightFlows(t, 0)[0]
	flow := right.flow.(*likelihood.Flow)
	for _, unit := range []float64{1e-9, 1e9} {
		flowtest.Must(t, flow.Standardize([]float64{3 * unit, unit}, []float64{unit, 2 * unit}))
		report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 1), nil, audit.CheckRoundTrip, audit.CheckDeterminant, audit.CheckGradients)
		flowtest.Must(t, err)
		for _, c := range report.Checks {
			if c.Verdict != audit.Pass {
				t.Errorf("unit %g: %s is %s: %s", unit, c.Name, c.Verdict, c.Unit)
			}
		}
	}
}

// TestMassAroundNarrowData: a density that cannot be drawn from, and goes on beyond the box around the data, has its mass
// on a wider one. One that lacks mass on it fails.
func TestMassAroundNarrowData(t *testing.T) {
	for _, dim := range []int{1, 2} {
		field := flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{4}})
		for want, b := range map[audit.Verdict]base.Base{audit.Pass: flowtest.OnlyLogProb{}, audit.Fail: onlyHalf{}} {
			flow := newFlow(t, field, &likelihood.Settings{Base: b})
			for _, scale := range []float64{0.1, 0.5, 1} {
				x := flowtest.Points(256, dim, 3)
				for _, row := range x {
					for c := range row {
						row[c] *= scale
					}
				}
				report, err := audit.RunSteps(t.Context(), flow, x, &audit.Settings{Points: 1000}, audit.CheckMass)
				flowtest.Must(t, err)
				if c := report.Check("∫p"); c.Verdict != want {
					t.Errorf("%T of %d columns, data %g times as wide: %s, %s, want %s", b, dim, scale, c.Verdict, c.Unit, want)
				}
			}
		}
	}
}

// TestOneRowFarAway: a row far from all others, such as one of codes for missing values, does not fail the checks of a right
// flow that compare the density with its map and its integral: the grid and the differences are those of the others. Where
// the flow has no draws, a density between the points of the grid has no verdict.
func TestOneRowFarAway(t *testing.T) {
	for _, k := range []int{0, 2} {
		right := rightFlows(t, k)[0]
		flow := right.flow.(*likelihood.Flow)
		field := flow.Field()
		for want, f := range map[audit.Verdict]*likelihood.Flow{audit.Pass: flow, audit.Unknown: newFlow(t, field, &likelihood.Settings{Base: flowtest.OnlyLogProb{}})} {
			x := slices.Clone(right.x)
			x[3] = slices.Repeat([]float64{1e6}, flow.Dim())
			report, err := audit.RunSteps(t.Context(), f, x, &audit.Settings{Samples: 128, Points: 900}, audit.DrawSamples, audit.CheckDeterminant, audit.CheckMass)
			flowtest.Must(t, err)
			if c := report.Check("∫p"); c.Verdict != want {
				t.Errorf("%s, base %T: ∫p is %v by a density worth %g points: %s, want %s", right.name, f.Base(), report.Mass.Value, report.Mass.Effective, c.Verdict, want)
			}
			if want == audit.Pass && !report.Pass() {
				t.Errorf("%s:\n%v", right.name, report)
			}
		}
	}
}

// TestNarrowPeaks: a density with a peak that no point of a grid and no importance sample meets has no verdict on its mass, as
// samples are in it.
func TestNarrowPeaks(t *testing.T) {
	for _, dim := range []int{1, 2, 3} {
		var parts []*base.Gaussian
		for _, std := range []float64{1e-4, 1} {
			g, err := base.NewDiagonalGaussian(slices.Repeat([]float64{0.123}, dim), slices.Repeat([]float64{std}, dim))
			flowtest.Must(t, err)
			parts = append(parts, g)
		}
		for weight, want := range map[float64]audit.Verdict{0.3: audit.Unknown, 1e-5: audit.Pass} {
			b, err := base.NewMixture([]float64{weight, 1 - weight}, parts...)
			flowtest.Must(t, err)
			flow := newFlow(t, flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{4}, ZeroOutput: true}), &likelihood.Settings{Base: b})
			report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 64), &audit.Settings{Samples: 256, Points: 2500}, audit.DrawSamples, audit.CheckMass)
			flowtest.Must(t, err)
			if c := report.Check("∫p"); c.Verdict != want {
				t.Errorf("%d columns, a peak of %g: %s, %v ± %v, want %s", dim, weight, c.Verdict, c.Value, c.Error, want)
			}
		}
	}
}

// TestSteepMaps: where the map to the base is so steep that it bends within a step from the data, steps are shorter. The flow
// draws its samples together in narrow bands.
func TestSteepMaps(t *testing.T) {
	field, err := dynamics.NewField(1, graph.NewParams(tensor.Float64), func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
		return b.Sin(b.Scale(b.Square(z), 5))
	})
	flowtest.Must(t, err)
	flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-8, ATol: 1e-8}})
	report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 64), nil, audit.CheckDeterminant)
	flowtest.Must(t, err)
	for _, name := range []string{"log p: determinant", "log p: trace"} {
		if c := report.Check(name); c.Verdict != audit.Pass {
			t.Errorf("%s: %s, %v ± %v", name, c.Verdict, c.Value, c.Error)
		}
	}
}

// TestKinks: where a network has kinks, as SELU has, the solver's steps differ on either side of a row, and the map to the base
// jumps there by less than the tolerance. The uncertainty of the differences has these jumps.
func TestKinks(t *testing.T) {
	for _, dim := range []int{1, 2, 6} {
		for _, seed := range []uint64{1, 3, 8} {
			field := flowtest.NewMLP(t, dim, &dynamics.MLPSettings{Hidden: []int{16, 16}, Activation: dynamics.SELU, Float64: true, Seed: seed})
			flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Dopri5, RTol: 1e-5, ATol: 1e-5}})
			report, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 64), nil, audit.CheckDeterminant)
			flowtest.Must(t, err)
			for _, name := range []string{"log p: determinant", "log p: trace"} {
				if c := report.Check(name); c.Verdict == audit.Fail {
					t.Errorf("%d columns, seed %d: %s: %v ± %v", dim, seed, name, c.Value, c.Error)
				}
			}
		}
	}
}

// onlyHalf is a base without draws whose density integrates to one half.
type onlyHalf struct{ flowtest.OnlyLogProb }

func (b onlyHalf) LogProb(x []float64) float64 { return b.OnlyLogProb.LogProb(x) - math.Ln2 }

// TestAuditOfRightFlows: no check fails on a right flow, and only the mass may be unknown. Every check with a limit
// says what it detects. Half of the flows have each activation, base, method, precision and direction.
func TestAuditOfRightFlows(t *testing.T) {
	var which []int
	for i := range 21 {
		if long.Takes(i+i/4, 2) || i == 9 { // of the others, 9 is solved by Bosh3
			which = append(which, i)
		}
	}
	for _, right := range rightFlows(t, which...) {
		report, err := audit.Run(t.Context(), right.flow, right.x, &audit.Settings{Rows: 64, Samples: 128, Points: 900})
		flowtest.Must(t, err)
		if !report.Pass() {
			t.Errorf("%s:\n%v", right.name, report)
		}
		for _, c := range report.Checks {
			if c.Verdict == audit.Unknown && c.Name != "∫p" {
				t.Errorf("%s: %s is unknown: %s", right.name, c.Name, c.Unit)
			}
			if c.Verdict == audit.Pass && c.Limit > 0 && !(c.Detects > 0) {
				t.Errorf("%s: %s does not say what it detects", right.name, c.Name)
			}
		}
	}
}
