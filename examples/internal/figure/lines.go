// Lines and dots over an axis, panel by panel.

package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Lines is a row of panels.
type Lines []LinePanel

// LinePanel is lines and dots over one pair of axes. If lines have names, a key stands above the panel.
type LinePanel struct {
	Title, XLabel, YLabel string
	Lines                 []Line
	Square                bool // the same unit on both axes
}

// Line is a line, or dots.
type Line struct {
	Name         string // in the key; "" for none
	X, Y         []float64
	Color        int // 0 to 2
	Dashed, Dots bool
}

var lineColors = []color.Color{ramp.at(0.72), bright, foreground}

// Write draws the picture as PNG.
func (l Lines) Write(w io.Writer) error {
	const height = 420 * dot
	width := vg.Length(860 * dot)
	if len(l) > 0 && l[0].Square {
		width = height
	}
	n, key := vg.Length(len(l)), vg.Length(0)
	charts := make([]*chart, len(l))
	for i := range l {
		var err error
		if charts[i], err = l[i].plot(); err != nil {
			return err
		}
		key = max(key, charts[i].keyHeight(width))
	}
	img, area := canvas(n*(left+width)+right, below+height+key+above)
	for i, c := range charts {
		inner := part(area, left+vg.Length(i)*(left+width), below, width, height)
		c.head(inner, l[i].Title)
		drawAt(c.Plot, inner)
	}
	return write(w, img.Image())
}

func (l *LinePanel) plot() (*chart, error) {
	p := newChart()
	p.X.Label.Text, p.Y.Label.Text = l.XLabel, l.YLabel
	for _, line := range l.Lines {
		if err := line.add(p); err != nil {
			return nil, err
		}
	}
	p.Y.Max += 0.04 * (p.Y.Max - p.Y.Min)
	if l.Square {
		half := max(p.X.Max-p.X.Min, p.Y.Max-p.Y.Min) / 2
		x, y := (p.X.Max+p.X.Min)/2, (p.Y.Max+p.Y.Min)/2
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = x-half, x+half, y-half, y+half
	}
	return p, nil
}

func (l *Line) add(p *chart) error {
	points := make(plotter.XYs, len(l.X))
	for i := range points {
		points[i] = plotter.XY{X: l.X[i], Y: l.Y[i]}
	}
	if points = finite(points); len(points) == 0 {
		return nil
	}
	if !l.Dots {
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.Color, line.Width = lineColors[l.Color], vg.Points(1.3)
		if l.Dashed {
			line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
		}
		p.Add(line)
		p.name(l.Name, line)
		return nil
	}
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: lineColors[l.Color], Radius: vg.Points(2.2), Shape: draw.CircleGlyph{}}
	p.Add(dots)
	p.name(l.Name, dots)
	return nil
}
