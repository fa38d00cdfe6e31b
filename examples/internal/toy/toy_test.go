// The shapes, the seeds and the names of the sets.

package toy_test

import (
	"cmp"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
)

// belongs reports, for each set, whether a point has the property of the set.
var belongs = map[string]func(x, y float64) bool{
	"2spirals":   func(x, y float64) bool { return math.Hypot(x, y) < math.Pi+1 },
	"8gaussians": func(x, y float64) bool { return math.Abs(math.Hypot(x, y)-2*math.Sqrt2) < 2 },
	"checkerboard": func(x, y float64) bool {
		column, row := math.Floor(x/2), math.Floor(y/2)
		return math.Abs(x) <= 4 && math.Abs(y) <= 4 && math.Mod(math.Abs(column+row), 2) == 0
	},
	"circles":   func(x, y float64) bool { r := math.Hypot(x, y); return near(r, 3, 1.2) || near(r, 1.5, 1.2) },
	"cos":       func(x, y float64) bool { return near(y, 2.5*math.Sin(x), 1e-12) && math.Abs(x) <= 2.5 },
	"line":      func(x, y float64) bool { return x == y && math.Abs(x) <= 2.5 },
	"moons":     func(x, y float64) bool { return math.Abs(x) < 4.2 && math.Abs(y) < 3 },
	"pinwheel":  func(x, y float64) bool { return math.Hypot(x, y) < 5 },
	"rings":     func(x, y float64) bool { return math.Hypot(x, y) < 4.2 },
	"swissroll": func(x, y float64) bool { r := math.Hypot(x, y); return r < 4.5*math.Pi/5+1 },
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// TestSets: all points of a set have its property, and all sets have about one scale.
func TestSets(t *testing.T) {
	if got, want := len(toy.Names()), len(belongs); got != want {
		t.Fatalf("%d sets, want %d as there are properties", got, want)
	}
	for _, name := range toy.Names() {
		points, err := toy.Generate(name, 4000, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range points {
			if !belongs[name](p[0], p[1]) {
				t.Errorf("%s: point %d at %v", name, i, p)
				break
			}
		}
		if s := spread(points); s < 0.5 || s > 3 {
			t.Errorf("%s: a deviation of %.2f, want 0.5 to 3", name, s)
		}
	}
}

// spread is the standard deviation of the first column.
func spread(points [][]float64) float64 {
	var sum, square float64
	for _, p := range points {
		sum += p[0]
		square += p[0] * p[0]
	}
	n := float64(len(points))
	return math.Sqrt(square/n - sum*sum/n/n)
}

// TestSeeds: a set depends on its seed, and more points leave the first ones as they are.
func TestSeeds(t *testing.T) {
	for _, name := range toy.Names() {
		a, errA := toy.Generate(name, 50, 3)
		b, errB := toy.Generate(name, 90, 3)
		c, errC := toy.Generate(name, 50, 4)
		if err := cmp.Or(errA, errB, errC); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, b[:50]) {
			t.Errorf("%s: more points change the first ones", name)
		}
		if reflect.DeepEqual(a, c) {
			t.Errorf("%s: the seed changes nothing", name)
		}
	}
}

func TestBadNames(t *testing.T) {
	if _, err := toy.Generate("sun", 10, 1); !errors.Is(err, toy.ErrName) {
		t.Errorf("got %v, want ErrName", err)
	}
	if _, err := toy.Generate("moons", 0, 1); err == nil {
		t.Error("0 points: no error")
	}
}
