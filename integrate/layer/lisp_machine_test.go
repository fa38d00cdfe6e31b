// Derivatives of a layer in Gorgonia's LispMachine.

package layer_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	G "gorgonia.org/gorgonia"
)

// TestLispMachine: the derivatives of a LispMachine with respect to every operand of a layer, a scalar among them, are
// those of Grad.
func TestLispMachine(t *testing.T) {
	settings := &integrate.Settings{Steps: 4}
	e, f := embed(t, odetest.Network[float64](t, 1), settings), embed(t, odetest.Network[float64](t, 1), settings)
	grads, err := G.Grad(e.cost, e.leaf...)
	must(t, err)
	run(t, e.g)
	machine := G.NewLispMachine(f.g)
	defer machine.Close()
	must(t, machine.RunAll())
	for i, n := range f.leaf {
		d, err := n.Grad()
		must(t, err)
		want := numbers(t, grads[i])
		got, ok := d.Data().([]float64)
		if !ok {
			got = []float64{d.Data().(float64)}
		}
		near(t, n.Name(), got, want, 1e-12)
	}
}
