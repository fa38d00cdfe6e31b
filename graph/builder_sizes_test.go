// Whatever sizes a Builder's methods are given, they add a node or fail the Builder by an error with a type.

package graph_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// sizes are sizes that no operation can have, and some that most can have.
var sizes = []int{-1, 0, 1, 2, 3, math.MinInt, math.MinInt + 1, math.MaxInt, math.MaxInt/2 + 2, math.MaxInt/2 + 1, min(1<<31, math.MaxInt), min(1<<40, math.MaxInt)}

// TestBuilderTakesAnySize calls every method that takes whole numbers with each pair of sizes, on per-row and on fixed
// nodes.
func TestBuilderTakesAnySize(t *testing.T) {
	builder := reflect.TypeFor[*graph.Builder]()
	for i := range builder.NumMethod() {
		method := builder.Method(i)
		if numbers(method.Type) == 0 {
			continue
		}
		for _, m := range sizes {
			for _, n := range sizes {
				for _, node := range []string{"per row", "fixed", "column"} {
					callSized(t, method, node, m, n)
				}
			}
		}
	}
}

// numbers counts the arguments of a function that are whole numbers.
func numbers(f reflect.Type) (count int) {
	for in := range f.NumIn() {
		if f.In(in).Kind() == reflect.Int {
			count++
		}
	}
	return count
}

// callSized calls a method with the first number m and all others n.
func callSized(t *testing.T, method reflect.Method, node string, m, n int) {
	t.Helper()
	b := graph.NewBuilder[float64](2)
	nodes := map[string]*G.Node{"per row": b.Input("x", 4), "fixed": b.Shared("y", 3, 3), "column": b.Input("z", 1)}
	arguments := []reflect.Value{reflect.ValueOf(b)}
	for in := 1; in < method.Type.NumIn(); in++ {
		switch of := method.Type.In(in); of {
		case reflect.TypeFor[int]():
			arguments = append(arguments, reflect.ValueOf(m))
			m = n
		case reflect.TypeFor[*G.Node]():
			arguments = append(arguments, reflect.ValueOf(nodes[node]))
		case reflect.TypeFor[string]():
			arguments = append(arguments, reflect.ValueOf("name"))
		default:
			arguments = append(arguments, reflect.Zero(of))
		}
	}
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s of %d, %d on %s panics: %v", method.Name, m, n, node, p)
		}
	}()
	result := method.Func.Call(arguments)[0]
	var panicked *graph.PanicError
	if errors.As(b.Err(), &panicked) || b.Err() == nil && result.IsNil() {
		t.Errorf("%s of %d, %d on %s: error %v, result nil %t; want a node or an error that is no panic", method.Name, m, n, node, b.Err(), result.IsNil())
	}
}

// TestSizesDoNotWrap: sizes whose sum or product is a size that fits only when it has lost its high bits are a ShapeError.
func TestSizesDoNotWrap(t *testing.T) {
	const round = math.MaxInt/2 + 2                                                             // 4·round is 4 but for the high bits
	long := graph.Convolution{In: 5, Out: 5, Height: 32513, Width: 26420, Kernel: 1, Stride: 1} // images of 2³² + 4 elements
	for name, build := range map[string]func(b *graph.Builder, x *G.Node){
		"padding":  func(b *graph.Builder, x *G.Node) { b.PadCols(x, math.MaxInt, math.MaxInt) },
		"copies":   func(b *graph.Builder, x *G.Node) { b.TileRows(x, round) },
		"repeated": func(b *graph.Builder, x *G.Node) { b.BroadcastRows(b.Shared("y", 4, 1), round) },
		"images":   func(b *graph.Builder, x *G.Node) { b.Convolve(x, b.Shared("y", 5, 5), long) },
	} {
		b := graph.NewBuilder[float32](4)
		build(b, b.Input("x", 4))
		var wrong *graph.ShapeError
		if !errors.As(b.Err(), &wrong) {
			t.Errorf("%s: %v, want a ShapeError", name, b.Err())
		}
	}
	if _, err := graph.NewParams(graph.DtypeOf[float64]()).Add("p", 1<<15, 1<<16); !errors.As(err, new(*graph.ShapeError)) {
		t.Errorf("a parameter of 2³¹ elements: %v, want a ShapeError", err)
	}
}
