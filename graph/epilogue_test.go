// Sums over many runs, completed by Finish.

package graph_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// gradientsOfRandom adds the gradients of a random expression's outputs with respect to the parameters in it.
func gradientsOfRandom(t *testing.T, b *graph.Builder, p *graph.Params, seed uint64) (inputs, grads []*G.Node) {
	t.Helper()
	e := buildRandom(b, p, seed)
	var wrt []*G.Node
	for _, q := range p.List() {
		wrt = append(wrt, b.Param(q))
	}
	for _, g := range b.VJP(e.outputs, e.outputs, wrt) {
		if g != nil {
			grads = append(grads, g)
		}
	}
	if b.Err() != nil {
		t.Fatal(b.Err())
	}
	return e.inputs, grads
}

// TestRunsAddUp: an output that accumulates is the sum of what each run gives, whether a part of the output is computed in
// every run or by Finish, and whether the output is deferred or not.
func TestRunsAddUp(t *testing.T) {
	epilogues := 0
	takes := long.OneIn(3)
	for seed := range uint64(30) {
		for _, deferred := range []bool{false, true} {
			if !takes() {
				continue
			}
			epilogues += checkRunsAddUp[float64](t, seed, deferred, 1e-11)
			epilogues += checkRunsAddUp[float32](t, seed, deferred, 1e-3)
		}
	}
	if epilogues == 0 {
		t.Fatal("no program left anything to Finish")
	}
}

func checkRunsAddUp[T graph.Float](t *testing.T, seed uint64, deferred bool, tolerance float64) (epilogues int) {
	t.Helper()
	const rows = 21
	p := randomParams[T](t, seed)
	b := graph.NewBuilder[T](rows)
	inputs, grads := gradientsOfRandom(t, b, p, seed)
	one, err := graph.Compile[T](inputs, grads, &graph.CompileSettings{Builder: b})
	must(t, err)
	s := &graph.CompileSettings{Builder: b, Accumulate: grads}
	if deferred {
		s.Deferred = grads
	}
	all, err := graph.Compile[T](inputs, grads, s)
	must(t, err)
	want := make([][]float64, len(grads))
	rng := rand.New(rand.NewPCG(seed, 4))
	for range 2 { // the second time from Zero
		all.Zero()
		for i := range want {
			want[i] = make([]float64, len(one.Output(i)))
		}
		for _, n := range []int{rows, 3, 17} {
			for i := range inputs {
				for j := range one.Input(i) {
					one.Input(i)[j] = T(rng.NormFloat64())
				}
				copy(all.Input(i), one.Input(i))
			}
			must(t, one.Run(n))
			must(t, all.Run(n))
			if deferred {
				must(t, all.RunDeferred(n))
			}
			for i := range want {
				for k, v := range one.Output(i) {
					want[i][k] += float64(v)
				}
			}
			if n == 3 {
				must(t, all.Finish()) // in between is allowed
			}
		}
		must(t, all.Finish())
		must(t, all.Finish()) // adds nothing
		for i := range want {
			compareSums(t, fmt.Sprintf("seed %d, gradient %d", seed, i), all.Output(i), want[i], tolerance)
		}
	}
	return len(all.Bound().Plan.Ir.Epilogues)
}

func compareSums[T graph.Float](t *testing.T, what string, got []T, want []float64, tolerance float64) {
	t.Helper()
	largest := 1.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for k, v := range got {
		if !(math.Abs(float64(v)-want[k]) <= tolerance*largest) {
			t.Fatalf("%s: element %d is %v, want %v", what, k, v, want[k])
		}
	}
}

// TestEpiloguesAreComputedOnce: the gradient of d·(W∘(A·B))ᵀ·e, the closed form of a trace, costs no product of weights in
// a run: the product is left to Finish.
func TestEpiloguesAreComputedOnce(t *testing.T) {
	p := randomParams[float64](t, 3)
	b := graph.NewBuilder[float64](16)
	w, left, right := b.Param(p.Get("w44")), b.Param(p.Get("w43")), b.Param(p.Get("w34"))
	d, e := b.Input("d", 4), b.Input("e", 4)
	n := b.Mul(w, b.MatMul(left, right, false, false))
	y := b.Add(b.SumCols(b.Mul(b.MatMul(d, n, false, false), e)), b.SumCols(b.Mul(b.MatMul(e, n, false, false), d)))
	grads := b.VJP([]*G.Node{y}, []*G.Node{b.Shift(b.Scale(y, 0), 1)}, []*G.Node{w, left, right})
	program, err := graph.Compile[float64]([]*G.Node{d, e}, grads, &graph.CompileSettings{Builder: b, Accumulate: grads})
	must(t, err)
	if s := program.Stats(); s.FlopsPerRun != 0 || s.FinishFlops == 0 {
		t.Fatalf("%v operations a run that no row is in, %v in Finish; want none and some", s.FlopsPerRun, s.FinishFlops)
	}
}

// TestEpiloguesThatAreReadStay: what another output needs in every run is not left to Finish.
func TestEpiloguesThatAreReadStay(t *testing.T) {
	p := randomParams[float64](t, 4)
	b := graph.NewBuilder[float64](16)
	d, e := b.Input("d", 4), b.Input("e", 3)
	weighted := b.Mul(b.Param(p.Get("w43")), b.MatMul(d, e, true, false))
	sum, square := b.Transpose(weighted), b.Mul(weighted, weighted)
	outs := []*G.Node{sum, square}
	all, err := graph.Compile[float64]([]*G.Node{d, e}, outs, &graph.CompileSettings{Builder: b, Accumulate: outs[:1]})
	must(t, err)
	one, err := graph.Compile[float64]([]*G.Node{d, e}, outs, &graph.CompileSettings{Builder: b})
	must(t, err)
	want := make([]float64, 12)
	for run := range uint64(3) {
		for i := range 2 {
			fill(one, i, run)
			copy(all.Input(i), one.Input(i))
		}
		must(t, one.Run(16))
		must(t, all.Run(16))
		for k, v := range one.Output(0) {
			want[k] += v
		}
		compareSums(t, "square", all.Output(1), one.Output(1), 1e-12)
	}
	must(t, all.Finish())
	compareSums(t, "sum", all.Output(0), want, 1e-12)
}
