// A gallery shows its images and captions.

package figure

import (
	"bytes"
	"fmt"
	"image/png"
	"testing"
)

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
			t.Errorf("%d images make the picture lower", n)
		} else {
			last = h
		}
	}
	tile := (&Gallery{Columns: 2, Rows: 2, Images: [][]float64{{0, 1, 0.5, 0}}}).tile(0)
	light := func(x, y int) uint32 { r, _, _, _ := tile.At(x, y).RGBA(); return r }
	if s := tile.Bounds().Dx() - 1; !(light(s, 0) > light(0, s) && light(0, s) > light(0, 0) && light(0, 0) == light(s, s)) {
		t.Error("the pixels are not in their places")
	}
}
