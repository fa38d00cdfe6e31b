package graph

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	G "gorgonia.org/gorgonia"
)

// stockUnaryOps are functions of Gorgonia's own and what they are.
var stockUnaryOps = map[string]struct {
	node  func(*G.Node) (*G.Node, error)
	value func(float64) float64
}{
	"sin":      {G.Sin, math.Sin},
	"cos":      {G.Cos, math.Cos},
	"sigmoid":  {G.Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
	"softplus": {G.Softplus, func(x float64) float64 { return math.Log1p(math.Exp(x)) }},
	"tanh":     {G.Tanh, math.Tanh},
	"square":   {G.Square, func(x float64) float64 { return x * x }},
	"neg":      {G.Neg, func(x float64) float64 { return -x }},
}

// stockBinaryOps likewise, of matrices of one shape.
var stockBinaryOps = map[string]struct {
	node  func(x, y *G.Node) (*G.Node, error)
	value func(x, y float64) float64
}{
	"add":  {func(x, y *G.Node) (*G.Node, error) { return G.Add(x, y) }, func(x, y float64) float64 { return x + y }},
	"sub":  {func(x, y *G.Node) (*G.Node, error) { return G.Sub(x, y) }, func(x, y float64) float64 { return x - y }},
	"prod": {func(x, y *G.Node) (*G.Node, error) { return G.HadamardProd(x, y) }, func(x, y float64) float64 { return x * y }},
}

// term is a node of a random graph and what it should be, as a function of the input.
type term struct {
	node  *G.Node
	width int
	value func(z [][]float64) [][]float64
}

// stockGraph grows graphs of stock operations along with closures that compute the same by loops.
type stockGraph struct {
	t     *testing.T
	rng   *rand.Rand
	rows  int
	terms []term
	log   []string
}

func (s *stockGraph) add(name string, n *G.Node, err error, width int, value func(z [][]float64) [][]float64) {
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	s.terms, s.log = append(s.terms, term{n, width, value}), append(s.log, name)
}

func (s *stockGraph) pick() term { return s.terms[s.rng.IntN(len(s.terms))] }

// like picks a term of a width.
func (s *stockGraph) like(width int) term {
	for {
		if x := s.pick(); x.width == width {
			return x
		}
	}
}

// grow adds one operation. Functions of one argument come in threes, so that two of them make a pair and one is left.
func (s *stockGraph) grow(weight *G.Node, w [][]float64) {
	x := s.pick()
	switch s.rng.IntN(4) {
	case 0:
		names := slices.Sorted(maps.Keys(stockUnaryOps))
		for range 3 {
			name := names[s.rng.IntN(len(names))]
			op := stockUnaryOps[name]
			n, err := op.node(x.node)
			s.add(name, n, err, x.width, each(s.rows, x, x, func(a, _ float64) float64 { return op.value(a) }))
		}
	case 1:
		names := slices.Sorted(maps.Keys(stockBinaryOps))
		name, y := names[s.rng.IntN(len(names))], s.like(x.width)
		op := stockBinaryOps[name]
		n, err := op.node(x.node, y.node)
		s.add(name, n, err, x.width, each(s.rows, x, y, op.value))
	case 2:
		x = s.like(len(w))
		n, err := G.Mul(x.node, weight)
		s.add("mul", n, err, len(w), func(z [][]float64) [][]float64 { return times(x.value(z), w) })
	default: // bounded, so that deep graphs neither overflow nor amplify rounding
		n, err := G.Tanh(x.node)
		s.add("tanh", n, err, x.width, each(s.rows, x, x, func(a, _ float64) float64 { return math.Tanh(a) }))
	}
}

func each(rows int, x, y term, f func(a, b float64) float64) func(z [][]float64) [][]float64 {
	return func(z [][]float64) [][]float64 {
		a, b := x.value(z), y.value(z)
		out := make([][]float64, rows)
		for r := range out {
			for c := range a[r] {
				out[r] = append(out[r], f(a[r][c], b[r][c]))
			}
		}
		return out
	}
}

func times(x, w [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for r := range x {
		for c := range w[0] {
			sum := 0.0
			for k := range w {
				sum += x[r][k] * w[k][c]
			}
			out[r] = append(out[r], sum)
		}
	}
	return out
}

// TestRandomStockGraphs: what Gorgonia's own operations compute, and their pullbacks, with every optional pass on and off,
// against loops and finite differences. GORGOFLOW_GRAPHS sets how many graphs are tried.
func TestRandomStockGraphs(t *testing.T) {
	count := 60
	if n, err := strconv.Atoi(os.Getenv("GORGOFLOW_GRAPHS")); err == nil {
		count = n
	}
	optional := []string{ir.PassTiles, ir.PassPairs, ir.PassHoist}
	for _, p := range ir.Passes {
		if !p.Must {
			optional = append(optional, p.Name)
		}
	}
	for seed := range count {
		for _, without := range append([]map[string]bool{nil, all(optional)}, oneByOne(optional)...) {
			tryStockGraph[float64](t, uint64(seed), without, 1e-9)
			tryStockGraph[float32](t, uint64(seed), without, 2e-3)
		}
	}
}

func all(names []string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return set
}

func oneByOne(names []string) (sets []map[string]bool) {
	for _, n := range names {
		sets = append(sets, map[string]bool{n: true})
	}
	return sets
}

// tryStockGraph compares Σ of some random terms and the pullback of ones through it.
func tryStockGraph[T Float](t *testing.T, seed uint64, without map[string]bool, tolerance float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 5))
	rows, width := 1+rng.IntN(40), 1+rng.IntN(4)
	b := NewBuilder[T](rows)
	z := b.Input("z", width)
	params := NewParams(DtypeOf[T]())
	w := matrixOfNumbers(rng, width, width)
	q, err := params.Add("w", width, width)
	must(t, err)
	for i, v := range slices.Concat(w...) {
		q.Set(i, v)
	}
	s := &stockGraph{t: t, rng: rng, rows: rows}
	s.add("z", z, nil, width, func(z [][]float64) [][]float64 { return z })
	for range 3 + rng.IntN(8) {
		s.grow(b.Param(q), w)
	}
	out := s.terms[len(s.terms)-1]
	if other := s.like(out.width); other.node != out.node { // two ends, so that values are read far apart
		n, err := G.Add(out.node, other.node)
		s.add("add", n, err, out.width, each(rows, out, other, func(a, b float64) float64 { return a + b }))
		out = s.terms[len(s.terms)-1]
	}
	ones := b.Input("ones", out.width)
	pulled := b.VJP([]*G.Node{out.node}, []*G.Node{ones}, []*G.Node{z})
	must(t, b.Err())
	if pulled[0] == nil {
		pulled[0] = b.Scale(z, 0)
	}
	p, err := Compile[T]([]*G.Node{z, ones}, []*G.Node{out.node, pulled[0]}, &CompileSettings{Builder: b, without: without})
	if err != nil {
		t.Fatalf("seed %d without %v: %v %v", seed, without, s.log, err)
	}
	values := matrixOfNumbers(rng, rows, width)
	for r := range rows {
		for c := range width {
			p.Input(0)[c*p.Stride()+r] = T(values[r][c])
			values[r][c] = float64(T(values[r][c]))
		}
		for c := range out.width {
			p.Input(1)[c*p.Stride()+r] = 1
		}
	}
	must(t, p.Run(rows))
	want := out.value(values)
	for r := range rows {
		for c := range out.width {
			if got := float64(p.Output(0)[c*p.Stride()+r]); !(math.Abs(got-want[r][c]) <= tolerance*(1+math.Abs(want[r][c]))) {
				t.Fatalf("%s: value %d, %d is %v, want %v", describeStock[T](seed, without, s), r, c, got, want[r][c])
			}
		}
	}
	for c := range width {
		r := rng.IntN(rows)
		wanted, uncertain := rowDerivative(out, values, r, c)
		if got := float64(p.Output(1)[c*p.Stride()+r]); !(math.Abs(got-wanted) <= (tolerance+1e-6)*(1+math.Abs(wanted))+uncertain) {
			t.Fatalf("%s: pullback %d, %d is %v, differences give %v", describeStock[T](seed, without, s), r, c, got, wanted)
		}
	}
}

func describeStock[T Float](seed uint64, without map[string]bool, s *stockGraph) string {
	return fmt.Sprintf("seed %d, %v, without %v, %v", seed, DtypeOf[T](), without, s.log)
}

// rowDerivative is the central difference, of fourth order, of the sum over a row of the output, and how far it may be off.
func rowDerivative(out term, z [][]float64, row, column int) (d, uncertain float64) {
	at := z[row][column]
	defer func() { z[row][column] = at }()
	sum := func(d float64) (s float64) {
		z[row][column] = at + d
		for _, v := range out.value(z)[row] {
			s += v
		}
		return s
	}
	difference := func(h float64) float64 {
		return (8*(sum(h)-sum(-h)) - (sum(2*h) - sum(-2*h))) / (12 * h)
	}
	d = difference(5e-4)
	return d, 10 * math.Abs(d-difference(1e-3))
}

func matrixOfNumbers(rng *rand.Rand, rows, cols int) [][]float64 {
	m := make([][]float64, rows)
	for r := range m {
		for range cols {
			m[r] = append(m[r], 0.8*rng.NormFloat64())
		}
	}
	return m
}
