// This file tests fused multiply-adds against long arithmetic.

package kernel_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
)

// TestFMA32: fma32 rounds once, also where the sum in float64 is the middle between two numbers and the exact sum is not,
// and where the result is denormal.
func TestFMA32(t *testing.T) {
	rng := newRand(30)
	for trial := range 200_000 {
		near := func() float32 { return float32(math.Ldexp(1+float64(rng.IntN(9)-4)*0x1p-23, -12)) }
		x, y, z := near(), near(), float32(1+rng.Float64())
		switch trial % 4 {
		case 1:
			z = -z
		case 2:
			x, y, z = float32(rng.NormFloat64()*0x1p-70), float32(rng.NormFloat64()*0x1p-70), float32(rng.NormFloat64()*0x1p-140)
		case 3:
			x, y, z = float32(rng.NormFloat64()), float32(rng.NormFloat64()), float32(rng.NormFloat64())
		}
		exact := func(v float32) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(float64(v)) }
		product := exact(x)
		product.Mul(product, exact(y))
		want, _ := product.Add(product, exact(z)).Float32()
		if got := kernel.FMA32(x, y, z); got != want {
			t.Fatalf("%x·%x + %x is %x, want %x", x, y, z, got, want)
		}
	}
	infinite, zero := float32(math.Inf(1)), float32(0)
	for _, c := range [][4]float32{{infinite, 1, 1, infinite}, {1, 1, -infinite, -infinite}, {math.MaxFloat32, 2, 0, infinite}, {zero, 1, -zero, 0}} {
		if got := kernel.FMA32(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%v·%v + %v is %v, want %v", c[0], c[1], c[2], got, c[3])
		}
	}
	if got := kernel.FMA32(infinite, zero, 1); got == got {
		t.Errorf("∞·0 + 1 is %v, want NaN", got)
	}
}
