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

// TestProductOfASingleRowIsPrepared: a row times a matrix with a bias chooses no code in each run, and is the same product
// each time it runs. Choosing takes half as long again as a product of 64 by 64.
func TestProductOfASingleRowIsPrepared(t *testing.T) {
	const k, m = 3, 20
	x, w, dst := kernel.AlignedSlice[float64](k), kernel.AlignedSlice[float64](k*m), kernel.AlignedSlice[float64](m)
	bias := make([]float64, m)
	for i := range w {
		w[i] = float64(i)
	}
	for i := range bias {
		bias[i] = 1000 * float64(i)
	}
	copy(x, []float64{1, 2, 4})
	p := &laneProduct[float64]{m: m, k: k, w: w, wrs: 1, wcs: m, x: features[float64]{x, 1}, dst: features[float64]{dst, 1}, bias: bias}
	list := p.row()
	if _, chooses := list[len(list)-1].(unprepared); chooses && kernel.PrepareGemm(1, m, k, x, 0, 1, w, m, nil, dst, m, false) != nil {
		t.Error("the product is not prepared")
	}
	for range 2 {
		list.run(1, 1)
		for c := range m {
			if want := bias[c] + w[c] + 2*w[m+c] + 4*w[2*m+c]; dst[c] != want {
				t.Fatalf("column %d is %g; want %g", c, dst[c], want)
			}
		}
	}
}
