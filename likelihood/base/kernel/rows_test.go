// Rows scored together against rows scored one by one, with any number of workers.

package kernel_test

import (
	"cmp"
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/pkg/errors"
)

// mixed are rows near points, at points, far from points, and so far that their squares overflow.
func mixed(p [][]float64) [][]float64 {
	x := points(300, len(p[0]))
	copy(x[200:], p[:50])
	for i := range 50 {
		x[250+i][0] += math.Pow(2, float64(i))
	}
	x[299][0] = 1e170
	return x
}

func TestLogProbsAreThoseOfRows(t *testing.T) {
	for _, c := range []struct{ n, dim int }{{1, 1}, {5, 3}, {256, 2}, {700, 4}, {300, 40}} {
		p := points(c.n, c.dim)
		for i := range p {
			p[i][0] += 1e4 // the points' distance from 0 must not cost digits
		}
		d := density(t, p, 0.05, 0.3, 1)
		x := points(300, c.dim)
		for i := range x {
			x[i][0] += 1e4 + float64(i/100*100)
		}
		if c.n > 50 {
			copy(x, p[:50])
		}
		got, err := d.LogProbs(t.Context(), x, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range x {
			if want := d.LogProb(row); math.Abs(got[i]-want) > 1e-12*(1+math.Abs(want))+1e-8 {
				t.Fatalf("%d points of %d columns, row %d: %v among others, %v alone", c.n, c.dim, i, got[i], want)
			}
		}
	}
}

// TestAFarPointCostsNoDigits: a point far from all others moves the mean, from which squares are taken, away from the rows,
// whose digits must not cancel.
func TestAFarPointCostsNoDigits(t *testing.T) {
	for _, far := range []float64{1e6, -1e12, 1e300} {
		p, x := points(300, 2), points(40, 2)
		p[4][0] = far
		d := density(t, p, 0.1, 1, 10)
		got, err := d.LogProbs(t.Context(), x, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range x {
			if want := d.LogProb(row); math.Abs(got[i]-want) > 1e-6*(1+math.Abs(want)) {
				t.Fatalf("a point at %g, row %d: %v in a block, %v alone", far, i, got[i], want)
			}
		}
	}
}

// TestRowsInAnyUnit: rows have the same log-density in a block and alone in units in which squares are hardly numbers.
func TestRowsInAnyUnit(t *testing.T) {
	for _, unit := range []float64{1e-150, 1e150} {
		p, x := points(300, 2), points(5, 2)
		for _, row := range slices.Concat(p, x) {
			row[0], row[1] = unit*row[0], unit*row[1]
		}
		d := density(t, p, unit)
		got, err := d.LogProbs(t.Context(), x, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range x {
			if want := d.LogProb(row); math.Abs(got[i]-want) > 1e-9*math.Abs(want) {
				t.Errorf("in units of %g, row %d: %v in a block, %v alone", unit, i, got[i], want)
			}
		}
	}
}

// TestEntriesWithoutAPoint: those of the last tile are far from the widest kernels too.
func TestEntriesWithoutAPoint(t *testing.T) {
	d, x := density(t, points(3, 2), 1e150), points(2, 2)
	got, err := d.LogProbs(t.Context(), x, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := d.LogProb(x[0]); math.Abs(got[0]-want) > 1e-9*math.Abs(want) {
		t.Errorf("%v in a block, %v alone", got[0], want)
	}
}

// TestFarTilesDoNotMatter: a tile is skipped only if all its kernels are 0. Here the second tile is 22 nats below the
// nearest point of the first row, which the sum still shows, so that the row must have the same bits alone and beside a
// row there.
func TestFarTilesDoNotMatter(t *testing.T) {
	p := points(512, 2)
	for i, row := range p {
		row[0], row[1] = row[0]/50+float64(i/256*2), row[1]/50
	}
	d, x := density(t, p, 0.3), [][]float64{{0, 0}, {2, 0}}
	both, err := d.LogProbs(t.Context(), x, 1)
	if err != nil {
		t.Fatal(err)
	}
	one, err := d.LogProbs(t.Context(), x[:1], 1)
	if err != nil {
		t.Fatal(err)
	}
	if one[0] != both[0] {
		t.Errorf("%v alone, %v beside a row at the other points", one[0], both[0])
	}
}

// TestWorkersAndNeighboursDoNotMatter: a row gives the same bits with any number of workers, and among any other rows.
func TestWorkersAndNeighboursDoNotMatter(t *testing.T) {
	p := points(600, 3)
	d, x := density(t, p, 0.02, 0.2, 1), mixed(p)
	want, err := d.LogProbs(t.Context(), x, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, workers int }{{0, 300, 2}, {0, 300, 5}, {17, 290, 1}, {280, 281, 3}} {
		got, err := d.LogProbs(t.Context(), x[c.from:c.to], c.workers)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if math.Float64bits(v) != math.Float64bits(want[c.from+i]) {
				t.Fatalf("%+v: row %d is %v, was %v", c, c.from+i, v, want[c.from+i])
			}
		}
	}
	if !math.IsInf(want[299], -1) {
		t.Errorf("log p = %v where squares overflow", want[299])
	}
}

func TestRowsRefused(t *testing.T) {
	d := density(t, points(4, 2), 1)
	for name, c := range map[string]struct {
		x    [][]float64
		want error
	}{
		"ragged": {[][]float64{{1, 2}, {1}}, likelihood.ErrSettings},
		"NaN":    {[][]float64{{1, math.NaN()}}, likelihood.ErrNotFinite},
	} {
		if _, err := d.LogProbs(t.Context(), c.x, 1); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if got, err := d.LogProbs(t.Context(), nil, 1); err != nil || len(got) != 0 {
		t.Errorf("no rows: %v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.LogProbs(ctx, points(3, 2), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func BenchmarkLogProbs(b *testing.B) {
	for name, c := range map[string]struct{ n, dim int }{"4000x10": {4000, 10}, "4000x300": {4000, 300}} {
		d, err := kernel.New(points(c.n, c.dim), 0.05, 0.1, 0.2, 0.3, 0.5, 1)
		if err != nil {
			b.Fatal(err)
		}
		x := points(2000, c.dim)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.LogProbs(b.Context(), x, 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.n*len(x)), "ns/pair")
		})
	}
}

// TestTilesComeNearer: where each tile of points is nearer to the rows than those before, kernels of the tiles before count as much
// as they do alone. Kernels are so wide that no sum overflows, after which rows would be computed point by point. Rows of a later
// block do not see what an earlier one has met.
func TestTilesComeNearer(t *testing.T) {
	p := points(900, 2)
	slices.SortFunc(p, func(a, b []float64) int { return -cmp.Compare(math.Hypot(a[0], a[1]), math.Hypot(b[0], b[1])) })
	d, x := density(t, p, 0.8), points(600, 2)
	for i := range x {
		x[i][0], x[i][1] = x[i][0]/10, x[i][1]/10
	}
	x[290][0], x[310][0] = 60, -40
	got, err := d.LogProbs(t.Context(), x, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range x {
		if want := d.LogProb(row); math.Abs(got[i]-want) > 1e-10*(1+math.Abs(want)) {
			t.Fatalf("row %d: %v among others, %v alone", i, got[i], want)
		}
		one, err := d.LogProbs(t.Context(), x[i:i+1], 1)
		if err != nil {
			t.Fatal(err)
		}
		if one[0] != got[i] {
			t.Fatalf("row %d: %v in a block of its own, %v among others", i, one[0], got[i])
		}
	}
}

// TestScoreAtNaN: a point that has a NaN has no score.
func TestScoreAtNaN(t *testing.T) {
	for _, v := range density(t, points(5, 2), 1).ScoreInput(nil, []float64{math.NaN(), 0}) {
		if !math.IsNaN(v) {
			t.Errorf("a score of %v at NaN, want NaN", v)
		}
	}
}
