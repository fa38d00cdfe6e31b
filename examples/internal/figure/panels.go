// Panels: data, log-density and samples side by side.

package figure

import (
	"fmt"
	"io"
	"math"
	"sort"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Panels is the picture of a fitted density: data, log-density and samples.
type Panels struct {
	Name           string      // of the data
	XLabel, YLabel string      // of the first two columns
	YTicks         plot.Ticker // of the second column; nil: round numbers
	Unit           string      // of the log-density; "" is "nats"
	Data, Samples  [][]float64 // N×2 or wider: the first two columns are shown
	Weights        []float64   // of the data; nil: all count alike
	LogDensity     *Grid       // nil leaves its panel out
	Low, High      float64     // of the colours; Range finds good ones
	Aspect         float64     // length on paper of one unit of y over one of x; 0 is 1
	Box            Box         // what is shown; the zero value is Bounds of the data
}

// Range finds the colours' range from the log-density at points of the data: a
// little wider than what nearly all of them have, so that what is much emptier
// than the data stays dark.
func Range(logDensity []float64) (low, high float64) {
	sorted := append([]float64(nil), logDensity...)
	sort.Float64s(sorted)
	at := func(share float64) float64 { return sorted[int(share*float64(len(sorted)-1))] }
	return at(0.01) - 0.5, at(0.97) + 0.3
}

// Sizes in whole dots, so that no panel's pixels are blurred over two.
const (
	dot        = vg.Inch / dpi
	panelWidth = 504 * dot
	left       = 80 * dot
	right      = 18 * dot
	above      = 52 * dot
	below      = 64 * dot
	between    = 24 * dot
	barStrip   = 72 * dot // under the panels, with the numbers
	barHeight  = 13 * dot
)

// Write draws the picture as PNG.
func (p *Panels) Write(w io.Writer) error {
	q := p.withDefaults()
	plots := q.plots()
	height, strip := q.height(), vg.Length(0)
	if q.LogDensity != nil {
		strip = barStrip
	}
	n, left := vg.Length(len(plots)), leftOf(plots[0])
	img, c := canvas(left+n*panelWidth+(n-1)*between+right, strip+below+height+above)
	for i, plt := range plots {
		x := left + vg.Length(i)*(panelWidth+between)
		area := part(c, x, strip+below, panelWidth, height)
		title(area, plt.Title.Text)
		plt.Title.Text = ""
		drawAt(plt, area)
		if i == 1 && strip > 0 {
			drawAt(q.bar(), part(c, x+panelWidth/8, strip-barHeight, panelWidth*3/4, barHeight))
		}
	}
	return write(w, img.Image())
}

func (p Panels) withDefaults() *Panels {
	if p.Box == (Box{}) {
		p.Box = Bounds(p.Data, 0.05)
	}
	if p.Aspect == 0 {
		p.Aspect = 1
	}
	if p.Unit == "" {
		p.Unit = "nats"
	}
	return &p
}

func (p *Panels) height() vg.Length {
	ratio := p.Aspect * (p.Box.Y1 - p.Box.Y0) / (p.Box.X1 - p.Box.X0)
	return dot * vg.Length(math.Round(math.Max(0.2, math.Min(ratio, 2))*float64(panelWidth/dot)))
}

// plots are the panels from left to right; only the first has letters on y.
func (p *Panels) plots() []*plot.Plot {
	columns, rows := dots(panelWidth), dots(p.height())
	b := p.Box
	add := func(title string, img *plotter.Image, list []*plot.Plot) []*plot.Plot {
		return append(list, p.panel(title, img, len(list) == 0))
	}
	data := cloud(p.Data, p.Weights, b, columns, rows)
	list := add(count(p.Name, len(p.Data)), plotter.NewImage(data, b.X0, b.Y0, b.X1, b.Y1), nil)
	if g := p.LogDensity; g != nil {
		field := density(g, p.Low, p.High, columns, rows)
		list = add("Fitted log-density", plotter.NewImage(field, g.X0, g.Y0, g.X1, g.Y1), list)
	}
	samples := cloud(p.Samples, nil, b, columns, rows)
	return add(count("Samples", len(p.Samples)), plotter.NewImage(samples, b.X0, b.Y0, b.X1, b.Y1), list)
}

func (p *Panels) panel(title string, img *plotter.Image, first bool) *plot.Plot {
	plt := newPlot()
	plt.Title.Text = title
	plt.X.Label.Text = p.XLabel
	plt.X.Tick.Marker = apart{plt.X.Tick.Marker, plt.X.Tick.Label, panelWidth, between / 2}
	plt.Add(img)
	plt.X.Min, plt.X.Max, plt.Y.Min, plt.Y.Max = p.Box.X0, p.Box.X1, p.Box.Y0, p.Box.Y1
	if p.YTicks != nil {
		plt.Y.Tick.Marker = p.YTicks
	}
	if first {
		plt.Y.Label.Text = p.YLabel
	} else {
		plt.HideY()
	}
	return plt
}

// bar is the scale of colours with its numbers below.
func (p *Panels) bar() *plot.Plot {
	plt := newPlot()
	plt.X.Label.Text = "log-density, " + p.Unit
	plt.HideY()
	plt.Add(plotter.NewImage(bar(), p.Low, 0, p.High, 1))
	plt.X.Min, plt.X.Max, plt.Y.Min, plt.Y.Max = p.Low, p.High, 0, 1
	return plt
}

func count(name string, n int) string { return fmt.Sprintf("%s (%s)", name, Thousands(n)) }

// Thousands writes a number with its thousands apart.
func Thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
