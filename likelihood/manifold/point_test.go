// Rows that are no points of a manifold.

package manifold_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestRowsThatAreNoPointsAreNamed: every call that takes rows names the rows that are no points of the manifold, and
// computes the others.
func TestRowsThatAreNoPointsAreNamed(t *testing.T) {
	for name, m := range map[string]manifold.Manifold{
		"sphere": manifold.Sphere(3), "product": manifold.Product(manifold.Sphere(3), manifold.Torus(1)), "stack": manifold.Product(manifold.Sphere(3), manifold.Plane(1)),
	} {
		flow := newFlow(t, m, mlp(t, m.Embedded()), 1e-5)
		if name == "stack" { // a flow of three of the columns, and one of the fourth
			sphere, err := manifold.NewField(manifold.Sphere(3), mlp(t, 3))
			flowtest.Must(t, err)
			flow, err = likelihood.NewStack([]dynamics.Field{sphere, mlp(t, 1)}, &likelihood.StackSettings{Columns: [][]int{{0, 1, 2}, {3}}, Flow: likelihood.Settings{Base: m}})
			flowtest.Must(t, err)
		}
		x := [][]float64{{0.6, 0.8, 0, 9}, {3, 0, 0, 1}, {1, 0, 0, 2}, {0, 1e-3, 0, 3}}
		for i := range x {
			x[i] = x[i][:m.Dim()]
		}
		for what, call := range map[string]func(x [][]float64) ([][]float64, error){
			"Forward": func(x [][]float64) ([][]float64, error) { return flow.Forward(t.Context(), x, nil) },
			"Inverse": func(x [][]float64) ([][]float64, error) { return flow.Inverse(t.Context(), x, nil) },
			"LogProb": func(x [][]float64) ([][]float64, error) {
				p, err := flow.LogProb(t.Context(), x)
				return [][]float64{p[:1], p[1:2], p[2:3], p[3:]}, err
			},
		} {
			got, err := call(x)
			var failed *likelihood.RowsError
			if !errors.As(err, &failed) || !slices.Equal(failed.Rows, []int{1, 3}) || !errors.Is(err, likelihood.ErrNotFinite) {
				t.Errorf("%s: %s: %v, want rows 1 and 3", name, what, err)
			}
			for i := range x {
				if math.IsNaN(got[i][0]) != (i%2 == 1) {
					t.Errorf("%s: %s: row %d is %v", name, what, i, got[i])
				}
			}
		}
	}
}

func mlp(t *testing.T, dim int) *dynamics.MLP {
	t.Helper()
	network, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 1})
	flowtest.Must(t, err)
	return network
}

// TestProjectKeepsDirections: rows of any length go to their direction, and rows without one to NaN and not to a point.
func TestProjectKeepsDirections(t *testing.T) {
	for _, length := range []float64{1e-300, 1e-200, 1, 1e200} {
		z := []float64{0, 3 * length, -4 * length}
		manifold.Sphere(3).Project(z)
		flowtest.CloseTo(t, "direction", z, []float64{0, 0.6, -0.8}, 1e-15)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		z := []float64{bad, 1, 0}
		if manifold.Sphere(3).Project(z); !math.IsNaN(z[0]) || !math.IsNaN(z[1]) {
			t.Errorf("a row with %v becomes %v, want NaN", bad, z)
		}
	}
	z := make([]float64, 3)
	manifold.Sphere(3).Project(z)
	flowtest.CloseTo(t, "centre", z, []float64{1, 0, 0}, 0)
}

// TestRowsThatAreNoPointsHaveNoDensity: rows of another size, and of numbers that are not finite, have the density NaN and
// the score NaN; draws into another size are NaN, and nothing panics. Draws of the right size have numbers.
func TestRowsThatAreNoPointsHaveNoDensity(t *testing.T) {
	for name, m := range map[string]manifold.Manifold{
		"sphere": manifold.Sphere(3), "torus": manifold.Torus(3), "plane": manifold.Plane(3), "product": manifold.Product(manifold.Sphere(2), manifold.Torus(1)),
	} {
		for _, n := range []int{0, 1, 2, 3, 4} {
			z := m.RandStream(make([]float64, n), rand.New(rand.NewPCG(1, 2)))
			if n > 0 && math.IsNaN(z[0]) != (n != 3) {
				t.Errorf("%s: a draw into %d numbers is %v", name, n, z)
			}
			numeric.Fill(z, 0.6)
			if n > 1 {
				z[1] = 0.8
			}
			if n > 2 && name == "sphere" {
				z[2] = 0
			}
			p, score := m.LogProb(z), m.ScoreInput(nil, z)
			if math.IsNaN(p) != (n != 3) || len(score) != n || n > 0 && math.IsNaN(score[0]) != (n != 3) {
				t.Errorf("%s: a row of %d numbers has log-density %v and score %v", name, n, p, score)
			}
			m.Project(z)
		}
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			z := []float64{0.6, 0.8, bad}
			if p := m.LogProb(z); !math.IsNaN(p) && !math.IsInf(p, -1) {
				t.Errorf("%s: %v has log-density %v", name, z, p)
			}
		}
	}
}

// TestProjectedAnglesAreTheSamePoints: an angle of any size comes into [-π, π) with the sine and cosine that it had.
func TestProjectedAnglesAreTheSamePoints(t *testing.T) {
	for _, size := range []float64{0, 1, math.Nextafter(math.Pi, 0), math.Pi, math.Nextafter(math.Pi, 4), 2 * math.Pi, 9, 1e5, 1e17, 1e300} {
		for _, angle := range []float64{size, -size} {
			z := []float64{angle}
			manifold.Torus(1).Project(z)
			if !(z[0] >= -math.Pi && z[0] < math.Pi) || math.Abs(math.Sin(z[0])-math.Sin(angle)) > 1e-15 || math.Abs(math.Cos(z[0])-math.Cos(angle)) > 1e-15 {
				t.Errorf("%v becomes %v", angle, z[0])
			}
		}
	}
}

// TestProjectSpoilsRows: a row with NaN or an infinity becomes NaN on every manifold, and no point.
func TestProjectSpoilsRows(t *testing.T) {
	for name, m := range map[string]manifold.Manifold{
		"sphere": manifold.Sphere(3), "torus": manifold.Torus(3), "plane": manifold.Plane(3), "product": manifold.Product(manifold.Sphere(2), manifold.Torus(1)),
	} {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for at := range 3 {
				z := []float64{0.6, 0.8, 0.5}
				z[at] = bad
				if m.Project(z); slices.ContainsFunc(z, func(v float64) bool { return !math.IsNaN(v) }) {
					t.Errorf("%s: a row with %v in column %d becomes %v, want NaN", name, bad, at, z)
				}
			}
		}
	}
}

// TestMatchRefusesPointsInside: points inside of the sphere, as on straight paths, are named; angles are all points.
func TestMatchRefusesPointsInside(t *testing.T) {
	z := [][]float64{{1, 0}, {0.5, 0.5}}
	for _, m := range []manifold.Manifold{manifold.Sphere(2), manifold.Torus(2)} {
		flow, err := manifold.New(m, network(t, m, 1), nil)
		flowtest.Must(t, err)
		_, err = flow.Match(t.Context(), z, &likelihood.MatchRequest{Time: []float64{0, 0.5}, Velocity: z})
		var failed *likelihood.RowsError
		if inside := errors.As(err, &failed) && slices.Equal(failed.Rows, []int{1}); inside != (m.Embedded() == 2) {
			t.Errorf("%T: %v", m, err)
		}
	}
}
