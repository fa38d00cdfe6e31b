// Gallery: small images with captions.

package figure

import (
	"image"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Gallery shows small images with a caption under each.
type Gallery struct {
	Title         string
	Columns, Rows int         // pixels of an image
	Images        [][]float64 // pixels row by row from the top, 0 … 1, 1 lightest
	Captions      []string
}

const (
	tile     = 152 * dot // side of an image
	caption  = 34 * dot  // under it
	tileGap  = 22 * dot
	perRow   = 6
	maxTiles = 4 * perRow // more would not be looked at
)

// Write draws the picture as PNG: six images in a row, at most twenty-four.
func (g *Gallery) Write(w io.Writer) error {
	n := min(len(g.Images), maxTiles)
	rows := max(1, (n+perRow-1)/perRow)
	width := perRow*tile + (perRow+1)*tileGap
	height := above + vg.Length(rows)*(tile+caption+tileGap) + tileGap/2
	img, c := canvas(width, height)
	style := newPlot().Title.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	c.FillText(style, vg.Point{X: c.Center().X, Y: c.Max.Y - above/2}, g.Title)
	style.Font.Size = vg.Points(9)
	for i := range n {
		x := tileGap + vg.Length(i%perRow)*(tile+tileGap)
		y := height - above - vg.Length(i/perRow)*(tile+caption+tileGap) - tile
		area := part(c, x, y, tile, tile)
		area.DrawImage(area.Rectangle, g.tile(i))
		area.FillText(style, vg.Point{X: area.Center().X, Y: area.Min.Y - caption/2}, g.Captions[i])
	}
	return write(w, img.Image())
}

// tile is one image, its pixels enlarged to squares.
func (g *Gallery) tile(i int) image.Image {
	side := dots(tile)
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			v := g.Images[i][y*g.Rows/side*g.Columns+x*g.Columns/side]
			img.SetNRGBA(x, y, ramp.at(0.08+0.84*v))
		}
	}
	return img
}
