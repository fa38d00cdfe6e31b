// Clipping keeps the direction of a gradient.

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
		t.Errorf("clipped to %v, want length 1 and the direction (3, 4)", g)
	}
	huge := [][]float64{{3e200}, {0, 4e200}}
	clip(huge, norm(huge), 1)
	if math.Abs(norm(huge)-1) > 1e-15 {
		t.Errorf("a gradient whose squares overflow is clipped to %v, want length 1", huge)
	}
	clip(g, norm(g), -1)
	if math.Abs(norm(g)-1) > 1e-15 {
		t.Errorf("a negative bound clips to %v", g)
	}
}
