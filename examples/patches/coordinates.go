// Coordinates: a patch's cosine transform in units of its deviations, in which all symmetries of the square are changes
// of sign and permutations.

package main

import (
	"math"

	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
)

// coordinates are z_uv = ĉ_uv / σ_uv for all frequencies but (0, 0), which is that of the mean. The division by the
// deviations σ_uv makes all columns about 1: low frequencies have tens of times the deviation of high ones.
type coordinates struct {
	deviation []float64 // of both (u, v) and (v, u), so that a transposed patch has its coordinates permuted
	logDet    float64   // log |∂z/∂x| for x of 63 columns, the patch without its mean and its last pixel
}

// cosines is the orthonormal transform of eight numbers (DCT-II), a frequency a row.
var cosines = func() (c [side][side]float64) {
	for u := range c {
		norm := math.Sqrt(2.0 / side)
		if u == 0 {
			norm = math.Sqrt(1.0 / side)
		}
		for i := range c[u] {
			c[u][i] = norm * math.Cos(math.Pi*(float64(i)+0.5)*float64(u)/side)
		}
	}
	return c
}()

// transform stores the frequencies of a patch, without that of its mean. Both are orthonormal.
func transform(dst []float64, patch *[side * side]float64) {
	var half [side][side]float64
	for u := range side {
		for j := range side {
			for i := range side {
				half[u][j] += cosines[u][i] * patch[i*side+j]
			}
		}
	}
	for at := range columns {
		u, v := (at+1)/side, (at+1)%side
		sum := 0.0
		for j := range side {
			sum += half[u][j] * cosines[v][j]
		}
		dst[at] = sum
	}
}

// newCoordinates measures the deviations of frequencies, row by row.
func newCoordinates(frequencies [][]float64) *coordinates {
	c := &coordinates{deviation: make([]float64, columns)}
	for _, row := range frequencies {
		for at, v := range row {
			c.deviation[at] += v * v / float64(len(frequencies))
		}
	}
	// Leaving out the last pixel of a patch whose pixels add up to zero divides volumes by 8: the hyperplane's normal
	// has the cosine 1/8 with every axis.
	c.logDet = math.Log(side)
	for at := range columns {
		u, v := (at+1)/side, (at+1)%side
		if other := v*side + u - 1; other >= at {
			s := math.Sqrt((c.deviation[at] + c.deviation[other]) / 2)
			c.deviation[at], c.deviation[other] = s, s
		}
		c.logDet -= math.Log(c.deviation[at])
	}
	return c
}

// scale brings frequencies to coordinates.
func (c *coordinates) scale(row []float64) {
	for at, s := range c.deviation {
		row[at] /= s
	}
}

// scaleAll brings the frequencies of many patches to coordinates, and returns the coordinates.
func (c *coordinates) scaleAll(rows [][]float64) [][]float64 {
	for _, row := range rows {
		c.scale(row)
	}
	return rows
}

// pixels is a patch with the mean zero.
func (c *coordinates) pixels(row []float64) []float64 {
	patch := make([]float64, side*side)
	for at, v := range row {
		u, w := (at+1)/side, (at+1)%side
		for i := range side {
			for j := range side {
				patch[i*side+j] += v * c.deviation[at] * cosines[u][i] * cosines[w][j]
			}
		}
	}
	return patch
}

// symmetries are those of the square.
func symmetries() (all []gsm.Symmetry) {
	for element := range 8 {
		s := gsm.Identity(columns)
		for at := range columns {
			u, v := (at+1)/side, (at+1)%side
			if element&1 != 0 && u%2 == 1 {
				s.Sign[at] = -s.Sign[at]
			}
			if element&2 != 0 && v%2 == 1 {
				s.Sign[at] = -s.Sign[at]
			}
			if element&4 != 0 {
				s.Source[at] = v*side + u - 1
			}
		}
		all = append(all, s)
	}
	return all
}
