// Mixtures that are known: their fits, densities and draws.

package gsm

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"gonum.org/v1/gonum/mat"
)

// square returns the eight symmetries of the square in the plane.
func square() (all []Symmetry) {
	for _, source := range [][]int{{0, 1}, {1, 0}} {
		for _, sign := range [][]float64{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
			all = append(all, Symmetry{source, sign})
		}
	}
	return all
}

// truth is a mixture of two shapes, each in two sizes and eight images.
func truth(t *testing.T) *Mixture {
	t.Helper()
	g, err := newGroup(square(), 2)
	if err != nil {
		t.Fatal(err)
	}
	components := []*component{
		{weight: 0.7, shape: []float64{9, 2.9, 2.9, 1}, scales: []float64{0.5, 2}, shares: []float64{0.5, 0.5}},
		{weight: 0.3, shape: []float64{0.5, 0.3, 0.3, 0.4}, scales: []float64{0.5, 2}, shares: []float64{0.5, 0.5}},
	}
	for _, c := range components {
		if err := c.prepare(2); err != nil {
			t.Fatal(err)
		}
	}
	m, err := newMixture(components, g, 2)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func draw(m *Mixture, n int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([][]float64, n)
	for i := range x {
		x[i] = m.RandStream(make([]float64, m.Dim()), rng)
	}
	return x
}

func source(x [][]float64) Source {
	var flat []float32
	for _, row := range x {
		for _, v := range row {
			flat = append(flat, float32(v))
		}
	}
	return func(int) []float32 { return flat }
}

func meanLogProb(t *testing.T, m *Mixture, x [][]float64) float64 {
	t.Helper()
	logProb, err := m.LogProbs(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range logProb {
		sum += v
	}
	return sum / float64(len(x))
}

// TestFitRecovers: a fit gives unseen rows the log-density that the truth gives them. A fit of as many components without
// symmetries gives them less.
func TestFitRecovers(t *testing.T) {
	m := truth(t)
	x, fresh := draw(m, 4000, 1), draw(m, 4000, 2)
	fitted, err := Fit(t.Context(), source(x), 2, Settings{Symmetries: square(), Components: 2, Scales: 2, Batch: 4000, Last: 100, Prior: 1e-3, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	want, got := meanLogProb(t, m, fresh), meanLogProb(t, fitted, fresh)
	if !(math.Abs(got-want) <= 0.01) { // 11 parameters from 4000 rows cost 11/2/4000 = 0.0014 nats a row
		t.Errorf("%v nats a row, want the truth's %v", got, want)
	}
	plain, err := Fit(t.Context(), source(x), 2, Settings{Components: 2, Scales: 2, Batch: 4000, Last: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if v := meanLogProb(t, plain, fresh); v > got-0.2 {
		t.Errorf("%v nats without symmetries, want 0.2 less than the %v with them", v, got)
	}
}

// TestWorkersDoNotMatter: a fit has the same bits with any number of workers.
func TestWorkersDoNotMatter(t *testing.T) {
	x := draw(truth(t), 9000, 3)
	var want []float64
	for _, workers := range []int{1, 3} {
		m, err := Fit(t.Context(), source(x), 2, Settings{Symmetries: square(), Components: 4, Last: 3, Steps: 2, Seed: 1, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.LogProbs(t.Context(), x[:50])
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d workers: other log-densities", workers)
		}
	}
}

// TestMixtureIsOneOfNormalDensities: the density and its score are those of a mixture of normal densities, one for every
// component, scale and symmetry. Package base computes that mixture independently.
func TestMixtureIsOneOfNormalDensities(t *testing.T) {
	m := truth(t)
	var weights []float64
	var normal []*base.Gaussian
	for _, c := range m.components {
		for _, s := range m.group.elements {
			turn := mat.NewDense(2, 2, nil)
			for j, from := range s.Source {
				turn.Set(j, from, s.Sign[j])
			}
			for i, size := range c.scales {
				var turned mat.Dense
				turned.Product(turn.T(), mat.NewDense(2, 2, c.shape), turn)
				turned.Scale(size, &turned)
				g, err := base.NewGaussian([]float64{0, 0}, mat.NewSymDense(2, turned.RawMatrix().Data))
				if err != nil {
					t.Fatal(err)
				}
				weights, normal = append(weights, c.weight*c.shares[i]/8), append(normal, g)
			}
		}
	}
	want, err := base.NewMixture(weights, normal...)
	if err != nil {
		t.Fatal(err)
	}
	x := append(draw(m, 70, 4), []float64{20, -30})
	many, err := m.LogProbs(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range x {
		w := want.LogProb(row)
		if d := math.Abs(m.LogProb(row) - w); !(d <= 1e-9*(1+math.Abs(w))) {
			t.Errorf("at %v: log p differs by %v from the mixture's", row, d)
		}
		if d := math.Abs(many[i] - w); !(d <= 1e-9*(1+math.Abs(w))) {
			t.Errorf("at %v: log p by LogProbs differs by %v from the mixture's", row, d)
		}
		a, b := m.ScoreInput(nil, row), want.ScoreInput(nil, row)
		for j := range a {
			if !(math.Abs(a[j]-b[j]) <= 1e-8*(1+math.Abs(b[j]))) {
				t.Errorf("score %v at %v, want %v", a, row, b)
			}
		}
	}
	if m.Len() != len(normal) {
		t.Errorf("%d normal densities, want %d", m.Len(), len(normal))
	}
}

// TestDraws: draws have the second moments of the density. By the symmetries both columns have one variance, and they are
// uncorrelated.
func TestDraws(t *testing.T) {
	x := draw(truth(t), 20000, 5)
	var square [3]float64
	for _, row := range x {
		square[0] += row[0] * row[0] / 20000
		square[1] += row[1] * row[1] / 20000
		square[2] += row[0] * row[1] / 20000
	}
	want := 0.7*1.25*5 + 0.3*1.25*0.45                                                                             // weights, mean scales, and half the traces of the shapes
	if !(math.Abs(square[0]-want) <= 0.3) || !(math.Abs(square[1]-want) <= 0.3) || !(math.Abs(square[2]) <= 0.3) { // three deviations, with a fourth moment of 180
		t.Errorf("second moments %v, want %v, %v, 0", square, want, want)
	}
}

func TestRefusals(t *testing.T) {
	x := source(draw(truth(t), 20, 6))
	for name, s := range map[string]Settings{
		"no group":       {Symmetries: square()[2:], Components: 2},
		"too many":       {Components: 21},
		"few candidates": {Candidates: 4},
	} {
		if _, err := Fit(t.Context(), x, 2, s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if v := truth(t).LogProb([]float64{1}); !math.IsNaN(v) {
		t.Errorf("log p of a row of another length: %v, want NaN", v)
	}
}
