// Ramps, grids, panels, curves and ticks, and pictures of few points.

package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

func TestRampGetsLighter(t *testing.T) {
	last := -1.0
	for i := range 101 {
		lightness := toOklab(ramp.at(float64(i) / 100))[0]
		if lightness <= last {
			t.Errorf("at %d %%: lightness %.3f, want more than the %.3f before", i, lightness, last)
		}
		last = lightness
	}
	if ramp.at(math.NaN()) != ramp.at(-1) || ramp.at(math.Inf(1)) != ramp.at(1) {
		t.Error("values outside are not clipped")
	}
}

func TestGridInterpolatesLinearFunctions(t *testing.T) {
	g := NewGrid(Box{-1, 3, 2, 4}, 40, 1)
	if g.Rows != 20 {
		t.Fatalf("%d rows of square cells, want 20", g.Rows)
	}
	for _, p := range g.Points() {
		g.Values = append(g.Values, 2*p[0]-3*p[1])
	}
	for _, at := range [][2]float64{{0.5, 0.5}, {0.03, 0.8}, {0.7, 0.9}} {
		x, y := g.X0+at[0]*(g.X1-g.X0), g.Y0+at[1]*(g.Y1-g.Y0)
		if got, want := g.at(at[0], at[1]), 2*x-3*y; !(math.Abs(got-want) <= 1e-12) {
			t.Errorf("at %v: %g, want %g", at, got, want)
		}
	}
}

func TestGridIntegral(t *testing.T) {
	g := NewGrid(Box{-6, 6, -6, 6}, 120, 1)
	for _, p := range g.Points() {
		g.Values = append(g.Values, -(p[0]*p[0]+p[1]*p[1])/2-math.Log(2*math.Pi))
	}
	if got := g.Integral(); !(math.Abs(got-1) <= 1e-6) {
		t.Errorf("a normal density integrates to %g, want 1", got)
	}
}

func normal(n int) [][]float64 {
	r := rand.New(rand.NewPCG(1, 1))
	points := make([][]float64, n)
	for i := range points {
		points[i] = []float64{r.NormFloat64(), 3 * r.NormFloat64()}
	}
	return points
}

// TestPanels: the panels of data and samples have the same axes, and equal points have equal pixels. The highest density is
// light.
func TestPanels(t *testing.T) {
	data := normal(300)
	p := &Panels{Name: "normal", XLabel: "x", YLabel: "y", Data: data, Samples: data, Low: -5, High: 0}
	p.LogDensity = NewGrid(Bounds(data, 0.1), 50, 1)
	p.LogDensity.Values = make([]float64, p.LogDensity.Columns*p.LogDensity.Rows)
	img := picture(t, p)
	height := int(p.withDefaults().height().Dots(dpi))
	x0, y0 := int((left + panelWidth/2).Dots(dpi)), int(above.Dots(dpi))+height/2
	shift := int((panelWidth + between).Dots(dpi) + 0.5)
	same, light := 0, 0
	for d := -100; d < 100; d++ {
		a, b := img.At(x0+d, y0), img.At(x0+d+2*shift, y0)
		if a == b {
			same++
		}
		if r, _, _, _ := img.At(x0+d+shift, y0).RGBA(); r > 0xf000 {
			light++
		}
	}
	if same < 200 {
		t.Errorf("%d of 200 pixels of equal data and samples agree: the panels are not on the same axes", same)
	}
	if light != 200 {
		t.Errorf("%d of 200 pixels of the highest density are light", light)
	}
}

func TestAspect(t *testing.T) {
	p := Panels{Data: normal(9), Box: Box{0, 10, 0, 5}, Aspect: 1.3}
	if got := float64(p.height() / panelWidth); !(math.Abs(got-0.65) <= 0.5/504) {
		t.Errorf("a panel is %g as high as wide, want 0.65", got)
	}
}

// TestPanelsOwnTicks: a scale of the caller's own replaces round numbers beside the first panel.
func TestPanelsOwnTicks(t *testing.T) {
	p := Panels{Data: normal(9), Box: Box{0, 10, 0, 5}, YTicks: plot.ConstantTicks{{Value: 1.7, Label: "one"}}}
	if got := p.withDefaults().plots()[0].Y.Tick.Marker.Ticks(0, 5); len(got) != 1 || got[0].Label != "one" {
		t.Errorf("the ticks are %v", got)
	}
}

func TestPanelsOfOnePoint(t *testing.T) {
	one := [][]float64{{2, 3}}
	picture(t, &Panels{Data: one, Samples: one})
}

func TestCurve(t *testing.T) {
	c := &Curve{Title: "run"}
	for i := range 500 {
		c.Training = append(c.Training, plotter.XY{X: float64(i), Y: -1 / float64(i+1)})
	}
	c.Training[7].Y = math.NaN()
	c.Validation = plotter.XYs{{X: 0, Y: -3}, {X: 400, Y: math.Inf(-1)}, {X: 499, Y: -0.1}}
	picture(t, c)
	picture(t, &Curve{})
}

func TestTicks(t *testing.T) {
	for _, span := range [][2]float64{{-130, -65}, {0, 1}, {-1e-3, 2e-3}, {0, 2150}, {-9.7, -5.1}} {
		list := ticks{}.Ticks(span[0], span[1])
		if len(list) < 3 || len(list) > 8 {
			t.Errorf("%v: %d ticks, want 3 to 8", span, len(list))
		}
		for _, tick := range list {
			if tick.Value < span[0]-1e-9 || tick.Value > span[1]+1e-9 {
				t.Errorf("%v: a tick at %g, want it inside", span, tick.Value)
			}
		}
	}
}

// picture is the picture that a figure writes.
func picture(t *testing.T, p interface{ Write(io.Writer) error }) image.Image {
	t.Helper()
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestLines(t *testing.T) {
	x := []float64{0, 1, 2}
	picture(t, Lines{{Title: "t", Lines: []Line{{Name: "a", X: x, Y: []float64{1, math.NaN(), 3}}, {X: x, Y: x, Dashed: true, Color: 1}, {Name: "b", X: x, Y: x, Dots: true, Color: 2}}}})
	picture(t, Lines{{Square: true, Lines: []Line{{X: x, Y: x}, {}}}, {Square: true, Lines: []Line{{X: x, Y: x}}}})
}

// TestCurveShowsWhatItNames: the held-out score is seen above and below the run, and so is a single validation. Each has its
// colour in the data area.
func TestCurveShowsWhatItNames(t *testing.T) {
	for _, score := range []float64{-3, -1.5, 0} {
		c := &Curve{HeldOut: &score, HeldOutName: "held out", Validation: plotter.XYs{{X: 30, Y: -1.6}}}
		for i := range 60 {
			c.Training = append(c.Training, plotter.XY{X: float64(i), Y: -1 - 1/float64(i+1)})
		}
		line, dot, img := 0, 0, picture(t, c)
		for y := dots(above + keyRow); y < img.Bounds().Dy()-dots(below); y++ {
			for x := dots(left); x < img.Bounds().Dx(); x++ {
				line, dot = line+near(img.At(x, y), foreground), dot+near(img.At(x, y), bright)
			}
		}
		if line < 700 || dot < 10 {
			t.Errorf("held out at %g: %d pixels of its line, %d of the validation", score, line, dot)
		}
	}
}

// near is 1 for a colour that is another but for the rounding of a palette and soft edges, otherwise 0.
func near(a, b color.Color) int {
	p, q := color.NRGBAModel.Convert(a).(color.NRGBA), color.NRGBAModel.Convert(b).(color.NRGBA)
	for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
		if max(d, -d) > 40 {
			return 0
		}
	}
	return 1
}
