// The points around their mean, cut into tiles.

package kernel

import "github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"

// The sizes of one run of a program: rows to score, and points of a tile.
const (
	blockRows  = 256
	tilePoints = 256
)

// outside is the |p|² of an entry without a point in the last tile: its kernels are 0, the widest too.
const outside = 1e308

// centred holds the points less their mean, in tiles of tilePoints.
type centred struct {
	mean  []float64
	tiles []tile
}

// tile is tilePoints points, or fewer in the last tile.
type tile struct {
	points  []float64 // row by row
	squares []float64 // |p|²
}

func newCentred(d *Density) *centred {
	c := &centred{mean: make([]float64, d.Dim())}
	for i := range d.Len() {
		for j, v := range d.point(i) {
			c.mean[j] += v / float64(d.Len())
		}
	}
	for lo := 0; lo < d.Len(); lo += tilePoints {
		c.tiles = append(c.tiles, c.tile(d, lo, min(lo+tilePoints, d.Len())))
	}
	return c
}

func (c *centred) tile(d *Density, lo, hi int) tile {
	dim := len(c.mean)
	b := tile{make([]float64, tilePoints*dim), make([]float64, tilePoints)}
	numeric.Fill(b.squares, outside)
	for i := lo; i < hi; i++ {
		row := b.points[(i-lo)*dim : (i-lo+1)*dim]
		b.squares[i-lo] = c.subtract(row, d.point(i))
	}
	return b
}

// subtract stores x less the mean and returns its squared norm.
func (c *centred) subtract(dst, x []float64) (square float64) {
	for j, v := range x {
		dst[j] = v - c.mean[j]
		square += float64(dst[j] * dst[j])
	}
	return square
}
