// The training of ode_demo.py: its gradient, its loss and its output.

package main

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func demoData(t *testing.T) []float64 {
	t.Helper()
	truth, err := cubic()
	if err != nil {
		t.Fatal(err)
	}
	data, err := truth.trajectory(t.Context(), times())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDemoGradient: the derivative by every eleventh weight agrees with differences of the loss.
func TestDemoGradient(t *testing.T) {
	d, err := newDemo(demoData(t), 3)
	if err != nil {
		t.Fatal(err)
	}
	d.draw(rand.New(rand.NewPCG(1, 2)))
	g, err := d.solver.GradientOfTrajectory(t.Context(), d.problem(), d.loss, nil)
	if err != nil {
		t.Fatal(err)
	}
	params := d.field.Params()
	at := func(p, i int, w float64) float64 {
		params.List()[p].Set(i, w)
		params.Touch()
		g, err := d.solver.GradientOfTrajectory(t.Context(), d.problem(), d.loss, nil)
		if err != nil {
			t.Fatal(err)
		}
		return g.Loss
	}
	const h = 1e-5
	for p, q := range params.List() {
		for i := 0; i < q.Len(); i += 11 {
			w := q.At(i)
			want := (at(p, i, w+h) - at(p, i, w-h)) / (2 * h)
			at(p, i, w)
			if got := g.Params[p][i]; !(math.Abs(got-want) <= 1e-6*(1+math.Abs(want))) {
				t.Errorf("derivative by weight %d of %s is %g, want %g by differences", i, q.Name, got, want)
			}
		}
	}
}

// TestDemoLearns: 200 steps halve the error over the whole trajectory, and two runs with one seed print the same.
func TestDemoLearns(t *testing.T) {
	data := demoData(t)
	d, err := newDemo(data, 1)
	if err != nil {
		t.Fatal(err)
	}
	before, err := d.whole(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run, err := rmsProp{demoRate}.Start(d.field.Params().List(), nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		if _, err := d.step(t.Context(), run, rng); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := d.whole(t.Context()); err != nil || !(after < before/2) {
		t.Errorf("mean absolute error %.3f after 200 steps, want half of the %.3f before (%v)", after, before, err)
	}
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if _, err := fitDemo(t.Context(), 10, 1, data, out); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := withoutTimes(a.String()), withoutTimes(b.String()); a != b || strings.Count(a, "step ") != 10 {
		t.Errorf("two runs with one seed print\n%s\nand\n%s", a, b)
	}
}

func TestDemoFlag(t *testing.T) {
	for want, args := range map[int][]string{demoSteps: {"-demo"}, 20: {"-demo", "-quick"}, 7: {"-demo", "-iterations", "7"}} {
		if o, err := parse(args, io.Discard); err != nil || o.iterations != want {
			t.Errorf("%v: %+v, %v; want %d steps", args, o, err, want)
		}
	}
}
