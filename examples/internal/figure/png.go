// PNG files with a palette.

package figure

import (
	"image"
	"image/color"
	"image/png"
	"io"
)

// write encodes with a palette: the ramp in fewer steps than the eye tells
// apart, and the mixtures of letters and lines with the background. A third of
// the size of the full colours.
func write(w io.Writer, img image.Image) error {
	pal := palette()
	out := image.NewPaletted(img.Bounds(), pal)
	at, index := pixelsOf(img), indexOf(pal)
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			out.SetColorIndex(x, y, index(at(x, y)))
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return encoder.Encode(w, out)
}

// pixelsOf returns the function of an image that gives its pixels, one that allocates nothing if the image has such a
// function.
func pixelsOf(img image.Image) func(x, y int) color.RGBA64 {
	if own, ok := img.(image.RGBA64Image); ok {
		return own.RGBA64At
	}
	return func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(img.At(x, y)).(color.RGBA64) }
}

// indexOf returns a function that finds colours in a palette. It remembers them all, and is quickest with the last.
func indexOf(pal color.Palette) func(color.RGBA64) uint8 {
	known := map[color.RGBA64]uint8{}
	var last color.RGBA64
	found := uint8(pal.Index(last))
	return func(c color.RGBA64) uint8 {
		if c == last {
			return found
		}
		i, ok := known[c]
		if !ok {
			i = uint8(pal.Index(c))
			known[c] = i
		}
		last, found = c, i
		return i
	}
}

// writeAllColours is for pictures of more colours than a palette has.
func writeAllColours(w io.Writer, img image.Image) error { return png.Encode(w, img) }

func palette() color.Palette {
	const mixtures = 16
	pal := make(color.Palette, 0, 256)
	for _, c := range []color.NRGBA{foreground, faint, bright} {
		for i := range mixtures {
			pal = append(pal, mix(background, c, float64(i+1)/mixtures))
		}
	}
	for n, i := 256-len(pal), 0; i < n; i++ {
		pal = append(pal, ramp.at(float64(i)/float64(n-1)))
	}
	return pal
}
