// The picture: samples, and below each the training image that is nearest to it.

package main

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

const samples = 12

func (j *job) picture(ctx context.Context, f *likelihood.Flow) error {
	drawn, err := f.Sample(ctx, samples, j.seed)
	if err != nil {
		return err
	}
	g := &figure.Gallery{Title: "Drawn from the flow, and the nearest training images", Columns: j.side, Rows: j.side}
	for from := 0; from < samples; from += 6 { // a line of samples, a line of training images
		var near [][]float64
		for _, row := range drawn[from : from+6] {
			image := make([]float64, len(row))
			for k, z := range row {
				image[k] = j.pixels.invert(k, z) / levels
			}
			g.Images, g.Captions = append(g.Images, image), append(g.Captions, "drawn")
			near = append(near, nearest(image, j.training))
		}
		g.Images, g.Captions = append(g.Images, near...), append(g.Captions, slices.Repeat([]string{"nearest"}, len(near))...)
	}
	return program.Draw(j.path("images.png"), g, j.log)
}

// nearest is the training image at the least squared distance.
func nearest(image []float64, set images) []float64 {
	best, least := 0, 0.0
	for i, candidate := range set.pixels {
		distance := 0.0
		for k, v := range candidate {
			d := image[k] - (float64(v)+0.5)/levels
			distance += d * d
		}
		if i == 0 || distance < least {
			best, least = i, distance
		}
	}
	pixels := make([]float64, len(image))
	for k, v := range set.pixels[best] {
		pixels[k] = (float64(v) + 0.5) / levels
	}
	return pixels
}
