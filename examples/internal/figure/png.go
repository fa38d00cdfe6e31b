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
	known := map[color.Color]uint8{}
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			c := img.At(x, y)
			i, ok := known[c]
			if !ok {
				i = uint8(pal.Index(c))
				known[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return encoder.Encode(w, out)
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
