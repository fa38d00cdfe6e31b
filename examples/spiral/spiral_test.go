// The program on a small budget: the learned field, trajectories, refused flags and interruption.

package main

import (
	"bytes"
	"context"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuick: two runs with one seed print the same, and a run writes its picture and nothing else.
func TestQuick(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := run(t.Context(), []string{"-quick", "-out", dir}, out, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	if withoutTimes(a.String()) != withoutTimes(b.String()) || strings.Count(a.String(), "step ") != 10 {
		t.Errorf("two runs with one seed print\n%s\nand\n%s", a.String(), b.String())
	}
	file, err := os.Open(filepath.Join(dir, "spiral.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := png.Decode(file); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files, want 1", len(files))
	}
}

// withoutTimes cuts the time off each line.
func withoutTimes(s string) string {
	var text []string
	for _, line := range strings.Split(s, "\n") {
		text = append(text, strings.Split(line, " evaluations")[0])
	}
	return strings.Join(text, "\n")
}

// TestFit: 300 steps bring the learned field much nearer to the true field than one step.
func TestFit(t *testing.T) {
	truth, err := cubic()
	if err != nil {
		t.Fatal(err)
	}
	data, err := truth.trajectory(t.Context(), times())
	if err != nil {
		t.Fatal(err)
	}
	miss := func(iterations int) float64 {
		o := &options{iterations: iterations, batch: 64, ahead: 0.25, rate: 0.02, seed: 1}
		e, err := fit(t.Context(), o, data, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		where := [][]float64{{1.9, 0.4}, {-1.5, 0.9}, {0.3, -1.5}, {0.7, 0.7}}
		got, err := e.at(where)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, y := range where {
			x3, y3 := y[0]*y[0]*y[0], y[1]*y[1]*y[1]
			sum += math.Hypot(got[i][0]+0.1*x3+2*y3, got[i][1]-2*x3+0.1*y3)
		}
		return sum
	}
	if before, after := miss(1), miss(300); !(after < before/3) {
		t.Errorf("the field misses by %.3g after 300 steps, want a third of the %.3g after one", after, before)
	}
}

// TestTrajectory: r = y₁⁴ + y₂⁴ falls along a trajectory, as dr/dt = −4a(y₁⁶ + y₂⁶) for y' = y³A with A = (−a b; −b −a). A
// trajectory that goes on from a point of another one ends where the other one does.
func TestTrajectory(t *testing.T) {
	truth, err := cubic()
	if err != nil {
		t.Fatal(err)
	}
	y, err := truth.trajectory(t.Context(), times())
	if err != nil {
		t.Fatal(err)
	}
	last := math.Inf(1)
	for i := 0; i < len(y); i += 2 {
		r := math.Pow(y[i], 4) + math.Pow(y[i+1], 4)
		if !(r < last) {
			t.Fatalf("point %d: Σ y⁴ grows from %g to %g", i/2, last, r)
		}
		last = r
	}
	s, err := truth.solver.Solve(t.Context(), problem(y[200:202], []float64{timeOf(150)}))
	if err != nil {
		t.Fatal(err)
	}
	if d := farthest(s.Y[0], y[500:502]); d > 1e-7 {
		t.Errorf("100 points and then 150 end %g from where 250 points end, want 1e-7 at most", d)
	}
}

func TestBadFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"is not a flag":     {"more"},
		"-iterations 0":     {"-iterations", "0"},
		"-ahead 30":         {"-ahead", "30"},
		"-ahead 0.02: want": {"-quick", "-ahead", "0.02"},
		"-rate -1":          {"-rate", "-1"},
		"-rate has no":      {"-demo", "-rate", "0.1"},
		"-ahead has no":     {"-demo", "-quick", "-ahead", "0.1"},
		"-batch has no":     {"-demo", "-batch", "20"},
		"not a directory":   {"-out", "main.go/x"},
		"provided but not ": {"-colour", "red"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, []string{"-quick", "-out", t.TempDir()}, io.Discard, io.Discard); err == nil {
		t.Error("a run whose context has ended: no error")
	}
}
