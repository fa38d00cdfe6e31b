// Flows, stacks and bases for the tests.

package audit_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"gonum.org/v1/gonum/mat"
)

func newFlow(t testing.TB, field dynamics.Field, s *likelihood.Settings) *likelihood.Flow {
	t.Helper()
	f, err := likelihood.New(field, s)
	flowtest.Must(t, err)
	return f
}

// newStack returns a stack of small networks, with norms that have seen data.
func newStack(t testing.TB, n, dim int, net dynamics.MLPSettings, s *likelihood.StackSettings) *likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for i := range n {
		own := net
		own.Seed += uint64(i)
		field, err := dynamics.NewMLP(dim, &own)
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, s)
	flowtest.Must(t, err)
	rng := rand.New(rand.NewPCG(5, 0))
	for _, p := range stack.Params() {
		for c := range p.Len() {
			switch {
			case strings.HasSuffix(p.Name, ".running_var"):
				p.Set(c, 0.5+rng.Float64())
			case strings.HasPrefix(p.Name, "norm."):
				p.Set(c, 0.3*rng.NormFloat64())
			}
		}
	}
	flowtest.Touch(stack)
	return stack
}

// bases are densities of three dimensions.
func bases(t testing.TB) map[string]base.Base {
	t.Helper()
	diagonal, err := base.NewDiagonalGaussian([]float64{0.5, -1, 0}, []float64{0.5, 1, 2})
	flowtest.Must(t, err)
	full, err := base.NewGaussian([]float64{0, 1, -0.5}, mat.NewSymDense(3, []float64{2, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 0.5}))
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{1, 2}, diagonal, full)
	flowtest.Must(t, err)
	return map[string]base.Base{"diagonal": diagonal, "full": full, "mixture": mixture}
}

func valuesOf(j *likelihood.Flow) []float64 {
	var all []float64
	for _, p := range j.Params() {
		all = append(all, p.Values()...)
	}
	return all
}
