// Flows with random weights on each kind of manifold, and points and areas to integrate over.

package manifold_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"gonum.org/v1/gonum/integrate/quad"
)

// network returns a network whose weights are so large that densities are far from uniform.
func network(t testing.TB, m manifold.Manifold, seed uint64) *dynamics.MLP {
	t.Helper()
	n, err := dynamics.NewMLP(m.Embedded(), &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: seed, Float64: true})
	flowtest.Must(t, err)
	for _, p := range n.Params().List() {
		for i := range p.Len() {
			p.Set(i, 1.6*p.At(i))
		}
	}
	return n
}

func newFlow(t testing.TB, m manifold.Manifold, net dynamics.Field, tolerance float64) *likelihood.Flow {
	t.Helper()
	f, err := manifold.New(m, net, &likelihood.Settings{Solver: &integrate.Settings{RTol: tolerance, ATol: tolerance}})
	flowtest.Must(t, err)
	return f
}

// points returns draws from the manifold's own density.
func points(m manifold.Manifold, n int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([][]float64, n)
	for i := range x {
		x[i] = m.RandStream(make([]float64, m.Dim()), rng)
	}
	return x
}

// rule is a rule of integration: points, and the area that each stands for.
type rule struct {
	points [][]float64
	area   []float64
}

func (r *rule) integral(logDensity []float64) (sum float64) {
	for i, l := range logDensity {
		sum += r.area[i] * math.Exp(l)
	}
	return sum
}

// line is a rule for an interval with n points: Gauss and Legendre's, or evenly spaced for periodic functions.
func line(from, to float64, n int, periodic bool) *rule {
	x, w := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(x, w, from, to)
	r := &rule{area: w}
	for i := range x {
		if periodic {
			x[i], w[i] = from+(to-from)*float64(i)/float64(n), (to-from)/float64(n)
		}
		r.points = append(r.points, []float64{x[i]})
	}
	return r
}

// times is the rule for the product of two manifolds.
func (r *rule) times(s *rule) *rule {
	p := &rule{}
	for i, x := range r.points {
		for j, y := range s.points {
			p.points = append(p.points, append(append([]float64(nil), x...), y...))
			p.area = append(p.area, r.area[i]*s.area[j])
		}
	}
	return p
}

// mapped is the rule at the images of the points. The map must multiply all areas by the factor.
func (r *rule) mapped(factor float64, f func(x []float64) []float64) *rule {
	p := &rule{}
	for i, x := range r.points {
		p.points, p.area = append(p.points, f(x)), append(p.area, factor*r.area[i])
	}
	return p
}

func circle(n int) *rule {
	return line(0, 2*math.Pi, n, true).mapped(1, func(x []float64) []float64 { return []float64{math.Cos(x[0]), math.Sin(x[0])} })
}

// ball is the sphere in R³. Height and longitude keep areas (Archimedes).
func ball(n int) *rule {
	return line(-1, 1, n, false).times(line(0, 2*math.Pi, 2*n, true)).mapped(1, func(x []float64) []float64 {
		across := math.Sqrt(1 - x[0]*x[0])
		return []float64{across * math.Cos(x[1]), across * math.Sin(x[1]), x[0]}
	})
}

// four is the sphere in R⁴, by two angles and the square of the sine of a third (Hopf's coordinates).
func four(n int) *rule {
	angle := line(0, 2*math.Pi, n, true)
	return line(0, 1, n, false).times(angle).times(angle).mapped(0.5, func(x []float64) []float64 {
		s, c := math.Sqrt(x[0]), math.Sqrt(1-x[0])
		return []float64{c * math.Cos(x[1]), c * math.Sin(x[1]), s * math.Cos(x[2]), s * math.Sin(x[2])}
	})
}

// surface is a manifold with a rule of integration.
type surface struct {
	name string
	on   manifold.Manifold
	rule *rule
}

func surfaces() []surface {
	angle := line(-math.Pi, math.Pi, 40, true)
	return []surface{
		{"circle", manifold.Sphere(2), circle(60)},
		{"sphere", manifold.Sphere(3), ball(24)},
		{"sphere in four columns", manifold.Sphere(4), four(20)},
		{"circle as an angle", manifold.Torus(1), line(-math.Pi, math.Pi, 60, true)},
		{"torus", manifold.Torus(2), angle.times(angle)},
		{"cylinder", manifold.Product(manifold.Sphere(2), manifold.Plane(1)), circle(40).times(line(-12, 12, 80, true))},
		{"torus of a circle and an angle", manifold.Product(manifold.Sphere(2), manifold.Torus(1)), circle(40).times(angle)},
	}
}
