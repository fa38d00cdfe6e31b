// Agreement with package math, and bits that do not depend on the processor.

package elementary

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// function is one of this package beside that of another, over arguments of a range.
type function struct {
	name      string
	f, want   func(x float64) float64
	from, to  float64
	scaled    bool    // arguments are spread over their logarithms
	precision float64 // the largest error, in units of 2⁻⁵² of the result or of least
	least     float64
}

var functions = []function{
	{"Exp", Exp, math.Exp, -745, 709.7, false, 1.5, 1e-305},
	{"Exp", Exp, math.Exp, 1e-20, 1, true, 1.5, 1e-305},
	{"Expm1", Expm1, math.Expm1, 1e-20, 700, true, 4, 1e-305},
	{"Expm1", Expm1, math.Expm1, -50, 1, false, 4, 1e-305},
	{"Log", Log, math.Log, 1e-300, 1e300, true, 1.5, 1e-305},
	{"Log", Log, math.Log, 0.5, 2, false, 1.5, 1e-305},
	{"Log1p", Log1p, math.Log1p, 1e-20, 1e20, true, 4, 1e-305},
	{"Log1p", Log1p, math.Log1p, -0.999, 1, false, 4, 1e-305},
	{"Log10", Log10, math.Log10, 1e-300, 1e300, true, 2, 1e-305},
	{"Sin", Sin, math.Sin, -10, 10, false, 1.5, 1e-305},
	{"Sin", Sin, math.Sin, 1e-10, 1e300, true, 1.5, 1},
	{"Cos", Cos, math.Cos, -10, 10, false, 1.5, 1e-305},
	{"Cos", Cos, math.Cos, 1e-10, 1e300, true, 1.5, 1},
	{"Tan", Tan, math.Tan, 1e-3, 1e3, true, 4, 1e-305},
	{"Atan", Atan, math.Atan, 1e-10, 1e10, true, 2, 1e-305},
	{"Atan", Atan, math.Atan, -3, 3, false, 2, 1e-305},
	{"Sinh", Sinh, math.Sinh, 1e-10, 710, true, 6, 1e-305},
	{"Sinh", Sinh, math.Sinh, -30, 30, false, 6, 1e-305},
	{"Tanh", Tanh, math.Tanh, 1e-10, 30, true, 4, 1e-305},
	{"Tanh", Tanh, math.Tanh, -3, 3, false, 4, 1e-305},
	{"Asinh", Asinh, math.Asinh, 1e-10, 1e200, true, 4, 1e-305},
	{"Asinh", Asinh, math.Asinh, -3, 3, false, 4, 1e-305},
	{"Erfc", Erfc, math.Erfc, -7, 26, false, 8, 1e-305},
	{"NormalQuantile", NormalQuantile, mathext.NormalQuantile, 1e-300, 0.5, true, 6, 1},
	{"NormalQuantile", NormalQuantile, mathext.NormalQuantile, 0.001, 0.999, false, 6, 1},
}

// arguments spreads numbers over the function's range.
func (f *function) arguments(n int) []float64 {
	random, x := rand.New(rand.NewPCG(1, 1)), make([]float64, n)
	for i := range x {
		if x[i] = f.from + random.Float64()*(f.to-f.from); f.scaled {
			x[i] = math.Exp(math.Log(f.from) + random.Float64()*(math.Log(f.to)-math.Log(f.from)))
		}
	}
	return x
}

// TestAccuracy: functions agree with those of package math to a few units of the last place.
func TestAccuracy(t *testing.T) {
	for _, f := range functions {
		worst, at := 0., 0.
		for _, x := range f.arguments(20000) {
			want := f.want(x)
			off := math.Abs(f.f(x)-want) / math.Max(math.Abs(want), f.least) / 0x1p-52
			if !(off <= worst) {
				worst, at = off, x
			}
		}
		t.Logf("%s from %g to %g: %.2f", f.name, f.from, f.to, worst)
		if !(worst <= f.precision) {
			t.Errorf("%s(%v) = %v, want %v: off by %.2g units of the last place, want %v at most", f.name, at, f.f(at), f.want(at), worst, f.precision)
		}
	}
}

// TestSpecialCases: infinities, NaN, zeros and denormal numbers give what package math gives.
func TestSpecialCases(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, -math.MaxFloat64, 5e-324, -5e-324, 1e-310, 745, -745, 710, -710, 705, 709.5}
	for _, f := range functions {
		for _, x := range special {
			if f.name == "NormalQuantile" && !(x >= 0 && x <= 1) || x > 0 && x < 1e-300 && (strings.HasPrefix(f.name, "Log") || f.name == "NormalQuantile") {
				continue // math.Log is wrong for denormal numbers
			}
			got, want := f.f(x), f.want(x)
			near := math.Abs(got-want) <= 1e-14*math.Abs(want)+5e-324 && math.Signbit(got) == math.Signbit(want)
			equal := got == want && math.Signbit(got) == math.Signbit(want)
			if !near && !equal && !(got != got && want != want) {
				t.Errorf("%s(%v) = %v, want %v", f.name, x, got, want)
			}
		}
	}
}

// TestOfTwoNumbers: Pow, Hypot and Atan2 agree with those of package math.
func TestOfTwoNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	near := func(got, want float64) bool { return math.Abs(got-want) <= 4e-14*math.Abs(want) }
	for range 5000 {
		x, y := 10*random.NormFloat64(), 10*random.NormFloat64()
		if got, want := Pow(math.Abs(x), y), math.Pow(math.Abs(x), y); !near(got, want) {
			t.Fatalf("Pow(%v, %v) = %v, want %v", math.Abs(x), y, got, want)
		}
		if got, want := Hypot(x, y), math.Hypot(x, y); !near(got, want) {
			t.Fatalf("Hypot(%v, %v) = %v, want %v", x, y, got, want)
		}
		if got, want := Atan2(y, x), math.Atan2(y, x); !near(got, want) {
			t.Fatalf("Atan2(%v, %v) = %v, want %v", y, x, got, want)
		}
	}
	for _, y := range []float64{0, math.Copysign(0, -1), 1, -1} {
		for _, x := range []float64{0, math.Copysign(0, -1), 1, -1} {
			if got, want := Atan2(y, x), math.Atan2(y, x); got != want || math.Signbit(got) != math.Signbit(want) {
				t.Errorf("Atan2(%v, %v) = %v, want %v", y, x, got, want)
			}
		}
	}
}

// TestLogGammaOfHalf: the logarithm agrees with that of package math on both sides of where another formula begins.
func TestLogGammaOfHalf(t *testing.T) {
	for n := 1; n < 300; n++ {
		want, _ := math.Lgamma(float64(n) / 2)
		if got := LogGammaOfHalf(n); !(math.Abs(got-want) <= 1e-15*math.Max(1, 8*math.Abs(want))) {
			t.Errorf("log Γ(%d/2) = %v, want %v", n, got, want)
		}
	}
}

// TestLogAdd: the exponential of the sum is the sum of the exponentials, in any order, also of numbers whose
// exponentials are no numbers.
func TestLogAdd(t *testing.T) {
	for _, ab := range [][2]float64{{0, 0}, {1, -2}, {-3, 4}, {math.Inf(-1), 2}} {
		want := math.Log(math.Exp(ab[0]) + math.Exp(ab[1]))
		for _, far := range []float64{0, 1000, -1000} {
			got, turned := LogAdd(ab[0]+far, ab[1]+far), LogAdd(ab[1]+far, ab[0]+far)
			if got != turned || !(math.Abs(got-far-want) < 1e-12) {
				t.Errorf("LogAdd(%v, %v) = %v, turned round %v, want %v", ab[0]+far, ab[1]+far, got, turned, want+far)
			}
		}
	}
	if got := LogAdd(math.Inf(-1), math.Inf(-1)); !math.IsInf(got, -1) {
		t.Errorf("the sum of two zeros has the logarithm %v, want -∞", got)
	}
	if got := LogAdd(math.Inf(1), math.Inf(1)); !math.IsInf(got, 1) {
		t.Errorf("the sum of two infinities has the logarithm %v, want ∞", got)
	}
}

// TestSumExp: sums that overflow, or have no term, have logarithms; what has weight 0 does not count, however large it is.
func TestSumExp(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		x, weights []float64
		want       float64
	}{
		{[]float64{1000, 1000, -1000}, nil, 1000 + math.Ln2},
		{[]float64{-1000, -1000, 1000}, []float64{3, 1, 0}, -1000 + 2*math.Ln2},
		{[]float64{-inf, -inf}, nil, -inf},
		{[]float64{inf, 0}, nil, inf},
		{nil, nil, -inf},
	} {
		if most, sum := SumExp(c.x, c.weights); !(most+Log(sum) == c.want || math.Abs(most+Log(sum)-c.want) < 1e-12*math.Abs(c.want)) {
			t.Errorf("%v weighted by %v: %v + log %v, want %v", c.x, c.weights, most, sum, c.want)
		}
	}
}

// TestDenormalLog: the logarithm of a denormal number is that of a normal one and a power of two.
func TestDenormalLog(t *testing.T) {
	for _, x := range []float64{5e-324, 1e-310, 2e-308} {
		if got, want := Log(x), Log(x*0x1p60)-60*math.Ln2; !(math.Abs(got-want) < 1e-12) {
			t.Errorf("Log(%v) = %v, want %v", x, got, want)
		}
	}
}

// TestNormalDraw: draws are those of rand.NormFloat64, in the tail but for the last place.
func TestNormalDraw(t *testing.T) {
	ours, theirs := rand.New(rand.NewPCG(3, 3)), rand.New(rand.NewPCG(3, 3))
	tail := 0
	for range 200000 {
		got, want := NormalDraw(ours), theirs.NormFloat64()
		if math.Abs(want) > tailStart {
			tail++
		}
		if got != want && !(math.Abs(want) > tailStart && math.Abs(got-want) < 1e-14) {
			t.Fatalf("NormalDraw gives %v, want %v", got, want)
		}
	}
	if tail < 50 {
		t.Errorf("%d draws of the tail, want more", tail)
	}
}

// TestSameBits: the bits are those of every other processor.
func TestSameBits(t *testing.T) {
	hash := sha256.New()
	add := func(v float64) { hash.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))) }
	random := rand.New(rand.NewPCG(4, 4))
	for range 3000 {
		x := random.Float64()
		large := math.Ldexp(x, random.IntN(100)-50)
		for _, f := range functions {
			if v := f.f(x); v == v {
				add(v)
			}
			if v := f.f(large); v == v {
				add(v)
			}
		}
		add(Pow(x, large))
		add(Atan2(x, large))
		add(Hypot(x, large))
		add(NormalDraw(random))
	}
	const want = "68118052c12bbd19"
	if got := fmt.Sprintf("%x", hash.Sum(nil)[:8]); got != want {
		t.Errorf("the hash of all results is %s, want %s", got, want)
	}
}

func BenchmarkExp(b *testing.B) {
	var sum float64
	for i := range b.N {
		sum += Exp(float64(i&1023) / 100)
	}
	_ = sum
}

func BenchmarkLog(b *testing.B) {
	var sum float64
	for i := range b.N {
		sum += Log(float64(i&1023) + 0.5)
	}
	_ = sum
}

func BenchmarkMathExp(b *testing.B) {
	var sum float64
	for i := range b.N {
		sum += math.Exp(float64(i&1023) / 100)
	}
	_ = sum
}

func BenchmarkMathLog(b *testing.B) {
	var sum float64
	for i := range b.N {
		sum += math.Log(float64(i&1023) + 0.5)
	}
	_ = sum
}
