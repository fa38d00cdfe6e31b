// Programs of a single row: their element-wise kernels are prepared once, as those of many rows are.

package exec

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// TestKernelsOfASingleRowArePrepared: no kernel of an element-wise group over the features of one row chooses its code in
// each run, and the kernels together go over all features. Choosing takes four times as long as a kernel of a few features.
func TestKernelsOfASingleRowArePrepared(t *testing.T) {
	const features, tile = 40, 16
	x, y := kernel.AlignedSlice[float64](features), kernel.AlignedSlice[float64](features)
	if kernel.PrepareBinary(scalar.Add, y, features, kernel.Scalar(x), kernel.Scalar(x), 1, features) == nil {
		t.Skip("portable code prepares nothing")
	}
	for i := range x {
		x[i] = float64(i)
	}
	from, to := operand[float64]{data: x, feature: 1, lane: 1}, operand[float64]{data: y, feature: 1, lane: 1}
	g := &TiledGroup[float64]{features: features, copies: 1, lanes: 1, tile: tile, flat: true, Ops: []elementwise[float64]{
		{operands: 2, binary: scalar.Add, dst: to, x: from, y: from},
		{operands: 3, ternary: scalar.MulAdd, dst: to, x: from, y: from, z: to},
		{operands: 1, unary: scalar.Square, dst: to, x: to},
	}}
	list := g.prepare(1)
	for i, k := range list {
		if _, chooses := k.(unprepared); chooses {
			t.Errorf("kernel %d of %d is not prepared", i, len(list))
		}
	}
	runAll(list)
	for i, v := range x {
		if want := (v*v + 2*v) * (v*v + 2*v); y[i] != want {
			t.Errorf("feature %d is %v, want %v", i, y[i], want)
		}
	}
}
