// The panels of a corner plot.

package figure

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// overlay is data and samples as light of two colours. Both have the same amount of light in all.
func (p *Corner) overlay(x, y, pixels int) image.Image {
	data, samples := p.light(&p.Data, x, y, pixels), p.light(&p.Samples, x, y, pixels)
	img := image.NewNRGBA(image.Rect(0, 0, pixels, pixels))
	e := exposureOf(data)
	for i := range data {
		if data[i] == 0 && samples[i] == 0 {
			img.SetNRGBA(i%pixels, i/pixels, background)
			continue
		}
		a, b := 1-math.Exp(-e*data[i]), 1-math.Exp(-e*samples[i])
		img.SetNRGBA(i%pixels, i/pixels, together(a, b))
	}
	return img
}

// together adds light of both colours to the background.
func together(data, samples float64) color.NRGBA {
	channel := func(ground, a, b uint8) uint8 {
		v := linear(ground) + data*linear(a) + samples*linear(b)
		return gamma(v)
	}
	return color.NRGBA{channel(background.R, ofData.R, ofSamples.R), channel(background.G, ofData.G, ofSamples.G), channel(background.B, ofData.B, ofSamples.B), 0xff}
}

// exposureOf makes the brightest pixels, except a few outliers, nearly white, and keeps a lone dot visible. light is
// that of mean dots of 1.
func exposureOf(light []float64) float64 {
	const bright, faintest, lightest = 1.3, 0.15, 1.2
	var lit []float64
	for _, v := range light {
		if v > 0.1 {
			lit = append(lit, v)
		}
	}
	if len(lit) == 0 {
		return lightest
	}
	slices.Sort(lit)
	return math.Min(math.Max(bright/lit[len(lit)*97/100], faintest), lightest)
}

// light is that of the rows that have both values, as many dots of 1 as the data have rows.
func (p *Corner) light(r *Rows, x, y, pixels int) []float64 {
	light := make([]float64, pixels*pixels)
	n, total := 0, 0.0
	for i, v := range r.Columns[x] {
		if w := r.Columns[y][i]; !math.IsNaN(v) && !math.IsNaN(w) {
			n, total = n+1, total+r.weight(i)
		}
	}
	all := float64(p.Data.len())
	random := rand.New(rand.NewPCG(uint64(x), uint64(y)))
	for i := range r.Columns[x] {
		u := p.Axes[x].spread(r.Columns[x][i], random) * float64(pixels)
		v := (1 - p.Axes[y].spread(r.Columns[y][i], random)) * float64(pixels)
		if u >= 0 && u < float64(pixels) && v >= 0 && v < float64(pixels) {
			splat(light, pixels, pixels, u, v, all*r.weight(i)/total, softness(n))
		}
	}
	return light
}

// spread is a value's position along the axis, from 0 to 1: a random point of its cell, or beside its level.
func (a *Axis) spread(v float64, random *rand.Rand) float64 {
	cell := a.Cell
	if a.Levels != nil {
		cell = 0.7
	}
	return (v + cell*(random.Float64()-0.5) - a.Low) / (a.High - a.Low)
}

// marginal is the logarithm of a column's density among data and samples.
func (p *Corner) marginal(j int) (*plot.Plot, error) {
	plt := newPlot()
	edges := p.Axes[j].edges(p.Data.Columns[j])
	low, high := math.Inf(1), math.Inf(-1)
	for _, of := range []struct {
		rows  *Rows
		color color.Color
		width float64
	}{{&p.Data, ofData, 2.2}, {&p.Samples, ofSamples, 1}} {
		for _, run := range runs(edges, of.rows.heights(j, edges)) {
			for _, q := range run {
				low, high = min(low, q.Y), max(high, q.Y)
			}
			line, err := plotter.NewLine(run)
			if err != nil {
				return nil, err
			}
			line.Color, line.Width = of.color, vg.Points(of.width)
			plt.Add(line)
		}
	}
	p.frame(plt, j, j)
	plt.Y.Min, plt.Y.Max = low-0.1*(high-low)-0.1, high+0.1*(high-low)+0.1
	if low > high {
		plt.Y.Min, plt.Y.Max = 0, 1
	}
	return plt, nil
}

// runs are the logarithms of bars that are not empty, as a line for those side by side.
func runs(edges, heights []float64) (all []plotter.XYs) {
	open := false
	for k, h := range heights {
		if h == 0 {
			open = false
			continue
		}
		if !open {
			all, open = append(all, nil), true
		}
		last := &all[len(all)-1]
		*last = append(*last, plotter.XY{X: edges[k], Y: math.Log(h)}, plotter.XY{X: edges[k+1], Y: math.Log(h)})
	}
	return all
}

// scale writes numbers to the right of a marginal density.
func scale(area draw.Canvas, plt *plot.Plot) {
	style := letterStyle(7)
	style.YAlign = draw.YCenter
	line := draw.LineStyle{Color: faint, Width: vg.Points(0.5)}
	for _, tick := range (ticks{fewTicks}).Ticks(plt.Y.Min, plt.Y.Max) {
		y := area.Min.Y + vg.Length((tick.Value-plt.Y.Min)/(plt.Y.Max-plt.Y.Min))*area.Size().Y
		area.StrokeLine2(line, area.Max.X, y, area.Max.X+vg.Points(2.5), y)
		area.FillText(style, vg.Point{X: area.Max.X + vg.Points(4), Y: y}, tick.Label)
	}
	area.StrokeLine2(line, area.Max.X, area.Min.Y, area.Max.X, area.Max.Y)
}
