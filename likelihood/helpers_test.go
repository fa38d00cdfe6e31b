package likelihood

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newFlow(t testing.TB, field dynamics.Field, s *Settings) *Flow {
	t.Helper()
	f, err := New(field, s)
	must(t, err)
	return f
}

// newMLP is a small network in float64 whose weights are large enough to bend the flow.
func newMLP(t testing.TB, dim int, s *dynamics.MLPSettings) *dynamics.MLP {
	t.Helper()
	s.Float64 = true
	m, err := dynamics.NewMLP(dim, s)
	must(t, err)
	return m
}

// closeTo compares with a bound relative to the larger of 1 and the value wanted.
func closeTo(t testing.TB, what string, got, want []float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= bound*max(1, math.Abs(want[i]))) {
			t.Errorf("%s: entry %d is %.16g, want %.16g (off by %.2g, bound %g)", what, i, got[i], want[i], d, bound)
			return
		}
	}
}

func closeRows(t testing.TB, what string, got, want [][]float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		closeTo(t, what, got[i], want[i], bound)
	}
}

func scaledBy(x []float64, s float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = s * v
	}
	return y
}

// putRows fills a per-row input.
func putRows(p *graph.Program[float64], input int, x [][]float64) {
	for r, row := range x {
		for c, v := range row {
			p.Input(input)[c*p.Stride()+r] = v
		}
	}
}

// getRows reads a per-row output.
func getRows(p *graph.Program[float64], output, width int) [][]float64 {
	x := newRows(p.Rows(), width)
	for r := range x {
		for c := range x[r] {
			x[r][c] = p.Output(output)[c*p.Stride()+r]
		}
	}
	return x
}

// points are n rows of standard normal numbers.
func points(n, dim int, seed uint64) [][]float64 {
	x, draws := newRows(n, dim), newStream(seed, streamBase)
	for i := range x {
		StandardNormal{}.RandStream(x[i], draws.at(uint64(i)))
	}
	return x
}
