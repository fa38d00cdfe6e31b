// The penalties' integrands against their definitions, and their gradients against differences.

package likelihood_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// TestPenaltiesFollowTheirDefinitions: the integrands are |f|², |d/ds f(t, z+sf)|² and |d/ds f(t+s, z+sf)|², by
// differences of f along the path. The sum of |εᵀ∂f/∂z|² over all unit vectors ε is the squared Frobenius norm.
func TestPenaltiesFollowTheirDefinitions(t *testing.T) {
	z, time := flowtest.Points(3, 3, 2), 0.3
	for name, field := range map[string]dynamics.Field{
		"layered": flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{7, 6}, Seed: 8}),
		"foreign": unlayered{flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{7, 6}, Seed: 8})},
	} {
		for _, control := range []bool{false, true} {
			got := penaltiesAt(t, field, control, time, z)
			f := func(shift, along float64) [][]float64 { return fieldAlong(t, field, time, z, shift, along) }
			for i := range z {
				want := []float64{squares(f(0, 0)[i]), 0,
					squares(slopes(func(s float64) []float64 { return f(0, s)[i] })),
					squares(slopes(func(s float64) []float64 { return f(s, s)[i] }))}
				want[equation.Frobenius] = frobeniusBy(t, field, time, z[i])
				flowtest.CloseTo(t, name, got[i], want, 1e-8)
			}
		}
	}
}

// TestPenaltyGradientsOfForeignFields: for a user's field, which is differentiated by the graph's own rules, the
// gradient of each penalty is the derivative of the loss.
func TestPenaltyGradientsOfForeignFields(t *testing.T) {
	steps := &integrate.Settings{Tableau: tableau.Tsit5, Steps: 2}
	for _, p := range []likelihood.Penalties{{Kinetic: 1}, {Frobenius: 1}, {Directional: 1}, {Total: 1}} {
		for _, activation := range []dynamics.Activation{dynamics.Swish, dynamics.Softplus} {
			field := unlayered{flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4, 3}, Seed: 8, Activation: activation})}
			flow := newFlow(t, field, &likelihood.Settings{Solver: steps, Penalties: p, T0: 1, T1: 0.3})
			x := flowtest.Points(3, 2, 2)
			g, err := flow.Gradient(context.Background(), x, nil)
			flowtest.Must(t, err)
			if !(*g.Penalties.At(p.Active()[0].Kind) > 0) {
				t.Errorf("with weights %+v the penalties are %+v, want a positive number", p, g.Penalties)
			}
			checkParamSlopes(t, flow, x, g)
		}
	}
}

// unlayered hides an MLP's layers, so that derivatives go through the graph's own rules.
type unlayered struct{ dynamics.Field }

// penaltiesAt returns the four integrands. Its probes are the unit vectors, whose mean is a third of their sum.
func penaltiesAt(t *testing.T, field dynamics.Field, control bool, time float64, z [][]float64) [][]float64 {
	all := likelihood.Penalties{1, 1, 1, 1}
	a := &equation.System{Field: field, Dim: 3, Trace: &trace.Settings{Probes: 3}, Penalties: all.Active()}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, control)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	var outputs []*G.Node
	for _, p := range a.Penalties {
		outputs = append(outputs, equation.AddPenalty(r, p.Kind))
	}
	flowtest.Must(t, b.Err())
	p, err := graph.Compile[float64](inputs, outputs, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	units := numeric.NewRows(len(z), 9)
	for i := range units {
		units[i][0], units[i][4], units[i][8] = 1, 1, 1
	}
	putRows(p, 2, units)
	flowtest.Must(t, p.Run(len(z)))
	values := numeric.NewRows(len(z), len(outputs))
	for i := range z {
		for k := range outputs {
			values[i][k] = p.Output(k)[i]
		}
		values[i][equation.Frobenius] *= 3
	}
	return values
}

// fieldAlong returns f(t+shift, z+along·f(t, z)).
func fieldAlong(t *testing.T, field dynamics.Field, time float64, z [][]float64, shift, along float64) [][]float64 {
	f := fieldAt(t, field, time, z)
	moved := numeric.NewRows(len(z), len(z[0]))
	for i := range z {
		for c := range z[i] {
			moved[i][c] = z[i][c] + along*f[i][c]
		}
	}
	return fieldAt(t, field, time+shift, moved)
}

func fieldAt(t *testing.T, field dynamics.Field, time float64, z [][]float64) [][]float64 {
	a := &equation.System{Field: field, Dim: field.Dim()}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, false)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	p, err := graph.Compile[float64](inputs, []*G.Node{r.F}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	flowtest.Must(t, p.Run(len(z)))
	return getRows(p, 0, field.Dim())
}

// slopes returns the derivative of a vector at 0.
func slopes(f func(s float64) []float64) []float64 {
	d := make([]float64, len(f(0)))
	for c := range d {
		s := 0.0
		d[c] = slope(&s, func() float64 { return f(s)[c] })
	}
	return d
}

func frobeniusBy(t *testing.T, field dynamics.Field, time float64, z []float64) float64 {
	sum, at := 0.0, append([]float64(nil), z...)
	for c := range at {
		sum += squares(slopes(func(s float64) []float64 {
			at[c] = z[c] + s
			defer func() { at[c] = z[c] }()
			return fieldAt(t, field, time, [][]float64{at})[0]
		}))
	}
	return sum
}

func squares(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return sum
}
