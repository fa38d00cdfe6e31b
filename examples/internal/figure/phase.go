// Phase: a differential equation in the plane beside one that was learned.

package figure

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Phase is the picture of a differential equation in the plane and of one that was learned
// from a trajectory: their fields side by side, each with its trajectory, and below the
// components of both trajectories over time.
type Phase struct {
	Truth, Learned Portrait
	XLabel, YLabel string // of the components
	TimeLabel      string
}

// Portrait is a vector field with a trajectory.
type Portrait struct {
	Title    string
	X, Y     *Grid // components of the field, on one grid
	Path     [][]float64
	Times    []float64 // of the points of the path
	IsPoints bool      // draw the points of the path, not a line through them
}

const (
	strip = 280 * dot // height of the curves over time
	gap   = 118 * dot // between them and the fields
)

// Write draws the picture as PNG.
func (p *Phase) Write(w io.Writer) error {
	b := p.Truth.X.Box
	height := dot * vg.Length(math.Round((b.Y1-b.Y0)/(b.X1-b.X0)*float64(phaseWidth/dot)))
	curves, err := p.curves()
	if err != nil {
		return err
	}
	upper := below + strip + curves.keyHeight(2*phaseWidth+between) + gap
	img, c := canvas(left+2*phaseWidth+between+right, upper+height+above)
	for i, portrait := range []*Portrait{&p.Truth, &p.Learned} {
		area := part(c, left+vg.Length(i)*(phaseWidth+between), upper, phaseWidth, height)
		title(area, portrait.Title)
		plt, err := portrait.plot(p, dots(phaseWidth), dots(height))
		if err != nil {
			return err
		}
		if i > 0 {
			plt.Y.Label.Text = ""
			plt.HideY()
		}
		drawAt(plt.Plot, area)
		portrait.arrows(area)
	}
	area := part(c, left, below, 2*phaseWidth+between, strip)
	curves.head(area, "Both trajectories over time")
	drawAt(curves.Plot, area)
	return write(w, img.Image())
}

const phaseWidth = 700 * dot

func (p *Portrait) plot(phase *Phase, columns, rows int) (*chart, error) {
	b := p.X.Box
	plt := newChart()
	plt.X.Label.Text, plt.Y.Label.Text = phase.XLabel, phase.YLabel
	plt.Add(plotter.NewImage(streaks(p.X, p.Y, columns, rows), b.X0, b.Y0, b.X1, b.Y1))
	plt.X.Min, plt.X.Max, plt.Y.Min, plt.Y.Max = b.X0, b.X1, b.Y0, b.Y1
	path := points(p.Path)
	if p.IsPoints {
		return plt, addDots(plt, "", path, bright, 1.3)
	}
	if err := addLine(plt, "", path, background, 3.6); err != nil {
		return nil, err
	}
	return plt, addLine(plt, "", path, bright, 1.6)
}

func points(path [][]float64) plotter.XYs {
	out := make(plotter.XYs, len(path))
	for i, p := range path {
		out[i] = plotter.XY{X: p[0], Y: p[1]}
	}
	return out
}

func addDots(p *chart, name string, xys plotter.XYs, c color.Color, radius float64) error {
	s, err := plotter.NewScatter(xys)
	if err != nil {
		return err
	}
	s.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(radius), Shape: draw.CircleGlyph{}}
	p.Add(s)
	p.name(name, s)
	return nil
}

// arrows marks the direction along the path, at equal distances, and where it begins.
func (p *Portrait) arrows(area draw.Canvas) {
	b := p.X.Box
	at := func(q []float64) vg.Point {
		return vg.Point{
			X: area.Min.X + vg.Length((q[0]-b.X0)/(b.X1-b.X0))*area.Size().X,
			Y: area.Min.Y + vg.Length((q[1]-b.Y0)/(b.Y1-b.Y0))*area.Size().Y,
		}
	}
	const distance = 210 * dot
	way := distance / 2
	for i := 1; i < len(p.Path); i++ {
		from, to := at(p.Path[i-1]), at(p.Path[i])
		d := to.Sub(from)
		length := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
		if way += length; way >= distance {
			way = 0
			arrowhead(area, to, d.Scale(1/length))
		}
	}
	if len(p.Path) > 0 {
		area.DrawGlyph(draw.GlyphStyle{Color: background, Radius: vg.Points(4.6), Shape: draw.CircleGlyph{}}, at(p.Path[0]))
		area.DrawGlyph(draw.GlyphStyle{Color: foreground, Radius: vg.Points(3.4), Shape: draw.CircleGlyph{}}, at(p.Path[0]))
	}
}

// arrowhead draws a triangle with its tip ahead of a point.
func arrowhead(c draw.Canvas, at, direction vg.Point) {
	size := vg.Points(3.8)
	side := vg.Point{X: -direction.Y, Y: direction.X}
	for _, layer := range []struct {
		color color.Color
		size  vg.Length
	}{{background, size * 1.55}, {foreground, size}} {
		back := at.Sub(direction.Scale(layer.size * 0.7))
		c.FillPolygon(layer.color, []vg.Point{
			at.Add(direction.Scale(layer.size)),
			back.Add(side.Scale(layer.size * 0.75)), back.Sub(side.Scale(layer.size * 0.75)),
		})
	}
}

// curves are the components over time: points of the truth on lines of what was learned.
func (p *Phase) curves() (*chart, error) {
	plt := newChart()
	plt.X.Label.Text = p.TimeLabel
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = nil, faint
	plt.Add(grid)
	colours := []color.Color{bright, ramp.at(0.72)}
	for c, name := range []string{p.XLabel, p.YLabel} {
		if err := addLine(plt, name+" learned", p.Learned.component(c, 1), colours[c], 1.6); err != nil {
			return nil, err
		}
	}
	for c := range colours {
		name := ""
		if c == 0 {
			name = "truth"
		}
		if err := addDots(plt, name, p.Truth.component(c, 8), foreground, 1.3); err != nil {
			return nil, err
		}
	}
	t := p.Learned.Times
	plt.X.Min, plt.X.Max = t[0], t[len(t)-1]
	return plt, nil
}

// component is every so manyth point of one component over time.
func (p *Portrait) component(c, every int) plotter.XYs {
	var out plotter.XYs
	for i := 0; i < len(p.Path); i += every {
		out = append(out, plotter.XY{X: p.Times[i], Y: p.Path[i][c]})
	}
	return out
}
