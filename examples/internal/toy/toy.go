// Package toy draws from the two-dimensional densities that flows are usually
// shown on: the set of FFJORD (Grathwohl et al., arXiv:1810.01367, section 4.1).
package toy

import (
	"math"
	"math/rand/v2"
	"sort"

	"github.com/pkg/errors"
)

// ErrName is the error for a name that is not in Names.
var ErrName = errors.New("toy: no such set")

// A generator draws one point, the i-th; sets of several parts take them in turn.
type generator func(r *rand.Rand, i int) (x, y float64)

var generators = map[string]generator{
	"2spirals":     spirals,
	"8gaussians":   gaussians,
	"checkerboard": checkerboard,
	"circles":      rings(0.08, 1, 0.5),
	"cos":          cosine,
	"line":         line,
	"moons":        moons,
	"pinwheel":     pinwheel,
	"rings":        rings(0.08, 1, 0.75, 0.5, 0.25),
	"swissroll":    swissroll,
}

// Names lists the sets.
func Names() []string {
	names := make([]string, 0, len(generators))
	for name := range generators {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// most bounds the points of a set, which are all in memory.
const most = 100_000_000

// Generate draws n points, n×2. The same seed gives the same points, and a
// larger n only adds to them.
func Generate(name string, n int, seed uint64) ([][]float64, error) {
	draw, ok := generators[name]
	if !ok {
		return nil, errors.Wrapf(ErrName, "%q; there are %v", name, Names())
	}
	if n <= 0 || n > most {
		return nil, errors.Errorf("toy: %d points asked for; want at least 1, and at most %d", n, most)
	}
	r := rand.New(rand.NewPCG(seed, uint64(len(name))))
	points := make([][]float64, n)
	for i := range points {
		x, y := draw(r, i)
		points[i] = []float64{x, y}
	}
	return points, nil
}

// moons are two half circles that reach into one another.
func moons(r *rand.Rand, i int) (x, y float64) {
	sin, cos := math.Sincos(math.Pi * r.Float64())
	if i%2 == 1 {
		sin, cos = 0.5-sin, 1-cos
	}
	return 2*(cos+0.1*r.NormFloat64()) - 1, 2*(sin+0.1*r.NormFloat64()) - 0.2
}

// gaussians are eight round normals of deviation 0.5/√2 on a circle of radius 4/√2.
func gaussians(r *rand.Rand, _ int) (x, y float64) {
	sin, cos := math.Sincos(math.Pi / 4 * float64(r.IntN(8)))
	return (4*cos + 0.5*r.NormFloat64()) / math.Sqrt2, (4*sin + 0.5*r.NormFloat64()) / math.Sqrt2
}

// pinwheel has five arms: normals 0.3×0.1 at radius 1, sheared the more the
// further out.
func pinwheel(r *rand.Rand, _ int) (x, y float64) {
	radial := 1 + 0.3*r.NormFloat64()
	tangential := 0.1 * r.NormFloat64()
	angle := 2*math.Pi/5*float64(r.IntN(5)) + 0.25*math.Exp(radial)
	sin, cos := math.Sincos(angle)
	return 2 * (radial*cos + tangential*sin), 2 * (tangential*cos - radial*sin)
}

// spirals are two arms of one and a half turns.
func spirals(r *rand.Rand, i int) (x, y float64) {
	angle := 3 * math.Pi * math.Sqrt(r.Float64())
	sin, cos := math.Sincos(angle)
	x, y = -cos*angle+0.5*r.Float64(), sin*angle+0.5*r.Float64()
	if i%2 == 1 {
		x, y = -x, -y
	}
	return x/3 + 0.1*r.NormFloat64(), y/3 + 0.1*r.NormFloat64()
}

// checkerboard is uniform on eight of sixteen squares of side 2.
func checkerboard(r *rand.Rand, _ int) (x, y float64) {
	x = 4*r.Float64() - 2
	y = r.Float64() - 2*float64(r.IntN(2)) + math.Abs(math.Mod(math.Floor(x), 2))
	return 2 * x, 2 * y
}

// rings are circles with the given radii, three times as large.
func rings(noise float64, radii ...float64) generator {
	return func(r *rand.Rand, i int) (x, y float64) {
		sin, cos := math.Sincos(2 * math.Pi * r.Float64())
		radius := radii[i%len(radii)]
		return 3 * (radius*cos + noise*r.NormFloat64()), 3 * (radius*sin + noise*r.NormFloat64())
	}
}

// swissroll is one arm from 1.5π to 4.5π.
func swissroll(r *rand.Rand, _ int) (x, y float64) {
	angle := 1.5 * math.Pi * (1 + 2*r.Float64())
	sin, cos := math.Sincos(angle)
	return (angle*cos + r.NormFloat64()) / 5, (angle*sin + r.NormFloat64()) / 5
}

// line and cosine are curves without width, which have no density: a flow's fit to them shows how steep it can get.
func line(r *rand.Rand, _ int) (x, y float64) {
	x = 5*r.Float64() - 2.5
	return x, x
}

func cosine(r *rand.Rand, _ int) (x, y float64) {
	x = 5*r.Float64() - 2.5
	return x, 2.5 * math.Sin(x)
}
