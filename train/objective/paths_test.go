// The paths of a batch, the rows that weights draw, and what objectives ask of their model.

package objective

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// asked is a flow that keeps the requests made of it.
type asked struct {
	*likelihood.Flow
	gradient *likelihood.GradientRequest
	match    *likelihood.MatchRequest
	rows     int
}

func newAsked(t *testing.T, cond int) *asked {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Cond: cond, Float64: true, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &asked{Flow: flow}
}

func (a *asked) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	a.gradient, a.rows = r, len(x)
	return a.Flow.Gradient(ctx, x, r)
}

func (a *asked) Match(ctx context.Context, z [][]float64, r *likelihood.MatchRequest) (*likelihood.Gradient, error) {
	a.match, a.rows = r, len(z)
	return a.Flow.Match(ctx, z, r)
}

// weighedRows are n rows with conditions and weights.
func weighedRows(n int) *Batch {
	b := &Batch{Seed: 5}
	for i := range n {
		b.X = append(b.X, []float64{float64(i), float64(i * i)})
		b.Condition = append(b.Condition, []float64{float64(i % 2)})
		b.Weights = append(b.Weights, float64(i%3+1)/float64(2*n))
	}
	return b
}

// TestRequestsOfParts: whatever the objective, a part of a batch is asked for with the seed of the step, from its first row on, and
// with the weights of its rows in the whole batch. A coupling by optimal transport has resampled rows by their weights, which then
// count alike.
func TestRequestsOfParts(t *testing.T) {
	const n, lo, hi = 12, 4, 10
	target := Target{LogDensity: func(x []float64) (float64, []float64) { return 0, []float64{0, 0} }}
	for name, o := range map[string]Objective{"likelihood": MaximumLikelihood{}, "matching": FlowMatching{}, "transport": FlowMatching{Coupling: OptimalTransport}, "target": target} {
		b, cond := weighedRows(n), 1
		want := slices.Clone(b.Weights[lo:hi])
		switch name {
		case "target":
			b, cond, want = &Batch{N: n, Seed: 5}, 0, slices.Repeat([]float64{1. / n}, hi-lo)
		case "transport":
			want = slices.Repeat([]float64{1. / n}, hi-lo)
		}
		b.Lo, b.Hi = lo, hi
		model := newAsked(t, cond)
		loss, err := o.Bind(model, n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := loss.Gradient(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		var seed uint64
		var first int
		var weights []float64
		if r := model.match; r != nil {
			seed, first, weights = r.ProbeSeed, r.First, r.Weights
		} else {
			seed, first, weights = model.gradient.ProbeSeed, model.gradient.First, model.gradient.Weights
		}
		isNear := func(a, b float64) bool { return math.Abs(a-b) < 1e-15 }
		if seed != b.Seed || first != lo || model.rows != hi-lo || !slices.EqualFunc(weights, want, isNear) {
			t.Errorf("%s: %d rows from %d on, seed %d, weights %v; want %d from %d on, seed %d, %v", name, model.rows, first, seed, weights, hi-lo, lo, b.Seed, want)
		}
	}
}

// TestPathsAreStraight: a point lies on the path from its draw to its row, at its time, but for noise of deviation Sigma. Times are
// spread evenly, and times, draws and noise are others for another seed.
func TestPathsAreStraight(t *testing.T) {
	const n, sigma = 2000, 0.1
	batch := &Batch{X: column(n, func() float64 { return 1 })}
	for i := range batch.X {
		batch.X[i] = []float64{float64(i % 7), -1}
	}
	var before [3]float64
	for seed := range uint64(3) {
		batch.Seed = seed
		l := &matching{FlowMatching: FlowMatching{Sigma: sigma}, flow: newAsked(t, 0)}
		z, p, err := l.paths(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		squares, first := 0.0, [3]float64{p.time[0], p.x[0][0] - p.velocity[0][0], 0}
		for i := range z {
			for c, v := range z[i] {
				noise := v - (p.x[i][c] - (1-p.time[i])*p.velocity[i][c])
				squares += noise * noise / (2 * n)
				first[2] += noise
			}
		}
		if deviation := math.Sqrt(squares); math.Abs(deviation/sigma-1) > 0.1 {
			t.Errorf("seed %d: noise of deviation %v, want %v", seed, deviation, sigma)
		}
		for k := range first {
			if math.Abs(first[k]-before[k]) < 1e-9 {
				t.Errorf("seed %d: time, draw and noise are %v, before %v; want others", seed, first, before)
			}
		}
		before = first
		times := slices.Sorted(slices.Values(append(p.time, 0, 1)))
		for i := range times[1:] {
			if gap := times[i+1] - times[i]; !(gap < 3./n) {
				t.Errorf("seed %d: times %v and %v are neighbours, want a distance of about %v", seed, times[i], times[i+1], 1./n)
			}
		}
	}
}

// TestResampledRows: rows are drawn as often as their weights say, but for a rounding up or down, count alike, and keep their
// conditions and their numbers. Seeds draw others.
func TestResampledRows(t *testing.T) {
	const n = 50
	seen := map[string]bool{}
	for seed := range uint64(20) {
		b := weighedRows(n)
		p, total := &path{x: b.X, c: b.Condition, w: b.Weights}, 0.0
		for _, w := range b.Weights {
			total += w
		}
		p.resample(seed)
		drawn := make([]int, n)
		for i, k := range p.from {
			drawn[k]++
			if &p.x[i][0] != &b.X[k][0] || &p.c[i][0] != &b.Condition[k][0] || math.Abs(p.w[i]-total/n) > 1e-15 {
				t.Errorf("place %d: row %v, condition %v, weight %v; want those of row %d, and %v", i, p.x[i], p.c[i], p.w[i], k, total/n)
			}
		}
		for k, times := range drawn {
			if want := b.Weights[k] / total * n; math.Abs(float64(times)-want) >= 1 {
				t.Errorf("seed %d: row %d is drawn %d times, want about %v", seed, k, times, want)
			}
		}
		seen[fmt.Sprint(drawn)] = true
	}
	if len(seen) < 2 {
		t.Error("all seeds draw the same rows")
	}
}

// TestGroupsByConditions: rows belong together if their conditions are equal number by number.
func TestGroupsByConditions(t *testing.T) {
	p := &path{x: make([][]float64, 4), c: [][]float64{{1, 11}, {11, 1}, {1, 11}, {111, 0}}}
	if got := fmt.Sprint(p.groups()); got != "[[0 2] [1] [3]]" {
		t.Errorf("groups %v, want rows 0 and 2, 1, and 3", got)
	}
}

// TestFarRowsOfOneColumn: a row whose squared distances are no numbers is refused by its number in the batch, also once rows have
// been resampled.
func TestFarRowsOfOneColumn(t *testing.T) {
	for _, weights := range [][]float64{nil, {0, 0.5, 0, 0.5}} {
		p := &path{x: [][]float64{{0}, {1}, {2}, {1e160}}, w: weights}
		_, err := OptimalTransport.join(t.Context(), [][]float64{{0}, {1}, {-1}, {2}}, p, 1)
		var failed *likelihood.RowsError
		if !errors.As(err, &failed) || failed.Rows[0] != 3 {
			t.Errorf("weights %v: error %v, want one of row 3", weights, err)
		}
	}
}

// TestTargetsAreToldApart: checkpoints of targets with two names do not fit each other.
func TestTargetsAreToldApart(t *testing.T) {
	if a, b := (Target{Name: "a"}).Traits(), (Target{Name: "b"}).Traits(); slices.Equal(a, b) {
		t.Errorf("targets with two names have the traits %v", a)
	}
}
