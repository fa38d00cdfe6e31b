// Mixtures of many components: draws and densities.

package base_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"gonum.org/v1/gonum/mat"
)

// many is a mixture of normal densities, with a factor of the covariance or without.
func many(t *testing.T, components, dim int, diagonal bool) *base.Mixture {
	t.Helper()
	random := rand.New(rand.NewPCG(3, uint64(dim)))
	weights, list := make([]float64, components), make([]*base.Gaussian, components)
	for k := range list {
		mean, l := make([]float64, dim), mat.NewTriDense(dim, mat.Lower, nil)
		std := make([]float64, dim)
		for i := range mean {
			mean[i], std[i] = 3*random.NormFloat64(), 0.1+random.Float64()
			for j := range i {
				l.SetTri(i, j, random.NormFloat64())
			}
			l.SetTri(i, i, std[i])
		}
		var err error
		if list[k], err = base.NewGaussianFactor(mean, l); diagonal {
			list[k], err = base.NewDiagonalGaussian(mean, std)
		}
		if err != nil {
			t.Fatal(err)
		}
		weights[k] = random.ExpFloat64()
	}
	m, err := base.NewMixture(weights, list...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestDensityWithoutScore: the density alone has the bits of that with its score, close to the components, far away and at
// infinities and NaN.
func TestDensityWithoutScore(t *testing.T) {
	for _, dim := range []int{1, 2, 20} {
		for _, diagonal := range []bool{true, false} {
			m := many(t, 50, dim, diagonal)
			x, err := base.Draw(context.Background(), m, 100, dim, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range []float64{0, 1e3, 1e160, math.Inf(1), math.NaN()} {
				x = append(x, slices.Repeat([]float64{v}, dim))
			}
			for _, b := range []base.Base{m, m.Components()[7]} {
				for i, row := range x {
					got, want := b.LogProb(row), base.LogProbScore(b, make([]float64, dim), row)
					if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Errorf("%T, %d columns, row %d: log p %v, %v with its score", b, dim, i, got, want)
					}
				}
			}
		}
	}
}

// TestDrawsOfManyComponents: a draw comes from the first component at which the sum of the weights exceeds a uniform number.
func TestDrawsOfManyComponents(t *testing.T) {
	m := many(t, 1000, 2, true)
	x, err := base.Draw(context.Background(), m, 500, 2, 9)
	if err != nil {
		t.Fatal(err)
	}
	logits, list := graph.Data[float64](m.Params().List()[0]), m.Components()
	norm, draws := numeric.LogSumExp(logits), stream.New(9, stream.Base)
	for i, got := range x {
		rng := draws.At(uint64(i))
		k := 0
		for left := rng.Float64() - elementary.Exp(logits[0]-norm); left >= 0; k++ {
			left -= elementary.Exp(logits[k+1] - norm)
		}
		if want := list[k].RandStream(make([]float64, 2), rng); want[0] != got[0] || want[1] != got[1] {
			t.Fatalf("row %d is %v, want %v of component %d", i, got, want, k)
		}
		if alone := m.RandStream(make([]float64, 2), draws.At(uint64(i))); alone[0] != got[0] || alone[1] != got[1] {
			t.Fatalf("row %d is %v, alone %v", i, got, alone)
		}
	}
}
