// The density adds up to one, is the mean of r along a line, has the closed form of flat patches and does not change with a symmetry.

package levels

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// fitted is of patches that are flat, rise by a level at some place, or have single pixels that differ.
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

// centred takes the mean away.
func centred(y []float64) []float64 {
	floats.AddConst(-floats.Sum(y)/float64(len(y)), y)
	return y
}

// r adds up to one over all patches of 2×2 with one level given: nearly all of it is near that level.
func TestProbabilitiesAddUpToOne(t *testing.T) {
	m := fitted(t, 2)
	const far = 30
	for class, table := range m.tables {
		sum, u := 0.0, make([]int, 4)
		for u[1] = -far; u[1] <= far; u[1]++ {
			for u[2] = -far; u[2] <= far; u[2]++ {
				for u[3] = -far; u[3] <= far; u[3]++ {
					sum += math.Exp(table.whole(m.grid, u))
				}
			}
		}
		if sum > 1+1e-6 || sum < 0.9 { // what is farther away has less than a fifteenth, of a table that has counted nothing
			t.Errorf("class %d: %v", class, sum)
		}
	}
}

// The density over the three pixels that are not the last integrates to one, by sums over random points.
func TestIntegral(t *testing.T) {
	m := fitted(t, 2)
	rng := rand.New(rand.NewPCG(3, 4))
	const n, wide = 20000, 1.5
	x := make([][]float64, n)
	logProposal := make([]float64, n)
	for i := range x {
		x[i] = make([]float64, 4)
		for j := range 3 {
			v := rng.NormFloat64()
			x[i][j] = wide * v
			x[i][3] -= wide * v
			logProposal[i] -= v*v/2 + math.Log(wide*math.Sqrt(2*math.Pi))
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
	if math.Abs(sum-1) > 0.05 {
		t.Errorf("the integral is %v", sum)
	}
}

// Going from pixel to pixel gives the mean that many values of m give, each with all its conditionals computed afresh.
func TestWalkIsAMean(t *testing.T) {
	m := fitted(t, 8)
	rng := rand.New(rand.NewPCG(5, 6))
	const points = 20000
	y, u := make([]float64, 64), make([]int, 64)
	for at := range y {
		y[at] = 2 * rng.Float64()
	}
	w := newWalk(m.grid)
	w.order(y)
	for class, table := range m.tables[:3] {
		sum := 0.0
		for i := range points {
			for at, v := range y {
				u[at] = int(math.Floor(v + (float64(i)+0.5)/points))
			}
			sum += math.Exp(table.whole(m.grid, u)) / points
		}
		if got := math.Exp(w.mean(table)); math.Abs(got/sum-1) > 0.01 {
			t.Errorf("class %d: %v, by %d points %v", class, got, points, sum)
		}
	}
}

// A class that has seen flat patches alone has their closed form, but for what the shorter contexts lend.
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
	if math.Abs(logProb[0][0]-want) > 0.05 {
		t.Errorf("%v, want %v", logProb[0][0], want)
	}
}

// All sixteen images of a patch are as likely.
func TestSymmetries(t *testing.T) {
	m := fitted(t, 8)
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
	steep := make([]uint8, 64)
	for at := range steep {
		steep[at] = uint8(at * 4)
	}
	for name, patches := range map[string][]uint8{"no whole patch": make([]uint8, 65), "none smooth": steep} {
		if _, err := Fit(t.Context(), patches, 8); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := fitted(t, 2).LogProbs(t.Context(), [][]float64{{1, -1}}); err == nil {
		t.Error("a row of two pixels is taken")
	}
}
