// The style of all pictures: colours, letters, sizes.

package figure

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// dpi makes a picture of three panels about 1,600 pixels wide: sharp on a
// screen that shows two pixels for one.
const dpi = 144

// newPlot is an empty plot in the colours and letters of the package.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = background
	letters(&p.Title.TextStyle, 11)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		letters(&axis.Label.TextStyle, 9)
		letters(&axis.Tick.Label, 8)
		axis.Label.Padding = vg.Points(3)
		axis.Color = faint
		axis.Tick.Color = faint
		axis.Tick.Length = vg.Points(3)
		axis.Padding = 0
		axis.Tick.Marker = ticks{}
	}
	letters(&p.Legend.TextStyle, 9)
	return p
}

func letters(s *text.Style, points float64) {
	s.Color = foreground
	s.Font.Variant = "Sans"
	s.Font.Size = vg.Points(points)
}

// canvas is a new picture filled with the background.
func canvas(width, height vg.Length) (*vgimg.Canvas, draw.Canvas) {
	c := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(background))
	return c, draw.New(c)
}

// part is a rectangle of a canvas, measured from its lower left corner.
func part(c draw.Canvas, x, y, width, height vg.Length) draw.Canvas {
	low := vg.Point{X: c.Min.X + x, Y: c.Min.Y + y}
	high := vg.Point{X: low.X + width, Y: low.Y + height}
	return draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: low, Max: high}}
}

// drawAt draws a plot so that its data area, without title and axes, is area.
// How much the axes need depends a little on the size: hence the iteration.
func drawAt(p *plot.Plot, area draw.Canvas) {
	p.X.Label.Text = short(p.X.Label.TextStyle, p.X.Label.Text, area.Size().X)
	p.Y.Label.Text = short(p.Y.Label.TextStyle, p.Y.Label.Text, area.Size().Y)
	outer := area
	for range 4 {
		inner := p.DataCanvas(outer)
		outer.Min = outer.Min.Add(area.Min.Sub(inner.Min))
		outer.Max = outer.Max.Add(area.Max.Sub(inner.Max))
	}
	p.Draw(outer)
}

// leftOf is the room that a plot's axis takes to the left of the data area: left, or more where its numbers are long.
func leftOf(p *plot.Plot) vg.Length {
	widest := vg.Length(0)
	for _, tick := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		widest = max(widest, p.Y.Tick.Label.Width(tick.Label))
	}
	room := widest + p.Y.Tick.Length + p.Y.Label.Padding + p.Y.Label.TextStyle.Height("y") + vg.Points(6)
	return max(left, dot*vg.Length(dots(room)))
}

// belowOf is the room that a plot's axis takes below the data area: least, or more where names stand upright.
func belowOf(p *plot.Plot, least vg.Length) vg.Length {
	highest := vg.Length(0)
	for _, tick := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		highest = max(highest, p.X.Tick.Label.Rectangle(tick.Label).Size().Y)
	}
	room := highest + p.X.Tick.Length + p.X.Label.Padding + p.X.Label.TextStyle.Height("y") + vg.Points(6)
	return max(least, dot*vg.Length(dots(room)))
}

// title writes above the data area, at one height for every panel.
func title(area draw.Canvas, s string) {
	style := newPlot().Title.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	area.FillText(style, vg.Point{X: area.Center().X, Y: area.Max.Y + vg.Points(7)}, short(style, s, area.Size().X))
}

// short is a text in one line that is no wider than width, cut short if it has to be. Names of columns and files may have
// any length, and a plot would make room for them out of its data area.
func short(style text.Style, s string, width vg.Length) string {
	s = strings.TrimSpace(strings.Map(blank, s))
	n := sort.Search(utf8.RuneCountInString(s), func(n int) bool { return style.Width(ends(s, n+1)) > width })
	return ends(s, n)
}

// blank is a letter, or a blank in place of a line's end and the like.
func blank(letter rune) rune {
	if unicode.IsSpace(letter) {
		return ' '
	}
	return letter
}

// ends are n of a text's letters, the first and the last, around a sign in place of two or more others: names that begin
// alike are told apart by their ends.
func ends(s string, n int) string {
	letters := []rune(s)
	if len(letters) <= n+1 {
		return drawn(letters)
	}
	return drawn(letters[:(n+1)/2]) + "…" + drawn(letters[len(letters)-n/2:])
}

// drawn are letters as they are, and those that the font would leave out, such as 年, by their numbers, as \u5e74.
func drawn(letters []rune) string {
	var b strings.Builder
	style := letterStyle(8) // all pictures have one font
	face := style.Handler.Cache().Lookup(style.Font, style.Font.Size).Face
	for _, letter := range letters {
		if shape, err := face.GlyphIndex(nil, letter); shape == 0 || err != nil {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(letter), "'"))
			continue
		}
		b.WriteRune(letter)
	}
	return b.String()
}

func dots(l vg.Length) int { return int(math.Round(float64(l / dot))) }
