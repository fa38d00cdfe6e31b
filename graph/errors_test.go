// Wrong arguments are errors that name what is wrong.

package graph_test

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestMistakesAreTypedErrors: each mistake is answered by its sentinel or type of error, and the error stays with the
// Builder.
func TestMistakesAreTypedErrors(t *testing.T) {
	shape, dtype, mixing := new(graph.ShapeError), new(graph.DtypeError), new(graph.NotRowwiseError)
	params := graph.NewParams(tensor.Float32)
	single, err := params.Add("w", 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := graph.NewBuilder[float64](7).Input("x", 2)
	for name, c := range map[string]struct {
		build func(b *graph.Builder, x, w *G.Node)
		want  error // a sentinel, or nil
		as    any   // pointer to a typed error, or nil
	}{
		"duplicate name":    {func(b *graph.Builder, x, w *G.Node) { b.Input("x", 5) }, graph.ErrDuplicateInput, nil},
		"shared and input":  {func(b *graph.Builder, x, w *G.Node) { b.Shared("x", 7, 2) }, graph.ErrDuplicateInput, nil},
		"no name":           {func(b *graph.Builder, x, w *G.Node) { b.Input("", 5) }, graph.ErrDuplicateInput, nil},
		"no columns":        {func(b *graph.Builder, x, w *G.Node) { b.Input("y", 0) }, nil, &shape},
		"inner size":        {func(b *graph.Builder, x, w *G.Node) { b.MatMul(x, w, false, true) }, nil, &shape},
		"no broadcast":      {func(b *graph.Builder, x, w *G.Node) { b.Add(x, b.Input("y", 3)) }, nil, &shape},
		"fixed matrix":      {func(b *graph.Builder, x, w *G.Node) { b.Add(x, w) }, nil, &shape},
		"slice":             {func(b *graph.Builder, x, w *G.Node) { b.SliceCols(x, 1, 3) }, nil, &shape},
		"empty slice":       {func(b *graph.Builder, x, w *G.Node) { b.SliceCols(x, 1, 1) }, nil, &shape},
		"negative pad":      {func(b *graph.Builder, x, w *G.Node) { b.PadCols(x, -1, 0) }, nil, &shape},
		"half a copy":       {func(b *graph.Builder, x, w *G.Node) { b.FoldRows(x, 2) }, nil, &shape},
		"no copies":         {func(b *graph.Builder, x, w *G.Node) { b.SumRows(x, 0) }, nil, &shape},
		"wide column":       {func(b *graph.Builder, x, w *G.Node) { b.BroadcastCols(x, 3) }, nil, &shape},
		"rows twice":        {func(b *graph.Builder, x, w *G.Node) { b.BroadcastRows(x, 7) }, nil, &shape},
		"no concat":         {func(b *graph.Builder, x, w *G.Node) { b.ConcatCols() }, graph.ErrNilNode, nil},
		"unknown unary":     {func(b *graph.Builder, x, w *G.Node) { graph.Unary(b, scalar.UnaryFuncs, x) }, nil, &shape},
		"constant":          {func(b *graph.Builder, x, w *G.Node) { b.Const(2, 2, []float64{1}) }, nil, &shape},
		"negative constant": {func(b *graph.Builder, x, w *G.Node) { b.Const(-1, -1, []float64{1}) }, nil, &shape},
		"empty constant":    {func(b *graph.Builder, x, w *G.Node) { b.Const(0, 3, nil) }, nil, &shape},
		"negative identity": {func(b *graph.Builder, x, w *G.Node) { b.Identity(-1) }, nil, &shape},
		"huge identity":     {func(b *graph.Builder, x, w *G.Node) { b.Identity(min(1<<40, math.MaxInt)) }, nil, &shape},
		"negative input":    {func(b *graph.Builder, x, w *G.Node) { b.Input("y", -1) }, nil, &shape},
		"negative rows":     {func(b *graph.Builder, x, w *G.Node) { b.BroadcastRows(w, -1) }, nil, &shape},
		"negative columns":  {func(b *graph.Builder, x, w *G.Node) { b.BroadcastCols(b.SumCols(x), -1) }, nil, &shape},
		"negative tiles":    {func(b *graph.Builder, x, w *G.Node) { b.TileRows(x, -1) }, nil, &shape},
		"negative folds":    {func(b *graph.Builder, x, w *G.Node) { b.FoldRows(x, -1) }, nil, &shape},
		"negative slice":    {func(b *graph.Builder, x, w *G.Node) { b.SliceCols(x, -1, 1) }, nil, &shape},
		"huge pad":          {func(b *graph.Builder, x, w *G.Node) { b.PadCols(x, math.MaxInt/2+1, math.MaxInt/2+1) }, nil, &shape},
		"solver not square": {func(b *graph.Builder, x, w *G.Node) { b.FactorRows(x) }, nil, &shape},
		"factors elsewhere": {func(b *graph.Builder, x, w *G.Node) { b.SolveRows(x, x, x, false) }, nil, &shape},
		"nil operand":       {func(b *graph.Builder, x, w *G.Node) { b.Add(x, nil) }, graph.ErrNilNode, nil},
		"nil parameter":     {func(b *graph.Builder, x, w *G.Node) { b.Param(nil) }, graph.ErrNilNode, nil},
		"dtype":             {func(b *graph.Builder, x, w *G.Node) { b.Param(single) }, nil, &dtype},
		"other graph":       {func(b *graph.Builder, x, w *G.Node) { b.Add(x, elsewhere) }, graph.ErrDifferentGraphs, nil},
		"cotangent shape":   {func(b *graph.Builder, x, w *G.Node) { b.VJP([]*G.Node{x}, []*G.Node{w}, []*G.Node{x}) }, nil, &shape},
		"cotangents":        {func(b *graph.Builder, x, w *G.Node) { b.VJP([]*G.Node{x}, nil, []*G.Node{x}) }, graph.ErrLengths, nil},
		"nil output": {func(b *graph.Builder, x, w *G.Node) {
			b.VJP([]*G.Node{nil}, []*G.Node{x}, []*G.Node{x})
		}, graph.ErrNilNode, nil},
		"nil wrt":       {func(b *graph.Builder, x, w *G.Node) { b.VJP([]*G.Node{x}, []*G.Node{x}, []*G.Node{nil}) }, graph.ErrNilNode, nil},
		"tangent shape": {func(b *graph.Builder, x, w *G.Node) { b.JVP([]*G.Node{x}, []*G.Node{x}, []*G.Node{w}) }, nil, &shape},
		"tangents of two heights": {func(b *graph.Builder, x, w *G.Node) {
			y := b.Input("y", 2)
			b.JVP([]*G.Node{b.Add(x, y)}, []*G.Node{x, y}, []*G.Node{x, b.TileRows(x, 2)})
		}, nil, &shape},
		"tangents through a contraction": {func(b *graph.Builder, x, w *G.Node) {
			b.JVP([]*G.Node{b.MatMul(x, x, true, false)}, []*G.Node{x}, []*G.Node{b.TileRows(x, 2)})
		}, nil, &mixing},
		"cotangents for weights": {func(b *graph.Builder, x, w *G.Node) {
			y := b.MatMul(x, w, false, false)
			b.VJP([]*G.Node{y}, []*G.Node{b.TileRows(y, 2)}, []*G.Node{w})
		}, nil, &mixing},
		"trace of no square": {func(b *graph.Builder, x, w *G.Node) { graph.TraceJVP(b, b.MatMul(x, w, false, false), x) }, nil, &shape},
	} {
		b := graph.NewBuilder[float64](7)
		c.build(b, b.Input("x", 2), b.Shared("w", 2, 3))
		err := b.Err()
		if err == nil || (c.want != nil && !errors.Is(err, c.want)) || (c.as != nil && !errors.As(err, c.as)) {
			t.Errorf("%s: error %v, want the sentinel %v or the type %T", name, err, c.want, c.as)
		}
		if b.Input("later", 1) != nil || b.Err() != err {
			t.Errorf("%s: the error became %v, want it to stay", name, b.Err())
		}
	}
	if b := graph.NewBuilder[float32](0); !errors.Is(b.Err(), graph.ErrEmptyBatch) {
		t.Errorf("empty batch: error %v, want ErrEmptyBatch", b.Err())
	}
}

func TestDtypesDoNotMix(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float64, G.WithShape(2, 2), G.WithName("x"))
	y := G.NewMatrix(g, tensor.Float32, G.WithShape(2, 2), G.WithName("y"))
	_, err := graph.Apply(graph.Operation{Kind: ops.Binary{Func: scalar.Add}}, x, y)
	var dtype *graph.DtypeError
	if !errors.As(err, &dtype) {
		t.Errorf("error %v, want a DtypeError", err)
	}
}

// twins are two names whose leaves have the same 32-bit hash, by which Gorgonia tells nodes apart.
func twins(like *G.Node) (string, string) {
	kind := fmt.Sprintf("%v%v", like.Type(), like.Shape())
	if known, ok := twinsOf[kind]; ok {
		return known[0], known[1]
	}
	seen := make(map[uint32]string)
	for i := 0; ; i++ {
		name := fmt.Sprintf("input %d", i)
		h := fnv.New32a() // as gorgonia.Node.WriteHash does for a leaf
		fmt.Fprintf(h, "%s%s\x00", kind, name)
		if twin, ok := seen[h.Sum32()]; ok {
			twinsOf[kind] = [2]string{twin, name}
			return twin, name
		}
		seen[h.Sum32()] = name
	}
}

// twinsOf holds the names that were found, by type and shape.
var twinsOf = map[string][2]string{}

func TestHashCollisionsAreWorkedAround(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	first, second := twins(b.Input("x", 2))
	x, y := b.Input(first, 2), b.Input(second, 2)
	if b.Err() != nil || x.Hashcode() != y.Hashcode() {
		t.Fatal("no collision to test with", b.Err())
	}
	if wrong, err := G.ApplyOp(graph.Operation{Kind: ops.Unary{Func: scalar.Tanh}}, x); err != nil || graph.ChildrenOf(wrong)[0] != x {
		t.Fatalf("Gorgonia tells %q and %q apart (error %v): nothing to work around", first, second, err)
	}
	n := b.Tanh(y)
	if b.Err() != nil || graph.ChildrenOf(n)[0] != y || n == b.Tanh(x) {
		t.Fatalf("tanh of %q is not that of %q (%v)", second, graph.ChildrenOf(n)[0].Name(), b.Err())
	}
	if b.Tanh(y) != n {
		t.Error("the node is not found again")
	}
	v := values{x: {1, 1, 1, 1, 1, 1}, y: {2, 2, 2, 2, 2, 2}}
	near(t, "value", evaluate(t, n, v)[:1], []float64{math.Tanh(2)}, 1e-15)
	if op, _, ok := graph.Normalize(n); !ok || op != (graph.Operation{Kind: ops.Unary{Func: scalar.Tanh}}) {
		t.Errorf("normalized to %v, want tanh", op)
	}
	grads := b.VJP([]*G.Node{b.Sin(n)}, []*G.Node{b.Input("g", 2)}, []*G.Node{x, y})
	if b.Err() != nil || grads[0] != nil || grads[1] == nil {
		t.Errorf("derivatives are confused: %v %v", grads, b.Err())
	}
}

// TestForeignHashCollisions: a foreign operation on two leaves with the same hash gives two nodes, each with its own
// derivative.
func TestForeignHashCollisions(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	first, second := twins(b.Input("x", 2))
	x, y := b.Input(first, 2), b.Input(second, 2)
	p, q := b.Apply(smooth{}, x), b.Apply(smooth{}, y)
	if b.Err() != nil || p == q || graph.ChildrenOf(q)[0] != y {
		t.Fatal("one node for two", b.Err())
	}
	grads := b.VJP([]*G.Node{q}, []*G.Node{b.Input("g", 2)}, []*G.Node{x, y})
	if b.Err() != nil || grads[0] != nil || grads[1] == nil {
		t.Errorf("derivatives are confused: %v %v", grads, b.Err())
	}
}

// called is a user's operation whose name says more than its hash.
type called struct {
	smooth
	name string
}

func (c called) String() string { return c.name }

// TestOperationsOfOneHash: operations with one hash and two names are two nodes, and each is found again.
func TestOperationsOfOneHash(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x := b.Input("x", 2)
	var nodes []*G.Node
	for _, name := range []string{"softmax", "its logarithm", "softmax", "its logarithm"} {
		nodes = append(nodes, b.Apply(called{name: name}, x))
	}
	if b.Err() != nil || nodes[0] == nodes[1] || nodes[2] != nodes[0] || nodes[3] != nodes[1] {
		t.Errorf("%v, error %v; want two nodes, twice", nodes, b.Err())
	}
}

func TestEqualExpressionsAreOneNode(t *testing.T) {
	b := graph.NewBuilder[float64](3)
	x, y := b.Input("x", 2), b.Input("y", 2)
	if b.Tanh(b.Mul(x, y)) != b.Tanh(b.Mul(y, x)) {
		t.Error("tanh(x·y) is there twice")
	}
	if b.Scale(x, 2) == b.Scale(x, 3) || b.Add(x, y) == b.Sub(x, y) {
		t.Error("different expressions are one node")
	}
}

// TestBuildingConcurrently builds in several goroutines at once, each in a graph of its own. The race detector finds what
// the graphs share.
func TestBuildingConcurrently(t *testing.T) {
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			b := graph.NewBuilder[float64](3)
			x := b.Input("x", 2)
			for range 50 {
				x = b.Tanh(b.Scale(x, 1.5))
			}
			b.VJP([]*G.Node{x}, []*G.Node{b.Input("g", 2)}, []*G.Node{x})
			if b.Err() != nil {
				t.Error(b.Err())
			}
		})
	}
	group.Wait()
}

func TestParams(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		p := graph.NewParams(dtype)
		w, err := p.Add("w", 2, 3)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Add("w", 1, 1); !errors.Is(err, graph.ErrDuplicateInput) {
			t.Errorf("a second w: error %v, want ErrDuplicateInput", err)
		}
		before := p.Version()
		if err := w.SetAll([]float64{1, 2, 3, 4, 5, 6}); err != nil || p.Version() == before {
			t.Error("SetAll does not touch", err)
		}
		var shape *graph.ShapeError
		if err := w.SetAll([]float64{1}); !errors.As(err, &shape) || w.At(0) != 1 {
			t.Error("too few values are taken", err)
		}
		if (len(graph.Data[float32](w)) == 6) != (dtype == tensor.Float32) || (graph.Data[float64](w) == nil) != (dtype == tensor.Float32) {
			t.Error("Data answers for the wrong type")
		}
		w.Set(4, math.Inf(1))
		var bad *graph.NotFiniteError
		if err := p.CheckFinite(); !errors.As(err, &bad) || bad.Row != 1 || bad.Col != 1 || bad.Param != "w" {
			t.Errorf("error %v, want a NotFiniteError of w, row 1, column 1", err)
		}
	}
	var dtype *graph.DtypeError
	if _, err := graph.NewParams(tensor.Int).Add("w", 1, 1); !errors.As(err, &dtype) {
		t.Errorf("parameters of dtype int: error %v, want a DtypeError", err)
	}
}

// TestSumOverBatchIsNotFolded: a sum over the batch is not simplified to a multiple of a row, since a run may use fewer
// rows than the graph has.
func TestSumOverBatchIsNotFolded(t *testing.T) {
	b := graph.NewBuilder[float64](5)
	n := b.SumRows(b.BroadcastRows(b.Shared("w", 1, 2), 5), 1)
	if _, sum := graph.KindOf(n).(ops.SumRows); !sum {
		t.Errorf("became %v, want a sum of rows", graph.OpOf(n))
	}
}

func TestKinds(t *testing.T) {
	for _, rows := range []int{1, 4} {
		b := graph.NewBuilder[float64](rows)
		x, row, w := b.Input("x", 2), b.Shared("row", 1, 2), b.Shared("w", rows, 2)
		for _, c := range []struct {
			name   string
			n      *G.Node
			perRow bool
		}{
			{"fixed with per row", b.Add(row, x), true},
			{"fixed with fixed", b.Add(row, w), false},
			{"contraction", b.MatMul(x, x, true, false), false},
			{"product", b.MatMul(x, w, false, true), true},
			{"sum", b.SumRows(x, 1), false},
			{"concat", b.ConcatCols(x, row), true},
			{"tiled", b.TileRows(x, 3), true},
			{"fixed tanh", b.Tanh(w), false},
		} {
			if b.Err() != nil {
				t.Fatal(c.name, b.Err())
			}
			if b.IsPerRow(c.n) != c.perRow {
				t.Errorf("%d rows: %s: per row is %v", rows, c.name, !c.perRow)
			}
		}
		for _, operand := range graph.ChildrenOf(b.Add(row, x)) {
			if !b.IsPerRow(operand) {
				t.Errorf("%d rows: operands of two kinds", rows)
			}
		}
	}
}

// TestNaNFactor: a factor that is NaN is named. Such operations are never equal, which looks like a collision of hashes.
func TestNaNFactor(t *testing.T) {
	b := graph.NewBuilder[float64](2)
	b.Scale(b.Input("x", 1), math.NaN())
	var collision *graph.HashCollisionError
	if err := b.Err(); err == nil || errors.As(err, &collision) || !strings.Contains(err.Error(), "NaN among its numbers") {
		t.Errorf("%v, want an error that names the NaN", err)
	}
}
