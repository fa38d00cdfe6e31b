// Curve: the picture of a training.

package figure

import (
	"image/color"
	"io"
	"math"
	"sort"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Curve is the picture of a training run: mean log-densities over iterations.
type Curve struct {
	Title                string
	Unit                 string      // of the log-density; "" is "nats"
	Training, Validation plotter.XYs // by iteration; values that are not finite are left out
	HeldOut              *float64    // the score of rows that the training saw nothing of; nil for none
	HeldOutName          string      // in the key
}

// Write draws the picture as PNG.
func (c *Curve) Write(w io.Writer) error {
	const width, height = 800 * dot, 440 * dot
	p, err := c.plot()
	if err != nil {
		return err
	}
	left := leftOf(p.Plot)
	img, area := canvas(left+width+right, below+height+p.keyHeight(width)+above)
	inner := part(area, left, below, width, height)
	p.head(inner, c.Title)
	drawAt(p.Plot, inner)
	return write(w, img.Image())
}

func (c *Curve) plot() (*chart, error) {
	p := newChart()
	p.X.Label.Text, p.Y.Label.Text = "iteration", "mean log-density, nats"
	if c.Unit != "" {
		p.Y.Label.Text = "mean log-density, " + c.Unit
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = nil, faint
	p.Add(grid)
	raw, smooth, held := finite(c.Training), smoothed(finite(c.Training)), finite(c.Validation)
	for _, l := range []struct {
		name   string
		points plotter.XYs
		color  color.Color
		width  float64
	}{
		{"", raw, ramp.at(0.32), 0.5},
		{"training batches, smoothed", smooth, ramp.at(0.72), 1.3},
		{"validation", held, bright, 1.8},
		{c.HeldOutName, c.level(raw), foreground, 0.8},
	} {
		if err := addLine(p, l.name, l.points, l.color, l.width); err != nil {
			return nil, err
		}
	}
	p.Y.Min, p.Y.Max = span(smooth, held)
	for _, v := range c.scores(held) {
		if room := p.Y.Max - p.Y.Min; math.Abs(v-(p.Y.Min+p.Y.Max)/2) < 5*room { // others would flatten all the rest
			p.Y.Min, p.Y.Max = min(p.Y.Min, v-0.08*room), max(p.Y.Max, v+0.08*room)
		}
	}
	return p, nil
}

// scores are what the run is judged by: the best validation, and the held-out score. They may be fewer, and lower, than what
// span leaves out.
func (c *Curve) scores(validation plotter.XYs) (scores []float64) {
	if len(validation) > 0 {
		best := math.Inf(-1)
		for _, p := range validation {
			best = max(best, p.Y)
		}
		scores = append(scores, best)
	}
	if c.HeldOut != nil {
		scores = append(scores, *c.HeldOut)
	}
	return scores
}

// level is the held-out score as a line over the whole run.
func (c *Curve) level(run plotter.XYs) plotter.XYs {
	if c.HeldOut == nil || len(run) == 0 {
		return nil
	}
	return plotter.XYs{{X: run[0].X, Y: *c.HeldOut}, {X: run[len(run)-1].X, Y: *c.HeldOut}}
}

func addLine(p *chart, name string, points plotter.XYs, c color.Color, width float64) error {
	switch len(points) {
	case 0:
		return nil
	case 1:
		return addDots(p, name, points, c, 1.5*width)
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = c, vg.Points(width)
	p.Add(line)
	p.name(name, line)
	return nil
}

func finite(points plotter.XYs) plotter.XYs {
	var out plotter.XYs
	for _, p := range points {
		if !math.IsNaN(p.Y) && !math.IsInf(p.Y, 0) {
			out = append(out, p)
		}
	}
	return out
}

// smoothed is the running mean over a fiftieth of the run, to either side as
// far as there are values.
func smoothed(points plotter.XYs) plotter.XYs {
	reach := len(points) / 100
	out := make(plotter.XYs, len(points))
	for i, p := range points {
		window := points[max(i-reach, 0):min(i+reach+1, len(points))]
		var sum float64
		for _, q := range window {
			sum += q.Y
		}
		out[i] = plotter.XY{X: p.X, Y: sum / float64(len(window))}
	}
	return out
}

// span is the range of y without the first steep part of a run, which would
// flatten all the rest.
func span(lines ...plotter.XYs) (low, high float64) {
	var all []float64
	for _, line := range lines {
		for _, p := range line {
			all = append(all, p.Y)
		}
	}
	if len(all) == 0 {
		return 0, 1
	}
	sort.Float64s(all)
	low, high = all[len(all)/20], all[len(all)-1]
	margin := 0.08*(high-low) + 1e-6
	return low - margin, high + margin
}
