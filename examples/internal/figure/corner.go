// The corner plot: every column against every other, and each by itself along the diagonal.

package figure

import (
	"io"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Corner is the picture of data against samples in two columns or more. Below the diagonal, data and samples are light
// of two colours, which together make white. Along the diagonal stand the logarithms of their marginal densities.
type Corner struct {
	Title         string
	Notes         []string // in the free corner
	Axes          []Axis
	Data, Samples Rows // a column for each axis
}

const (
	cornerSize  = 1480 * dot // of all panels
	leastSide   = 150 * dot
	mostSide    = 460 * dot
	cornerGap   = 14 * dot
	cornerRight = 96 * dot // numbers of the last marginal density
	leastBelow  = 96 * dot
)

// Write draws the picture as PNG.
func (p *Corner) Write(w io.Writer) error {
	n, side := vg.Length(len(p.Axes)), p.side()
	cornerLeft, cornerBelow := p.room()
	size := n*side + (n-1)*cornerGap
	img, c := canvas(cornerLeft+size+cornerRight, cornerBelow+size+above/2)
	at := func(row, column int) draw.Canvas {
		return part(c, cornerLeft+vg.Length(column)*(side+cornerGap), cornerBelow+vg.Length(len(p.Axes)-1-row)*(side+cornerGap), side, side)
	}
	for i := range p.Axes {
		for j := range i {
			drawAt(p.pair(i, j, dots(side)), at(i, j))
		}
		plt, err := p.marginal(i)
		if err != nil {
			return err
		}
		drawAt(plt, at(i, i))
		scale(at(i, i), plt)
	}
	free := side // to the right of as many panels as notes are high
	if len(p.Axes) > 4 {
		free += side + cornerGap
	}
	p.say(part(c, cornerLeft+free+cornerRight, cornerBelow, size-free, size))
	return writeAllColours(w, img.Image())
}

// side is that of a panel.
func (p *Corner) side() vg.Length {
	return dot * vg.Length(dots(min(max(cornerSize/vg.Length(len(p.Axes)), leastSide), mostSide)))
}

// room is what the axes take to the left and below.
func (p *Corner) room() (left, below vg.Length) {
	last := len(p.Axes) - 1
	for i := range p.Axes {
		plt, under := newPlot(), newPlot()
		if p.frame(plt, i, 0); i > 0 {
			left = max(left, leftOf(plt))
		}
		p.frame(under, last, i)
		below = max(below, belowOf(under, leastBelow))
	}
	return left, below
}

// frame gives a panel the axes that stand at the picture's edges.
func (p *Corner) frame(plt *plot.Plot, row, column int) {
	plt.BackgroundColor = nil // numbers at the edge of a panel reach into the next one
	x := &p.Axes[column]
	most := 6
	if len(p.Axes) > 4 {
		most = fewTicks
	}
	plt.X.Min, plt.X.Max = x.Low, x.High
	plt.X.Tick.Marker = x.ticker(most)
	if row < len(p.Axes)-1 {
		plt.HideX()
	} else {
		plt.X.Label.Text = x.Label
		if x.Levels == nil {
			plt.X.Tick.Marker = apart{plt.X.Tick.Marker, plt.X.Tick.Label, p.side(), cornerGap / 2}
		}
		x.turnNames(plt, p.side())
	}
	if row == column {
		plt.HideY()
		return
	}
	y := &p.Axes[row]
	plt.Y.Min, plt.Y.Max = y.Low, y.High
	plt.Y.Tick.Marker = y.ticker(most)
	if column > 0 {
		plt.HideY()
	} else {
		plt.Y.Label.Text = y.Label
	}
}

// pair is the panel of two columns.
func (p *Corner) pair(row, column, pixels int) *plot.Plot {
	plt := newPlot()
	x, y := &p.Axes[column], &p.Axes[row]
	img := p.overlay(column, row, pixels)
	plt.Add(plotter.NewImage(img, x.Low, y.Low, x.High, y.High))
	p.frame(plt, row, column)
	return plt
}

// say writes notes into the free corner.
func (p *Corner) say(area draw.Canvas) {
	line := func(points float64, text string, x vg.Length) {
		style := letterStyle(points)
		style.YAlign = draw.YTop
		area.FillText(style, vg.Point{X: area.Min.X + x, Y: area.Max.Y}, short(style, text, area.Size().X-x))
		area.Max.Y -= vg.Points(points * 1.55)
	}
	line(11, p.Title, 0)
	area.Max.Y -= vg.Points(3)
	for _, of := range []struct {
		name   string
		colour draw.LineStyle
	}{{p.Data.Name, draw.LineStyle{Color: ofData, Width: vg.Points(5)}}, {p.Samples.Name, draw.LineStyle{Color: ofSamples, Width: vg.Points(5)}}} {
		y := area.Max.Y - vg.Points(5.5)
		area.StrokeLine2(of.colour, area.Min.X, y, area.Min.X+vg.Points(12), y)
		line(9, of.name, vg.Points(18))
	}
	area.Max.Y -= vg.Points(3)
	for _, note := range p.Notes {
		for _, text := range wrap(note, area.Size().X) {
			line(8, text, 0)
		}
	}
}

// wrap breaks a text into lines of some width.
func wrap(text string, width vg.Length) (lines []string) {
	style, line := letterStyle(8), ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && style.Width(longer) > width {
			lines, longer = append(lines, line), word
		}
		line = longer
	}
	return append(lines, line)
}
