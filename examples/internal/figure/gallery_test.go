// Galleries of images.

package figure

import (
	"bytes"
	"fmt"
	"image/png"
	"testing"
)

// TestGallery: more images do not make the picture lower, and a tile has the pixels of its image in their places.
func TestGallery(t *testing.T) {
	last := 0
	for _, n := range []int{0, 1, 7, 100} {
		g := &Gallery{Title: "images", Columns: 2, Rows: 2}
		for i := range n {
			g.Images, g.Captions = append(g.Images, []float64{0, 1, 0.5, 0}), append(g.Captions, fmt.Sprint(i))
		}
		var out bytes.Buffer
		if err := g.Write(&out); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		if h := img.Bounds().Dy(); h < last {
			t.Errorf("%d images make a picture of height %d, want %d or more", n, h, last)
		} else {
			last = h
		}
	}
	tile := (&Gallery{Columns: 2, Rows: 2, Images: [][]float64{{0, 1, 0.5, 0}}}).tile(0)
	light := func(x, y int) uint32 { r, _, _, _ := tile.At(x, y).RGBA(); return r }
	if s := tile.Bounds().Dx() - 1; !(light(s, 0) > light(0, s) && light(0, s) > light(0, 0) && light(0, 0) == light(s, s)) {
		t.Errorf("the corners of the tile have the lights %d, %d, %d, %d; want 0, 1, 0.5 and 0 by rows", light(0, 0), light(s, 0), light(0, s), light(s, s))
	}
}
