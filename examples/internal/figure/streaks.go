package figure

import (
	"image"
	"math"
	"math/rand/v2"
)

// streaks paints a vector field: noise smeared along its lines (line integral convolution,
// Cabral and Leedom, 1993), the lighter the faster, by the cube root of the speed.
func streaks(x, y *Grid, w, h int) image.Image {
	noise := make([]float64, w*h)
	rng := rand.New(rand.NewPCG(0, 0x6c6963))
	for i := range noise {
		noise[i] = rng.Float64() - 0.5
	}
	fastest := 0.0
	for i := range x.Values {
		fastest = math.Max(fastest, math.Hypot(x.Values[i], y.Values[i]))
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range h {
		for j := range w {
			u, v := velocity(x, y, (float64(j)+0.5)/float64(w), 1-(float64(i)+0.5)/float64(h))
			speed := math.Cbrt(math.Hypot(u, v) / fastest)
			img.SetNRGBA(j, i, ramp.at(speed*0.52*(0.72+0.28*smear(noise, x, y, w, h, j, i))))
		}
	}
	return img
}

func velocity(x, y *Grid, u, v float64) (float64, float64) { return x.at(u, v), y.at(u, v) }

// smear averages the noise along the line of the field through a pixel, to both sides, and
// stretches the mean to about −1 … 1.
func smear(noise []float64, x, y *Grid, w, h, column, row int) float64 {
	const reach = 24 // pixels to either side
	sum, n := 0.0, 0.0
	for _, sign := range [2]float64{1, -1} {
		px, py := float64(column)+0.5, float64(row)+0.5
		for range reach {
			i, j := int(py), int(px)
			if i < 0 || i >= h || j < 0 || j >= w || px < 0 || py < 0 {
				break
			}
			sum, n = sum+noise[i*w+j], n+1
			u, v := velocity(x, y, px/float64(w), 1-py/float64(h))
			// In pixels: the two axes may have different scales.
			u, v = u*float64(w)/(x.X1-x.X0), -v*float64(h)/(x.Y1-x.Y0)
			length := math.Hypot(u, v)
			if length == 0 {
				break
			}
			px, py = px+sign*u/length, py+sign*v/length
		}
	}
	if n == 0 {
		return 0
	}
	const deviation = 0.2887 // of the noise, √(1/12)
	return math.Max(-1, math.Min(1, sum/math.Sqrt(n)/deviation/2))
}
