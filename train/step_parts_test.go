// The parts of a step: clipping, the default schedule, means of weights.

package train

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"gorgonia.org/tensor"
)

func oneParam(t *testing.T, dtype tensor.Dtype, values ...float64) []*graph.Param {
	t.Helper()
	p := graph.NewParams(dtype)
	q, err := p.Add("w", 1, len(values))
	if err != nil {
		t.Fatal(err)
	}
	if err := q.SetAll(values); err != nil {
		t.Fatal(err)
	}
	return p.List()
}

func TestClipKeepsTheDirection(t *testing.T) {
	g := [][]float64{{3}, {0, 4}}
	clip(g, norm(g), 10)
	if g[0][0] != 3 {
		t.Error("a short gradient was changed")
	}
	clip(g, norm(g), 1)
	if math.Abs(norm(g)-1) > 1e-15 || math.Abs(g[1][1]/g[0][0]-4.0/3) > 1e-15 {
		t.Errorf("clipped to %v", g)
	}
	clip(g, norm(g), -1)
	if math.Abs(norm(g)-1) > 1e-15 {
		t.Error("a negative bound is none")
	}
}

func TestCosine(t *testing.T) {
	s := Cosine(0.1)
	const total = 1000
	for i := 1; i < total; i++ {
		a, b := s(i-1, total), s(i, total)
		if i < 100 && !(b > a) || i > 100 && !(b < a) || b <= 0 || b > 1 {
			t.Fatalf("factor %g in iteration %d after %g", b, i, a)
		}
	}
	if s(99, total) != 1 || s(total-1, total) > 1e-4 {
		t.Errorf("top %g, end %g", s(99, total), s(total-1, total))
	}
	if Cosine(0)(0, 1) <= 0 {
		t.Error("a run of one step stands still")
	}
}

func TestAverageOfAConstantIsTheConstant(t *testing.T) {
	params := oneParam(t, tensor.Float64, 2)
	w := copyOf(params)
	w.average(params, 0.99, 0)
	if w[0][0] != 2 {
		t.Errorf("got %g", w[0][0])
	}
	params[0].Set(0, 3)
	for i := range 3000 {
		w.average(params, 0.99, i)
	}
	if math.Abs(w[0][0]-3) > 1e-6 {
		t.Errorf("after 3000 iterations at 3 the mean is %g", w[0][0])
	}
}
