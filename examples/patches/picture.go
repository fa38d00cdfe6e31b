// The picture: patches of the data beside patches of the flow.

package main

import (
	"context"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"gonum.org/v1/gonum/floats"
)

// shown is how many patches of the data, and of the flow, the picture shows.
const shown = 12

func (j *job) picture(ctx context.Context, f *likelihood.Flow) error {
	samples, err := f.Sample(ctx, shown, j.seed)
	if err != nil {
		return err
	}
	for _, y := range samples {
		floats.Scale(stretch(floats.Norm(y, 2)), y)
	}
	g := &figure.Gallery{Title: "Twelve patches of test images, twelve drawn from the flow", Columns: side, Rows: side}
	for what, set := range [][][]float64{j.test[:shown], samples} {
		for _, row := range set {
			g.Images = append(g.Images, shade(j.coordinates.pixels(row)))
			g.Captions = append(g.Captions, []string{"test", "drawn"}[what])
		}
	}
	return program.Draw(j.path("patches.png"), g, j.log)
}

// shade stretches a patch to 0 … 1.
func shade(pixels []float64) []float64 {
	low, high := pixels[0], pixels[0]
	for _, v := range pixels {
		low, high = min(low, v), max(high, v)
	}
	for i := range pixels {
		pixels[i] = (pixels[i] - low) / max(high-low, 1e-9)
	}
	return pixels
}
