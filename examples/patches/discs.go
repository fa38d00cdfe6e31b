// Images of discs that lie over each other, which have much of what photographs have: edges, and objects of all sizes
// (Lee, Mumford and Huang, Occlusion models for natural images, 2001).

package main

import (
	"math"
	"math/rand/v2"
)

const (
	imageSide    = 96
	imagesTrain  = 150
	imagesTest   = 30
	perImage     = 200
	smallestDisc = 1.5
	largestDisc  = 60.0
)

// discs are patches of images made with a seed; no image is in two sets.
func discs(seed uint64) *patches {
	rng := rand.New(rand.NewPCG(seed, 0x6469736373))
	p := &patches{}
	for range imagesTrain {
		p.train = cut(p.train, image(rng), rng)
	}
	for range imagesTest / 3 {
		p.validation = cut(p.validation, image(rng), rng)
	}
	for range imagesTest {
		p.test = cut(p.test, image(rng), rng)
	}
	return p
}

// image draws discs from the front until every pixel has its grey; it is blurred a little, as by a lens.
func image(rng *rand.Rand) *[imageSide][imageSide]float64 {
	var grey [imageSide][imageSide]float64
	var seen [imageSide][imageSide]bool
	for left := imageSide * imageSide; left > 0; {
		// A radius with density r⁻³: then an image looks alike at every scale.
		u := rng.Float64()
		r := 1 / math.Sqrt((1-u)/(smallestDisc*smallestDisc)+u/(largestDisc*largestDisc))
		x, y, g := place(rng, r), place(rng, r), rng.Float64()
		for i := max(0, int(y-r)); i <= min(imageSide-1, int(y+r)); i++ {
			for j := max(0, int(x-r)); j <= min(imageSide-1, int(x+r)); j++ {
				if !seen[i][j] && math.Hypot(float64(i)-y, float64(j)-x) < r {
					seen[i][j], grey[i][j] = true, g
					left--
				}
			}
		}
	}
	return blur(&grey, rng)
}

func place(rng *rand.Rand, r float64) float64 { return rng.Float64()*(imageSide+2*r) - r }

func blur(grey *[imageSide][imageSide]float64, rng *rand.Rand) *[imageSide][imageSide]float64 {
	var out [imageSide][imageSide]float64
	weights := [3]float64{0.25, 0.5, 0.25}
	for i := range out {
		for j := range out[i] {
			for a, v := range weights {
				for b, w := range weights {
					out[i][j] += v * w * grey[min(max(i+a-1, 0), imageSide-1)][min(max(j+b-1, 0), imageSide-1)]
				}
			}
			out[i][j] = min(max(out[i][j]+0.01*rng.NormFloat64(), 0), 1)
		}
	}
	return &out
}

// cut appends patches from places drawn at random.
func cut(set []uint8, image *[imageSide][imageSide]float64, rng *rand.Rand) []uint8 {
	for range perImage {
		i, j := rng.IntN(imageSide-side+1), rng.IntN(imageSide-side+1)
		for a := range side {
			for b := range side {
				set = append(set, uint8(min(255, image[i+a][j+b]*256)))
			}
		}
	}
	return set
}
