// The key of a chart: the names of its lines, above the chart so that it covers nothing.

package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A chart is a plot with names for what is in it.
type chart struct {
	*plot.Plot
	marks []mark
}

// mark is a line or dot of the chart, and its name.
type mark struct {
	name string
	of   plot.Thumbnailer
}

func newChart() *chart { return &chart{Plot: newPlot()} }

// name puts a name into the key, unless it is "".
func (c *chart) name(name string, of plot.Thumbnailer) {
	if name != "" {
		c.marks = append(c.marks, mark{name, of})
	}
}

const (
	keyRow   = 26 * dot // height of a row of marks
	keyThumb = 40 * dot // width of a mark without its name
	keyGap   = 36 * dot // between marks
	keySpace = 10 * dot // between a mark and its name
)

// keyRows are the marks, as many a row as are not wider than the chart.
func (c *chart) keyRows(width vg.Length) (rows [][]mark) {
	at := width
	for _, m := range c.marks {
		m.name = short(c.Legend.TextStyle, m.name, width-keyThumb-keySpace)
		w := c.width(m)
		if at+keyGap+w > width {
			rows, at = append(rows, nil), -keyGap
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], m)
		at += keyGap + w
	}
	return rows
}

func (c *chart) width(m mark) vg.Length {
	return keyThumb + keySpace + c.Legend.TextStyle.Width(m.name)
}

// keyHeight is the height of the key above a chart of some width.
func (c *chart) keyHeight(width vg.Length) vg.Length {
	return keyRow * vg.Length(len(c.keyRows(width)))
}

// head writes title and key above the data area.
func (c *chart) head(area draw.Canvas, text string) {
	width := area.Size().X
	rows := c.keyRows(width)
	for i, row := range rows {
		c.drawRow(area, row, area.Max.Y+keyRow*(vg.Length(len(rows)-1-i)+0.75))
	}
	area.Max.Y += c.keyHeight(width)
	title(area, text)
}

// drawRow draws marks side by side, in the middle of the area's width.
func (c *chart) drawRow(area draw.Canvas, row []mark, y vg.Length) {
	width := -keyGap
	for _, m := range row {
		width += c.width(m) + keyGap
	}
	style := c.Legend.TextStyle
	style.YAlign = draw.YCenter
	x := area.Center().X - width/2
	for _, m := range row {
		thumb := part(area, x-area.Min.X, y-area.Min.Y-keyRow/4, keyThumb, keyRow/2)
		m.of.Thumbnail(&thumb)
		area.FillText(style, vg.Point{X: x + keyThumb + keySpace, Y: y}, m.name)
		x += c.width(m) + keyGap
	}
}
