// Coordinates: the numbers that pixels become before a density is fitted to them, and their volume element.

package main

import (
	"math"
	"math/rand/v2"
)

// coordinates are a monotone function for each pixel.
type coordinates interface {
	// apply is the coordinate of pixel j at x in (0, 256), with the logarithm of its derivative there.
	apply(j int, x float64) (z, logSlope float64)
	// invert is the pixel of a coordinate.
	invert(j int, z float64) (x float64)
}

var newCoordinates = map[string]func(images) coordinates{"scores": newScores, "logit": newLogit}

// rows are images with uniform noise in the coordinates, and the logarithm of the volume element of each.
func rows(c coordinates, set images, seed uint64) (z [][]float64, logDet []float64) {
	rng := rand.New(rand.NewPCG(seed, 0x6465717561))
	for _, image := range set.pixels {
		row, sum := make([]float64, len(image)), 0.0
		for j, v := range image {
			y, slope := c.apply(j, float64(v)+0.5+(rng.Float64()-0.5)*(1-1e-9))
			row[j] = y
			sum += slope
		}
		z, logDet = append(z, row), append(logDet, sum)
	}
	return z, logDet
}

// scores are normal scores: Φ⁻¹ of each pixel's own distribution function, which rises by the pixel's share of images
// at each level.
type scores struct{ share, below [][]float64 }

const levels = 256

// A pixel's shares are counted over its images and these many more, which have the shares of its neighbours, those of
// all pixels, and equal shares of all levels.
const (
	fromNeighbours = 18
	fromAll        = 2
	fromLevels     = 2
)

func newScores(set images) coordinates {
	n, side := len(set.pixels), set.side
	count, all := make([][levels]float64, side*side), [levels]float64{}
	for _, image := range set.pixels {
		for j, v := range image {
			count[j][v]++
			all[v] += 1 / float64(n*side*side)
		}
	}
	s := &scores{}
	for j := range count {
		share, below := make([]float64, levels), make([]float64, levels+1)
		near := neighbours(j, side)
		for v := range share {
			for _, k := range near {
				share[v] += fromNeighbours * count[k][v] / float64(n*len(near))
			}
			share[v] = (share[v] + count[j][v] + fromAll*all[v] + fromLevels/float64(levels)) / float64(n+fromNeighbours+fromAll+fromLevels)
			below[v+1] = below[v] + share[v]
		}
		s.share, s.below = append(s.share, share), append(s.below, below)
	}
	return s
}

// neighbours are the pixels at most one line and one column away from pixel j, and j itself.
func neighbours(j, side int) (list []int) {
	for i := max(j/side-1, 0); i <= min(j/side+1, side-1); i++ {
		for k := max(j%side-1, 0); k <= min(j%side+1, side-1); k++ {
			list = append(list, i*side+k)
		}
	}
	return list
}

func (s *scores) apply(j int, x float64) (z, logSlope float64) {
	v := int(x)
	lower := s.below[j][v] + s.share[j][v]*(x-float64(v))
	upper := 1 - s.below[j][v+1] + s.share[j][v]*(float64(v+1)-x)
	if z = -math.Sqrt2 * math.Erfcinv(2*max(lower, 1e-15)); upper < lower {
		z = math.Sqrt2 * math.Erfcinv(2*max(upper, 1e-15))
	}
	return z, math.Log(s.share[j][v]) + (z*z+math.Log(2*math.Pi))/2
}

func (s *scores) invert(j int, z float64) float64 {
	u := math.Erfc(-z/math.Sqrt2) / 2
	v := 0
	for v < levels-1 && s.below[j][v+1] < u {
		v++
	}
	return min(float64(v)+(u-s.below[j][v])/s.share[j][v], levels)
}

// logit is log(y/(1-y)) of y = α + (1-2α)·x/256, less its mean and divided by its deviation.
type logit struct{ mean, deviation []float64 }

const alpha = 1e-6

func newLogit(set images) coordinates {
	side := set.side * set.side
	l := &logit{make([]float64, side), make([]float64, side)}
	for j := range side {
		l.deviation[j] = 1
	}
	z, _ := rows(l, set, 0)
	for j := range side {
		var sum, squares float64
		for _, row := range z {
			sum, squares = sum+row[j], squares+row[j]*row[j]
		}
		mean := sum / float64(len(z))
		l.mean[j], l.deviation[j] = mean, math.Sqrt(squares/float64(len(z))-mean*mean)
	}
	return l
}

func (l *logit) apply(j int, x float64) (z, logSlope float64) {
	y := alpha + (1-2*alpha)*x/levels
	return (math.Log(y/(1-y)) - l.mean[j]) / l.deviation[j], math.Log((1-2*alpha)/levels) - math.Log(y*(1-y)) - math.Log(l.deviation[j])
}

func (l *logit) invert(j int, z float64) float64 {
	y := 1 / (1 + math.Exp(-(z*l.deviation[j] + l.mean[j])))
	return min(max((y-alpha)/(1-2*alpha)*levels, 0), levels)
}
