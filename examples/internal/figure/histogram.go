// The picture of one column: histograms of data and samples, and the density.

package figure

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Histogram is the picture of one column.
type Histogram struct {
	Title, Caption string // the caption stands below
	Axis           Axis
	Data, Samples  Rows        // of one column
	Density        plotter.XYs // by the axis's values; nil for none
	DensityName    string
	Unit           string // of the density
}

var (
	ofData    = ramp.at(0.72)
	ofSamples = bright
)

// Write draws the picture as PNG.
func (h *Histogram) Write(w io.Writer) error {
	const width, height = histogramWidth, 440 * dot
	c, err := h.chart()
	if err != nil {
		return err
	}
	h.Axis.turnNames(c.Plot, width)
	left, below := leftOf(c.Plot), belowOf(c.Plot, below)
	img, area := canvas(left+width+right, captionStrip+below+height+c.keyHeight(width)+above)
	inner := part(area, left, captionStrip+below, width, height)
	c.head(inner, h.Title)
	drawAt(c.Plot, inner)
	area.FillText(letterStyle(8), vg.Point{X: area.Min.X + left, Y: area.Min.Y + captionStrip/3}, short(letterStyle(8), h.Caption, width))
	return writeAllColours(w, img.Image())
}

const (
	histogramWidth = 860 * dot
	captionStrip   = 30 * dot
)

func letterStyle(points float64) text.Style {
	style := newPlot().Legend.TextStyle
	style.Font.Size = vg.Points(points)
	return style
}

func (h *Histogram) chart() (*chart, error) {
	c := newChart()
	c.X.Label.Text, c.Y.Label.Text = h.Axis.Label, h.Unit
	if c.X.Tick.Marker = h.Axis.ticker(7); h.Axis.Levels == nil {
		c.X.Tick.Marker = apart{c.X.Tick.Marker, c.X.Tick.Label, histogramWidth, right}
	}
	edges := h.Axis.edges(h.Data.Columns[0])
	data, samples := h.Data.heights(0, edges), h.Samples.heights(0, edges)
	bars, err := plotter.NewPolygon(outline(edges, data))
	if err != nil {
		return nil, err
	}
	bars.Color, bars.LineStyle.Color, bars.LineStyle.Width = mix(background, ofData, 0.4), ofData, vg.Points(0.8)
	c.Add(bars)
	c.name(h.Data.Name, bars)
	if err := addLine(c, h.Samples.Name, outline(edges, samples), ofSamples, 1.2); err != nil {
		return nil, err
	}
	if err := addLine(c, h.DensityName, h.Density, color.White, 1.6); err != nil {
		return nil, err
	}
	c.X.Min, c.X.Max = h.Axis.Low, h.Axis.High
	c.Y.Min, c.Y.Max = 0, 1.06*h.top(data, samples)
	return c, nil
}

// top is the largest value that is shown. A density that is far above the histograms is cut off.
func (h *Histogram) top(data, samples []float64) float64 {
	most := math.SmallestNonzeroFloat64
	for k := range data {
		most = max(most, data[k], samples[k])
	}
	bound := 2 * most
	for _, p := range h.Density {
		most = max(most, min(p.Y, bound))
	}
	return most
}

// outline is the line along the top of bars, from the bottom to the bottom.
func outline(edges, heights []float64) plotter.XYs {
	line := plotter.XYs{{X: edges[0], Y: 0}}
	for k, h := range heights {
		line = append(line, plotter.XY{X: edges[k], Y: h}, plotter.XY{X: edges[k+1], Y: h})
	}
	return append(line, plotter.XY{X: edges[len(edges)-1], Y: 0})
}
