// Vector fields as pixels: noise smeared along their lines.

package figure

import (
	"image"
	"math"
	"math/rand/v2"
)

// streaks paints a vector field: noise smeared along its lines (line integral convolution,
// Cabral and Leedom, 1993), the lighter the faster, by the cube root of the speed.
func streaks(x, y *Grid, w, h int) image.Image {
	f := newFlow(x, y, w, h)
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range h {
		for j := range w {
			light := 0.52 * f.speed[i*w+j]
			img.SetNRGBA(j, i, ramp.at(light*(0.72+0.28*f.smear(j, i))))
		}
	}
	return img
}

// flow is a field at the pixels of a picture.
type flow struct {
	w, h  int
	u, v  []float64 // direction in pixels, of length 1; 0 where nothing moves
	speed []float64 // cube root, 1 for the fastest
	noise []float64
}

func newFlow(x, y *Grid, w, h int) *flow {
	n := w * h
	f := &flow{w: w, h: h, u: make([]float64, n), v: make([]float64, n), speed: make([]float64, n), noise: make([]float64, n)}
	rng := rand.New(rand.NewPCG(0, 0x6c6963))
	fastest := 0.0
	for k := range n {
		f.noise[k] = rng.Float64() - 0.5
		column, row := (float64(k%w)+0.5)/float64(w), 1-(float64(k/w)+0.5)/float64(h)
		u, v := x.at(column, row), y.at(column, row)
		f.speed[k] = math.Cbrt(math.Hypot(u, v))
		fastest = math.Max(fastest, f.speed[k])
		// The axes may have different scales, and rows count downwards.
		u, v = u*float64(w)/(x.X1-x.X0), -v*float64(h)/(x.Y1-x.Y0)
		if length := math.Hypot(u, v); length > 0 {
			f.u[k], f.v[k] = u/length, v/length
		}
	}
	for k := range f.speed {
		f.speed[k] /= math.Max(fastest, math.SmallestNonzeroFloat64)
	}
	return f
}

// smear averages the noise along the line of the field through a pixel, to both sides, and
// stretches the mean to −1 … 1.
func (f *flow) smear(column, row int) float64 {
	const reach = 24 // pixels to either side
	sum, n := 0.0, 0
	for _, sign := range [2]float64{1, -1} {
		x, y := float64(column)+0.5, float64(row)+0.5
		for range reach {
			if x < 0 || y < 0 || x >= float64(f.w) || y >= float64(f.h) {
				break
			}
			k := int(y)*f.w + int(x)
			sum, n = sum+f.noise[k], n+1
			x, y = x+sign*f.u[k], y+sign*f.v[k]
		}
	}
	const deviation = 0.2887 // of the noise, √(1/12)
	return math.Max(-1, math.Min(1, sum/math.Sqrt(float64(n))/deviation/2))
}
