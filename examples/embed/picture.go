// The picture: images that were taken for another digit.

package main

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// mistakes shows the images that were taken for another digit.
func mistakes(s *images, found []int) *figure.Gallery {
	g := &figure.Gallery{Columns: 8, Rows: 8}
	for i, d := range s.digit {
		if found[i] != d {
			g.Images = append(g.Images, s.pixels[i])
			g.Captions = append(g.Captions, fmt.Sprintf("%d, taken for %d", d, found[i]))
		}
	}
	g.Title = fmt.Sprintf("%d of %d images were taken for another digit", len(g.Images), len(found))
	return g
}
