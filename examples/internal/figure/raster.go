// Grids and points as pixels.

package figure

import (
	"image"
	"math"

	"gonum.org/v1/gonum/stat"
)

// density paints the grid with w×h pixels, low and everything below it as the
// background, high and above as the lightest colour.
func density(g *Grid, low, high float64, w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range h {
		y := 1 - (float64(i)+0.5)/float64(h)
		for j := range w {
			v := g.at((float64(j)+0.5)/float64(w), y)
			img.SetNRGBA(j, i, ramp.at((v-low)/(high-low)))
		}
	}
	return img
}

// cloud paints points as small soft dots whose light adds up and saturates, so
// that a crowd of dots shows its shape and a lone dot is still seen. Weights are
// divided by their mean; nil weights mean that all points count alike.
func cloud(points [][]float64, weights []float64, b Box, w, h int) image.Image {
	light := make([]float64, w*h)
	weight, deviation := exposure(len(points), w*h), softness(len(points))
	mean := stat.Mean(weights, nil)
	for i, p := range points {
		x := (p[0] - b.X0) / (b.X1 - b.X0) * float64(w)
		y := (b.Y1 - p[1]) / (b.Y1 - b.Y0) * float64(h)
		if x >= 0 && x < float64(w) && y >= 0 && y < float64(h) {
			of := weight
			if weights != nil {
				of *= weights[i] / mean
			}
			splat(light, w, h, x, y, of, deviation)
		}
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i, v := range light {
		img.SetNRGBA(i%w, i/w, ramp.at(1-math.Exp(-v)))
	}
	return img
}

// exposure is the light of one dot: less where there are more points than
// pixels to hold them.
func exposure(points, pixels int) float64 {
	return math.Max(0.2, math.Min(1.2, 0.045*float64(pixels)/float64(points+1)))
}

// softness is the deviation of a dot in pixels: fewer points are drawn larger.
func softness(points int) float64 {
	return math.Max(0.8, math.Min(2, 0.8*math.Sqrt(8000/float64(points+1))))
}

// splat adds a normal of that deviation.
func splat(light []float64, w, h int, x, y, weight, deviation float64) {
	reach := int(math.Ceil(2.5 * deviation))
	for i := max(int(y)-reach, 0); i <= min(int(y)+reach, h-1); i++ {
		for j := max(int(x)-reach, 0); j <= min(int(x)+reach, w-1); j++ {
			dx, dy := float64(j)+0.5-x, float64(i)+0.5-y
			light[i*w+j] += weight * math.Exp(-(dx*dx+dy*dy)/(2*deviation*deviation))
		}
	}
}

// bar paints the ramp itself from left to right.
func bar() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, steps, 1))
	for j := range steps {
		img.SetNRGBA(j, 0, ramp[j])
	}
	return img
}
