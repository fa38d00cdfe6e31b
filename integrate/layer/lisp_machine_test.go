// Derivatives of a layer in Gorgonia's LispMachine.

package layer_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
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

// unrolledLoss is a loss of steps of a field, in a graph of its own, and the leaves that it has derivatives for. The ends are
// nodes, or numbers.
func unrolledLoss(t *testing.T, kind dynamics.Layer, nodes bool) (cost *G.Node, leaves G.Nodes) {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Layer: kind, Float64: true})
	must(t, err)
	g := G.NewGraph()
	z := G.NewMatrix(g, tensor.Float64, G.WithName("z"), G.WithValue(tensor.New(tensor.WithShape(3, 2), tensor.WithBacking([]float64{0.1, -0.4, 1.2, 0.3, -0.7, 0.5}))))
	weights, err := layer.Leaves(g, field.Params())
	must(t, err)
	leaves = append(weights, z)
	t0, t1 := layer.At(0.2), layer.At(1)
	if nodes {
		ends := G.Nodes{G.NewScalar(g, tensor.Float64, G.WithName("t0"), G.WithValue(0.2)),
			G.NewMatrix(g, tensor.Float64, G.WithName("t1"), G.WithValue(tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{1}))))}
		t0, t1, leaves = layer.AtNode(ends[0]), layer.AtNode(ends[1]), append(leaves, ends...)
	}
	end, err := layer.UnrollField(nil, field, z, t0, t1, weights, nil, 2)
	must(t, err)
	return G.Must(G.Sum(G.Must(G.Square(end)))), leaves
}

// TestLispMachineUnrollsFields: an unrolled field leaves no nodes that nothing reads, which a LispMachine would refuse as
// losses, whether or not the field reads the time. Its derivatives are those of Grad.
func TestLispMachineUnrollsFields(t *testing.T) {
	for _, kind := range []dynamics.Layer{dynamics.Ignore, dynamics.ConcatSquash} {
		for _, nodes := range []bool{false, true} {
			cost, leaves := unrolledLoss(t, kind, nodes)
			machine := G.NewLispMachine(cost.Graph())
			defer machine.Close()
			must(t, machine.RunAll())
			other, wrt := unrolledLoss(t, kind, nodes)
			grads, err := G.Grad(other, wrt...)
			must(t, err)
			run(t, other.Graph())
			for i, n := range leaves {
				d, err := n.Grad()
				must(t, err)
				got, ok := d.Data().([]float64)
				if !ok {
					got = []float64{d.Data().(float64)}
				}
				near(t, n.Name(), got, numbers(t, grads[i]), 1e-12)
			}
		}
	}
}
