// Networks: parameters, settings, seeds.

package dynamics_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

func expectSameParams(t *testing.T, got, want *dynamics.MLP) {
	t.Helper()
	for i, p := range want.Params().List() {
		q := got.Params().List()[i]
		if q.Name != p.Name {
			t.Fatalf("parameter %d is %s, want %s", i, q.Name, p.Name)
		}
		for k := range p.Len() {
			if math.Float64bits(q.At(k)) != math.Float64bits(p.At(k)) {
				t.Fatalf("%s[%d] is %v, want %v", p.Name, k, q.At(k), p.At(k))
			}
		}
	}
}

func TestSeedDeterminesWeights(t *testing.T) {
	make := func(seed uint64, double bool) *dynamics.MLP {
		m, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Seed: seed, Float64: double})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	expectSameParams(t, make(4, true), make(4, true))
	single, double, other := make(4, false), make(4, true), make(5, true)
	for i, p := range double.Params().List() {
		if p.At(0) == other.Params().List()[i].At(0) {
			t.Errorf("%s does not depend on the seed", p.Name)
		}
		for k := range p.Len() {
			if q := single.Params().List()[i]; q.At(k) != float64(float32(p.At(k))) {
				t.Fatalf("%s[%d] is %v in single and %v in double precision", p.Name, k, q.At(k), p.At(k))
			}
		}
	}
}

// TestInitialWeights: initial weights fill the interval that torch's nn.Linear draws from. Their largest is just below
// 1/√in, their variance 1/(3·in).
func TestInitialWeights(t *testing.T) {
	m, err := dynamics.NewMLP(100, &dynamics.MLPSettings{Hidden: []int{100}, Float64: true})
	if err != nil {
		t.Fatal(err)
	}
	w := m.Params().Get("layers.1._layer.weight").Values()
	largest, squares := 0.0, 0.0
	for _, v := range w {
		largest = math.Max(largest, math.Abs(v))
		squares += v * v
	}
	if largest > 0.1 || largest < 0.0999 {
		t.Errorf("largest weight %v, want just below 1/√100", largest)
	}
	// The variance of v² is 4/45·in⁻²: 4 standard errors of the mean of 10⁴.
	if variance := squares / 1e4; math.Abs(variance-1.0/300) > 4*math.Sqrt(4.0/45)*1e-2/100 {
		t.Errorf("variance %v, want 1/300", variance)
	}
}

func TestZeroOutputIsZero(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		m, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Layer: layer, Hidden: []int{5}, ZeroOutput: true, Float64: true})
		if err != nil {
			t.Fatal(err)
		}
		r := newRig(t, m, 4, true)
		expectClose(t, string(layer), r.evaluator(r.build())()[0], make([]float64, 12), 0)
	}
}

func TestWithoutHiddenLayersIsAffine(t *testing.T) {
	m, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{}, Layer: dynamics.Ignore, Float64: true})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, m, 4, false)
	f, chain := r.layers()
	if len(chain) != 1 || m.Params().Len() != 12 {
		t.Errorf("%d factors, %d numbers; want 1 and 12", len(chain), m.Params().Len())
	}
	expectClose(t, "f", r.evaluator(f)()[0], plainValues(r), 1e-14)
}

// TestBuildTwiceInOneGraph: a field may be added to one graph many times, as for the stages of a step.
func TestBuildTwiceInOneGraph(t *testing.T) {
	m := small(t, dynamics.ConcatSquash, dynamics.Tanh, false, true)
	r := newRig(t, m, 4, true)
	first := r.build()
	second, err := m.Build(r.b, r.t, r.b.Add(r.z, first), nil)
	r.must(err)
	y := r.evaluator(first, second)()
	for i := range y[0] {
		r.values[1][i] += y[0][i]
	}
	expectClose(t, "f(z+f(z))", r.evaluator(first)()[0], y[1], 1e-14)
}

func TestRowsAreIndependent(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		m := small(t, layer, dynamics.Swish, true, true)
		r := newRig(t, m, 7, true)
		f := r.evaluator(r.build())
		before := f()[0]
		for i := range r.values {
			width := len(r.values[i]) / 7
			for k := range width {
				r.values[i][3*width+k] += 1
			}
		}
		after := f()[0]
		for i := range after {
			if same := after[i] == before[i]; same == (i/3 == 3) {
				t.Fatalf("%s: row %d, column %d: %v, was %v", layer, i/3, i%3, after[i], before[i])
			}
		}
	}
}

func TestKinksAreRefusedInSecondOrder(t *testing.T) {
	for _, activation := range dynamics.Activations() {
		m := small(t, dynamics.ConcatSquash, activation, false, false)
		var refused *dynamics.NotSmoothError
		if got := errors.As(dynamics.TwiceDifferentiable(m), &refused); got != (activation == dynamics.ReLU || activation == dynamics.SELU) {
			t.Errorf("%s: refused %t, want %t", activation, got, !got)
		}
	}
}

func TestBuildRefusesWrongArguments(t *testing.T) {
	plain, conditional := small(t, dynamics.Concat, dynamics.Tanh, false, false), small(t, dynamics.Concat, dynamics.Tanh, true, false)
	b := graph.NewBuilder[float64](4)
	t1, t4, z, narrow, c := b.Shared("t1", 1, 1), b.Input("t4", 1), b.Input("z", 3), b.Input("narrow", 2), b.Input("c", 2)
	twoTimes := b.Shared("two times", 2, 1)
	single := graph.NewBuilder[float32](4)
	var shape *graph.ShapeError
	var dtype *graph.DtypeError
	_, err := plain.Build(b, t1, narrow, nil)
	expectAs(t, "narrow z", err, &shape)
	_, err = plain.Build(b, narrow, z, nil)
	expectAs(t, "wide t", err, &shape)
	_, err = plain.Build(b, twoTimes, z, nil)
	expectAs(t, "two times for four rows", err, &shape)
	_, err = plain.Build(b, t4, z, c)
	expectAs(t, "a condition for none", err, &shape)
	_, err = conditional.Build(b, t4, z, nil)
	expectAs(t, "no condition", err, &shape)
	_, err = conditional.Build(b, t4, z, z)
	expectAs(t, "wide condition", err, &shape)
	_, _, err = plain.BuildLayers(single, single.Input("t", 1), single.Input("z", 3), nil)
	expectAs(t, "dtype", err, &dtype)
	if _, err = plain.Build(b, nil, z, nil); !errors.Is(err, graph.ErrNilNode) {
		t.Errorf("no t: error %v, want ErrNilNode", err)
	}
	if b.Err() != nil {
		t.Errorf("the builder was spoilt: %v", b.Err())
	}
}

func expectAs[E error](t *testing.T, what string, err error, target *E) {
	t.Helper()
	if !errors.As(err, target) {
		t.Errorf("%s: got %v, want %T", what, err, *target)
	}
}
