// Histograms, axes, corner plots and keys.

package figure

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// table returns rows of a number, a rounded number, a date and a category, with missing values, and their axes.
func table(n int, seed uint64) (Rows, []Axis) {
	random := rand.New(rand.NewPCG(seed, 2))
	r := Rows{Name: "rows", Columns: make([][]float64, 4)}
	for range n {
		x := random.NormFloat64()
		for j, v := range []float64{x, math.Round(3 * x), 18000 + 400*random.Float64(), float64(random.IntN(3))} {
			if random.IntN(10) == 0 {
				v = math.NaN()
			}
			r.Columns[j] = append(r.Columns[j], v)
		}
	}
	return r, []Axis{{Label: "x", Low: -4, High: 4}, {Label: "rounded", Low: -12.5, High: 12.5, Cell: 1}, {Label: "date", Low: 17990, High: 18410, Dates: true},
		{Label: "kind", Low: -0.5, High: 2.5, Levels: []string{"first", "a name that is long", "third"}}}
}

// TestHeightsAreADensity: the bars of a histogram add up to one on any axis, with and without weights. Bins of rounded
// values have whole widths.
func TestHeightsAreADensity(t *testing.T) {
	r, axes := table(3000, 1)
	for _, r.Weights = range [][]float64{nil, slices.Repeat([]float64{0, 0.5, 2}, 1000)} {
		for j, a := range axes {
			edges, sum := a.edges(r.Columns[j]), 0.0
			for k, h := range r.heights(j, edges) {
				sum += h * (edges[k+1] - edges[k])
			}
			if !(math.Abs(sum-1) <= 1e-12) || edges[0] > a.Low+(edges[1]-edges[0]) || edges[len(edges)-1] < a.High-1e-9 {
				t.Errorf("%s: bars add up to %g from %g to %g, want 1 from %g to %g", a.Label, sum, edges[0], edges[len(edges)-1], a.Low, a.High)
			}
		}
	}
	rounded := axes[1].edges(r.Columns[1])
	if w := rounded[1] - rounded[0]; w != math.Round(w) || math.Abs(math.Mod(rounded[0], 1)) != 0.5 {
		t.Errorf("bins of rounded values begin at %g and are %g wide, want whole widths from a half on", rounded[0], w)
	}
	one := Rows{Columns: [][]float64{{0, 0, 1, 2, 2, 2}}}
	if h := one.heights(0, axes[3].edges(nil)); !slices.Equal(h, []float64{2. / 6, 1. / 6, 3. / 6}) {
		t.Errorf("shares of levels %v, want 2/6, 1/6 and 3/6", h)
	}
}

// TestDateTicks: any span has 2 to 8 ticks inside the axis, with different labels.
func TestDateTicks(t *testing.T) {
	from := daysOf(time.Date(1999, 11, 20, 7, 0, 0, 0, time.UTC))
	for _, span := range []float64{2e-9, 3e-7, 1e-5, 5e-4, 0.003, 0.3, 1, 2, 9, 40, 200, 900, 4000, 90000} {
		list := dateTicks{7}.Ticks(from, from+span)
		if len(list) < 2 || len(list) > 8 {
			t.Errorf("%g days: %d ticks, want 2 to 8", span, len(list))
		}
		for i, tick := range list {
			if tick.Value < from || tick.Value > from+span || i > 0 && tick.Label == list[i-1].Label {
				t.Errorf("%g days: tick %+v", span, tick)
			}
		}
	}
}

// TestTicksOfLongNumbers: labels of numbers far from 0 differ, and are read back as the ticks. Those that float64 hardly tells apart
// have a few.
func TestTicksOfLongNumbers(t *testing.T) {
	for _, axis := range [][2]float64{{20250101, 20250131}, {1.7e9, 1.7e9 + 3600}, {0.12345678, 0.12345679}, {-1e15, -1e15 + 70}, {-3, 4}, {0, 1e-7}, {1e17 - 16, 1e17 + 64}} {
		list := (ticks{}).Ticks(axis[0], axis[1])
		if len(list) < 3 || len(list) > 9 {
			t.Errorf("%v: %d ticks, want about 7", axis, len(list))
		}
		for _, tick := range list {
			if v, err := strconv.ParseFloat(tick.Label, 64); err != nil || !(math.Abs(v-tick.Value) <= 1e-3*(axis[1]-axis[0])) {
				t.Errorf("%v: the tick at %v has the label %q", axis, tick.Value, tick.Label)
			}
		}
	}
}

// TestLabelsLeaveRoom: labels below a corner plot run neither into each other nor into those of the panel beside theirs, of times
// of day and of long numbers too.
func TestLabelsLeaveRoom(t *testing.T) {
	from := daysOf(time.Date(2024, 12, 31, 23, 0, 0, 0, time.UTC))
	axes := []Axis{{Low: 99990, High: 103001}, {Low: from, High: from + 1, Dates: true}, {Low: from, High: from + 0.002, Dates: true}, {Low: -10, High: 10}}
	for n := 2; n <= len(axes); n++ {
		p := &Corner{Axes: axes[:n]}
		end, shown := vg.Length(-1000), 0
		for j, a := range p.Axes {
			plt := newPlot()
			p.frame(plt, n-1, j)
			for _, tick := range plt.X.Tick.Marker.Ticks(a.Low, a.High) {
				if tick.Label == "" {
					continue
				}
				at, half := vg.Length(j)*(p.side()+cornerGap)+vg.Length((tick.Value-a.Low)/(a.High-a.Low))*p.side(), plt.X.Tick.Label.Width(tick.Label)/2
				if at-half < end {
					t.Errorf("%d panels: %q begins %g points before the end of the label to its left", n, tick.Label, end-at+half)
				}
				end, shown = at+half, shown+1
			}
		}
		if shown < 2*n {
			t.Errorf("%d panels have %d labels", n, shown)
		}
	}
}

// TestCornerShowsDifferences: the overlay of data and samples is grey where both are the same points and coloured where
// they are not.
func TestCornerShowsDifferences(t *testing.T) {
	r, axes := table(500, 1)
	other, _ := table(500, 2)
	for j := range other.Columns {
		for i := range other.Columns[j] {
			other.Columns[j][i] += axes[j].High / 5
		}
	}
	coloured := func(samples Rows) (most float64) {
		p := &Corner{Axes: axes, Data: r, Samples: samples}
		img := p.overlay(0, 2, 100)
		for i := range 100 * 100 {
			c := img.At(i%100, i/100).(color.NRGBA)
			most = max(most, float64(c.R)-float64(c.B))
		}
		return most
	}
	if got := coloured(r); got > 25 {
		t.Errorf("equal rows: red is %g above blue, want 25 at most", got)
	}
	if got := coloured(other); got < 60 {
		t.Errorf("other rows: red is %g above blue, want 60 or more", got)
	}
	if n := other.Outside(axes); n == 0 || n == 500 {
		t.Errorf("%d rows of 500 are outside, want some", n)
	}
	picture(t, &Corner{Title: "all", Notes: []string{"a note that is so long that it takes two lines or more of the space that is left for it in the corner"}, Axes: axes, Data: r, Samples: other})
	picture(t, &Corner{Axes: axes[:2], Data: Rows{Columns: r.Columns[:2]}, Samples: Rows{Columns: [][]float64{{math.NaN()}, {1}}}})
}

// TestNamesOfLevelsDoNotOverlap: names of levels along the bottom stand upright where they are wider than their levels,
// and have the room for it.
func TestNamesOfLevelsDoNotOverlap(t *testing.T) {
	r, axes := table(20, 1)
	for n, upright := range map[int]bool{2: false, 12: true} {
		many := Axis{Label: "many", Low: -0.5, High: float64(n) - 0.5, Levels: slices.Repeat([]string{"a name"}, n)}
		p := &Corner{Axes: []Axis{axes[0], many, axes[1], axes[2]}, Data: r, Samples: r}
		plt := newPlot()
		p.frame(plt, 3, 1)
		if _, below := p.room(); (plt.X.Tick.Label.Rotation != 0) != upright || (below > leastBelow) != upright {
			t.Errorf("%d names turned by %g in a room of %g; want upright: %v", n, plt.X.Tick.Label.Rotation, below, upright)
		}
		h := &Histogram{Axis: many, Data: Rows{Columns: r.Columns[3:]}, Samples: Rows{Columns: r.Columns[3:]}}
		h.Axis.Levels = slices.Repeat([]string{"a longer name"}, n)
		size := picture(t, h).Bounds().Dy()
		h.Axis.Levels = make([]string, n)
		if plain := picture(t, h).Bounds().Dy(); (size > plain) != upright {
			t.Errorf("%d names in a histogram: %d pixels high, %d without", n, size, plain)
		}
	}
}

// TestHistogram: a histogram of any kind of axis can be drawn, with a density far above its bars.
func TestHistogram(t *testing.T) {
	r, axes := table(500, 1)
	for j, a := range axes {
		one := Rows{Name: "one", Columns: r.Columns[j : j+1]}
		picture(t, &Histogram{Title: a.Label, Axis: a, Data: one, Samples: one, Density: plotter.XYs{{X: a.Low, Y: 0}, {X: a.High, Y: 1e9}}, DensityName: "density"})
	}
}

// TestKeyCoversNothing: a key stands above the lines. The lines are the same with names and without, only further down.
func TestKeyCoversNothing(t *testing.T) {
	x := []float64{0, 1, 2, 3}
	lines := func(names ...string) Lines {
		p := LinePanel{XLabel: "x", Lines: []Line{{X: x, Y: []float64{0, 9, 9, 9}}, {X: x, Y: x, Color: 1}, {X: x, Y: []float64{9, 8, 1, 9}, Dots: true}}}
		for i, name := range names {
			p.Lines[i].Name = name
		}
		return Lines{p}
	}
	without, with := picture(t, lines()), picture(t, lines("one", "another", "a third of a name that is long, so that it takes a row of its own, and more"))
	down := with.Bounds().Dy() - without.Bounds().Dy()
	if rows := float64(down) / float64(dots(keyRow)); rows < 2 {
		t.Errorf("the picture with names is higher by %g rows, want 2 or more", rows)
	}
	for y := dots(above); y < without.Bounds().Dy(); y++ {
		for x := range without.Bounds().Dx() {
			if with.At(x, y+down) != without.At(x, y) {
				t.Fatalf("pixel %d, %d differs", x, y)
			}
		}
	}
	var light int
	for y := range down + dots(above) {
		for x := range with.Bounds().Dx() {
			if r, _, _, _ := with.At(x, y).RGBA(); r > 0x8000 {
				light++
			}
		}
	}
	if light < 500 {
		t.Errorf("%d light pixels above the lines, want the 500 or more of a key", light)
	}
}

// TestNamesOfAxesAreSeen: long numbers at an axis do not push the name of the axis out of the picture.
func TestNamesOfAxesAreSeen(t *testing.T) {
	light := func(y float64) (n int) {
		var out bytes.Buffer
		data := [][]float64{{0, 0}, {1, y}}
		if err := (&Panels{YLabel: "MMM", Data: data, Samples: data, Aspect: 1 / y}).Write(&out); err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		for i := range img.Bounds().Dy() {
			for j := range 30 {
				if r, _, _, _ := img.At(j, i).RGBA(); r > 0x8000 {
					n++
				}
			}
		}
		return n
	}
	if few, many := light(1), light(1.5e12); many < few*2/3 {
		t.Errorf("%d light pixels at the left with long numbers, want about the %d with short ones", many, few)
	}
}
