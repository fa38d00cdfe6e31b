// The order of steps: nothing is read before it is computed, and few values wait.

package graph_test

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
	G "gorgonia.org/gorgonia"
)

// stagesProgram adds up a number for each of some stages, and gives the state of the last stage first. All rows share the
// matrix of a stage. The rows go through in row blocks of blockRows.
func stagesProgram(t *testing.T, stages, blockRows int) *graph.Program[float64] {
	t.Helper()
	p := randomParams[float64](t, 1)
	b := graph.NewBuilder[float64](64)
	x, s := b.Input("x", 4), b.Shared("s", 1, 4)
	y, sum := x, b.SumCols(x)
	for range stages {
		w := b.Mul(b.Param(p.Get("w44")), b.MatMul(b.Param(p.Get("w43")), b.Mul(b.Param(p.Get("w34")), s), false, false))
		s = b.Sin(s)
		y = b.Tanh(b.MatMul(y, b.Param(p.Get("w44")), false, false))
		sum = b.Add(sum, b.SumCols(b.MatMul(graph.Unary(b, scalar.OneMinusSquare, y), w, false, false)))
	}
	program, err := graph.Compile[float64]([]*G.Node{x, b.Graph().ByName("s")[0]}, []*G.Node{y, sum}, graph.CompileSettings{Builder: b}.InBlocks(blockRows))
	must(t, err)
	return program
}

// TestStagesAreDoneWith: what a stage contributes to a sum is computed with the stage, and the matrix that rows share just
// before the stage, so that the memory does not grow with the number of stages.
func TestStagesAreDoneWith(t *testing.T) {
	for _, blockRows := range []int{0, 16} {
		few, many := stagesProgram(t, 3, blockRows).Bound().Plan.Elements(), stagesProgram(t, 12, blockRows).Bound().Plan.Elements()
		if few == 0 || many > few {
			t.Errorf("row blocks of %d rows: %d elements for 12 stages, want no more than the %d for 3", blockRows, many, few)
		}
	}
}

// TestLittleWaits: while a matrix is formed, nothing of a row waits but the state, of four numbers, and the sum.
func TestLittleWaits(t *testing.T) {
	pl := stagesProgram(t, 5, 16).Bound().Plan
	if most := (4+1)*pl.Stride + 2*plan.Skew; pl.Blocks != 4 || pl.Arena[plan.StorageRows] > most {
		t.Errorf("%d blocks keep %d elements each, want 4 and at most %d", pl.Blocks, pl.Arena[plan.StorageRows], most)
	}
}

// TestNothingWaitsForTheLoss: a loss that is a function of a sum over rows is computed behind all row blocks, so that a row
// block goes forward and backward at once and keeps nothing.
func TestNothingWaitsForTheLoss(t *testing.T) {
	b := graph.NewBuilder[float64](64)
	w := b.Param(randomParams[float64](t, 1).Get("w44"))
	x, y := b.Input("x", 4), b.Input("y", 4)
	squares := b.SumRows(b.SumCols(b.Square(b.Sub(b.Tanh(b.MatMul(x, w, false, false)), y))), 1)
	loss := b.Sqrt(b.Scale(squares, 0.25))
	gradient := b.VJP([]*G.Node{b.Scale(squares, 3)}, []*G.Node{b.Const(1, 1, []float64{1})}, []*G.Node{w})
	must(t, b.Err())
	program, err := graph.Compile[float64]([]*G.Node{x, y}, []*G.Node{loss, gradient[0]}, graph.CompileSettings{Builder: b}.InBlocks(16))
	must(t, err)
	pl := program.Bound().Plan
	if len(pl.Regions) != 2 || !pl.Regions[0].Rows || pl.Blocks != 4 || pl.Arena[plan.StorageRows] > 0 {
		t.Errorf("regions %v, %d blocks keep %d elements each, want one of rows, one behind, and nothing kept by 4", pl.Regions, pl.Blocks, pl.Arena[plan.StorageRows])
	}
}

// TestOrder: whatever steps are moved, a step comes behind the steps that it reads.
func TestOrder(t *testing.T) {
	for seed := range uint64(40) {
		b := graph.NewBuilder[float64](40)
		inputs, outputs := gradientsOfShared(t, b, randomParams[float64](t, seed), seed)
		program, err := graph.Compile[float64](inputs, outputs, graph.CompileSettings{Builder: b}.InBlocks(16))
		must(t, err)
		p := program.Bound().Plan.Ir
		done := make(map[*ir.Value]bool)
		order := plan.Order(p, slices.Concat(p.Outputs, p.Totals))
		steps, planned := order.Steps, plan.Make(p, order)
		for _, st := range steps {
			done[st.V] = done[st.V] || st.Term < 0
		}
		for i := len(steps) - 1; i >= 0; i-- {
			if steps[i].Term < 0 {
				done[steps[i].V] = false
			}
			for _, r := range plan.Reads(steps[i]) {
				if planned.Of(r).Phase == plan.PhaseRun && !ir.Is[ir.Sum](r) && !done[r] {
					t.Fatalf("seed %d: step %d of %d reads what is computed later", seed, i, len(steps))
				}
			}
		}
	}
}

// TestSmallestPlan: of the two orders the one with less memory is taken.
func TestSmallestPlan(t *testing.T) {
	better := map[bool]int{}
	for seed := range uint64(40) {
		b := graph.NewBuilder[float64](16)
		inputs, outputs := gradientsOfRandom(t, b, randomParams[float64](t, seed), seed)
		program, err := graph.Compile[float64](inputs, outputs, &graph.CompileSettings{Builder: b, Accumulate: outputs})
		must(t, err)
		taken, p := program.Bound().Plan.Elements(), program.Bound().Plan.Ir
		roots := slices.Concat(p.Outputs, p.Totals)
		given, sorted := plan.Make(p, plan.Order(p, roots)).Elements(), plan.Make(p, plan.Order(p, plan.ByAncestors(p, roots))).Elements()
		if taken > min(given, sorted) {
			t.Errorf("seed %d: %d elements, but %d in the order given and %d by ancestors", seed, taken, given, sorted)
		}
		better[sorted < given]++
	}
	if better[false] == 0 || better[true] == 0 {
		t.Errorf("one order is always better: %v", better)
	}
}

// TestByAncestors: values are in the order of the numbers of values that they depend on, those with as many in the order given.
func TestByAncestors(t *testing.T) {
	for seed := range uint64(10) {
		b := graph.NewBuilder[float64](16)
		inputs, outputs := gradientsOfRandom(t, b, randomParams[float64](t, seed), seed)
		program, err := graph.Compile[float64](inputs, outputs, &graph.CompileSettings{Builder: b})
		must(t, err)
		p := program.Bound().Plan.Ir
		var ancestors func(v *ir.Value, seen map[*ir.Value]bool) map[*ir.Value]bool
		ancestors = func(v *ir.Value, seen map[*ir.Value]bool) map[*ir.Value]bool {
			seen[v] = true
			for _, a := range v.Args {
				if !seen[a] {
					ancestors(a, seen)
				}
			}
			return seen
		}
		roots := slices.Concat(p.Outputs, p.Totals)
		want := slices.Clone(roots)
		slices.SortStableFunc(want, func(v, w *ir.Value) int {
			return len(ancestors(w, map[*ir.Value]bool{})) - len(ancestors(v, map[*ir.Value]bool{}))
		})
		if !slices.Equal(plan.ByAncestors(p, roots), want) {
			t.Errorf("seed %d: another order", seed)
		}
	}
}
