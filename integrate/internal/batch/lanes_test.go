// Round trips of rows through lanes.

package batch_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
)

// numbers are 1, 2, 3 …
func numbers(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i + 1)
	}
	return x
}

// TestRowsAndLanes: At finds the rows that Load has put into lanes, Store returns them and AddTo adds them, from any
// row on.
func TestRowsAndLanes(t *testing.T) {
	const width, lanes, rows = 3, 5, 9
	data := numbers(width * rows)
	x := batch.NewLanes[float64](width, lanes)
	x.Load(data, 2, 4)
	for l := range 4 {
		for c := range width {
			if got, want := x.At(l, c), data[(2+l)*width+c]; got != want {
				t.Errorf("lane %d, column %d: %g, want %g", l, c, got, want)
			}
		}
	}
	back := make([]float64, len(data))
	x.Store(back, 2, 4)
	if !slices.Equal(back[2*width:6*width], data[2*width:6*width]) || back[0] != 0 || back[6*width] != 0 {
		t.Errorf("stored %v, want rows 2 to 5 of %v", back, data)
	}
	x.AddTo(back, 2, 4)
	if back[2*width] != 2*data[2*width] {
		t.Errorf("added: %g, want %g", back[2*width], 2*data[2*width])
	}
}

// TestGatherScatter: Gather and Scatter move a lane as Move does, block after block. Blocks that do not exist are skipped.
func TestGatherScatter(t *testing.T) {
	p := batch.Pack[float64]{batch.NewLanes[float64](2, 4), {}, batch.NewLanes[float64](1, 4)}
	copy(p[0].Data, numbers(8))
	copy(p[2].Data, numbers(4))
	data := make([]float64, 4)
	if rest := p.Gather(data, 1); len(rest) != 1 {
		t.Errorf("%d numbers are left, want 1", len(rest))
	}
	q := p.Like()
	q.Copy(p, 4)
	p.Scatter(data, 3)
	q.Move(1, 3)
	for b := range p {
		if !slices.Equal(p[b].Data, q[b].Data) {
			t.Errorf("block %d: %v, want %v", b, p[b].Data, q[b].Data)
		}
	}
}

// TestCopyLanes: CopyLanes copies the listed lanes and no others, and Carry from no lanes writes zeros.
func TestCopyLanes(t *testing.T) {
	from, to := batch.NewLanes[float64](2, 4), batch.NewLanes[float64](2, 3)
	copy(from.Data, numbers(8))
	to.CopyLanes(&from, []int{0, 2}, 3)
	if want := []float64{1, 0, 3, 5, 0, 7}; !slices.Equal(to.Data, want) {
		t.Errorf("%v, want %v", to.Data, want)
	}
	to.Carry(&batch.Lanes[float64]{}, 2)
	if want := []float64{0, 0, 3, 0, 0, 7}; !slices.Equal(to.Data, want) {
		t.Errorf("carried: %v, want %v", to.Data, want)
	}
}
