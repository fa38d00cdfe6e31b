// Densities of grey levels: sums, integrals, closed forms and symmetries.

package levels

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// fitted is a fit to patches of three kinds: flat ones, ones that rise by a level at an edge, and ones with single
// pixels that differ.
func fitted(t *testing.T, side int) *Mixture {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var patches []uint8
	for n := range 600 {
		level, edge := 10+rng.IntN(200), rng.IntN(side+1)
		for at := range side * side {
			v := level
			if n%3 == 1 && at%side >= edge {
				v++
			}
			if n%3 == 2 && rng.IntN(6) == 0 {
				v += rng.IntN(3) - 1
			}
			patches = append(patches, uint8(v))
		}
	}
	m, err := Fit(t.Context(), patches, side)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// eight is the fit to patches of 8×8 pixels, which several tests share.
func eight(t *testing.T) *Mixture {
	t.Helper()
	once.Do(func() { ofEight = fitted(t, 8) })
	if ofEight == nil {
		t.Fatal("the fit failed")
	}
	return ofEight
}

var (
	once    sync.Once
	ofEight *Mixture
)

// centred subtracts the mean.
func centred(y []float64) []float64 {
	floats.AddConst(-floats.Sum(y)/float64(len(y)), y)
	return y
}

// TestProbabilitiesAddUpToOne: the probabilities of the levels of a pixel, given the pixels before it, add up to one.
func TestProbabilitiesAddUpToOne(t *testing.T) {
	m := eight(t)
	rng := rand.New(rand.NewPCG(11, 12))
	u := make([]int, 64)
	for at := range u {
		u[at] = rng.IntN(3) * rng.IntN(10)
	}
	for class, table := range m.tables {
		for at := 1; at < len(u); at++ {
			was, sum := u[at], 0.0
			for u[at] = -300; u[at] <= 300; u[at]++ {
				sum += math.Exp(table.conditional(m.grid.cell(u, at)))
			}
			u[at] = was
			if !(math.Abs(sum-1) <= 1e-5) {
				t.Errorf("class %d, pixel %d: the probabilities add up to %v", class, at, sum)
			}
		}
	}
}

// TestIntegral: the density integrates to one over three of the four pixels of a patch, the last of which follows from the
// mean. The integral is a sum over random points.
func TestIntegral(t *testing.T) {
	m := fitted(t, 2)
	rng := rand.New(rand.NewPCG(3, 4))
	const n, wide = 4000, 0.5
	x := make([][]float64, n)
	logProposal := make([]float64, n)
	for i := range x {
		x[i] = make([]float64, 4)
		for j := range 3 {
			v := math.Tan(math.Pi * (rng.Float64() - 0.5)) // from Cauchy's density, whose tails reach steps of many levels
			x[i][j] = wide * v
			x[i][3] -= wide * v
			logProposal[i] -= math.Log(math.Pi * wide * (1 + v*v))
		}
	}
	logProb, err := m.LogProbs(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i := range x {
		for class, w := range m.Weights() {
			sum += w * math.Exp(logProb[class][i]-logProposal[i]) / n
		}
	}
	if !(math.Abs(sum-1) <= 0.1) {
		t.Errorf("the integral is %v, want 1", sum)
	}
}

// TestWalkIsAMean: the walk from pixel to pixel gives the mean over many offsets of the patch, each of which takes all
// conditional probabilities anew.
func TestWalkIsAMean(t *testing.T) {
	m := eight(t)
	rng := rand.New(rand.NewPCG(5, 6))
	const points = 20000
	y, u := make([]float64, 64), make([]int, 64)
	for at := range y {
		y[at] = 2 * rng.Float64()
	}
	for class, got := range newWalk(m).means(y) {
		mean, table := 0.0, m.tables[class]
		for i := range points {
			for at, v := range y {
				u[at] = int(math.Floor(v + (float64(i)+0.5)/points))
			}
			mean += math.Exp(table.whole(m.grid.cells(nil, u))-got) / points
		}
		if !(math.Abs(mean-1) <= 0.01) {
			t.Errorf("class %d: the mean over %d offsets is %v times that of the walk", class, points, mean)
		}
	}
}

// TestFlatPatches: a class that was fitted to flat patches alone has nearly the closed form of flat patches. Shorter
// contexts take a little of it away.
func TestFlatPatches(t *testing.T) {
	m, err := Fit(t.Context(), make([]uint8, 2000*64), 8)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 8))
	y := make([]float64, 64)
	for at := range y {
		y[at] = 0.9 * rng.Float64()
	}
	centred(y)
	want := math.Log(64) + math.Log(1-(floats.Max(y)-floats.Min(y)))
	logProb, err := m.LogProbs(t.Context(), [][]float64{y})
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(logProb[0][0]-want) <= 0.05) {
		t.Errorf("%v, want %v", logProb[0][0], want)
	}
}

// TestSymmetries: all images of a patch under the symmetries have one log-density.
func TestSymmetries(t *testing.T) {
	m := eight(t)
	rng := rand.New(rand.NewPCG(9, 10))
	y := make([]float64, 64)
	for at := range y {
		y[at] = float64(at%8)/4 + rng.Float64()
	}
	centred(y)
	mirrored, transposed, negative := make([]float64, 64), make([]float64, 64), make([]float64, 64)
	for at, v := range y {
		mirrored[at/8*8+7-at%8], transposed[at%8*8+at/8], negative[at] = v, v, -v
	}
	images := [][]float64{mirrored, transposed, negative}
	for _, turn := range m.turns {
		image := make([]float64, 64)
		turn.values(image, y)
		images = append(images, image)
	}
	logProb, err := m.LogProbs(t.Context(), images)
	if err != nil {
		t.Fatal(err)
	}
	for class, all := range logProb {
		if spread := floats.Max(all) - floats.Min(all); spread > 1e-9 {
			t.Errorf("class %d: log-densities of images differ by %v", class, spread)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, patches := range map[string][]uint8{"no whole patch": make([]uint8, 65), "none": nil} {
		if _, err := Fit(t.Context(), patches, 8); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := eight(t).LogProbs(t.Context(), [][]float64{{1, -1}}); err == nil {
		t.Error("a row of two pixels: no error")
	}
}
