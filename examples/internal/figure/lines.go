// Lines and dots over an axis, panel by panel.

package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Lines is a row of panels.
type Lines []LinePanel

// LinePanel is lines and dots over one pair of axes; a legend, where lines have names, stands above them all.
type LinePanel struct {
	Title, XLabel, YLabel string
	Lines                 []Line
	Square                bool // the same unit on both axes
}

// Line is a line, or dots.
type Line struct {
	Name         string // in the legend; "" for none
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
	n := vg.Length(len(l))
	img, area := canvas(n*(left+width)+right, below+height+above)
	for i := range l {
		p, err := l[i].plot()
		if err != nil {
			return err
		}
		inner := part(area, left+vg.Length(i)*(left+width), below, width, height)
		title(inner, l[i].Title)
		drawAt(p, inner)
	}
	return write(w, img.Image())
}

func (l *LinePanel) plot() (*plot.Plot, error) {
	p, named := newPlot(), 0
	p.X.Label.Text, p.Y.Label.Text = l.XLabel, l.YLabel
	for _, line := range l.Lines {
		if line.Name != "" {
			named++
		}
		if err := line.add(p); err != nil {
			return nil, err
		}
	}
	p.Y.Max += (0.08 + 0.06*float64(named)) * (p.Y.Max - p.Y.Min) // room for the legend
	if l.Square {
		half := max(p.X.Max-p.X.Min, p.Y.Max-p.Y.Min) / 2
		x, y := (p.X.Max+p.X.Min)/2, (p.Y.Max+p.Y.Min)/2
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = x-half, x+half, y-half, y+half
	}
	p.Legend.Top, p.Legend.Padding = true, vg.Points(3)
	p.Legend.XOffs, p.Legend.YOffs = -vg.Points(6), -vg.Points(4)
	return p, nil
}

func (l *Line) add(p *plot.Plot) error {
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
		l.legend(p, line)
		return nil
	}
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: lineColors[l.Color], Radius: vg.Points(2.2), Shape: draw.CircleGlyph{}}
	p.Add(dots)
	l.legend(p, dots)
	return nil
}

func (l *Line) legend(p *plot.Plot, of plot.Thumbnailer) {
	if l.Name != "" {
		p.Legend.Add(l.Name, of)
	}
}
