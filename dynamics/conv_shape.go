// The shapes of a layer of convolutions, by its stride.

package dynamics

import "github.com/gorgoflow/gorgoflow/graph"

// convShape is a layer's map from images to images.
type convShape struct {
	from, to Image
	stride   int
}

// newConvShape returns the map of a layer with a stride; false if the stride does not suit the image.
func newConvShape(from Image, out, stride int) (s convShape, ok bool) {
	s = convShape{from: from, to: Image{out, from.Height, from.Width}, stride: stride}
	switch stride {
	case 1:
	case 2:
		s.to.Height, s.to.Width = from.Height/2, from.Width/2
	case -2:
		s.to.Height, s.to.Width = 2*from.Height, 2*from.Width
	default:
		return s, false
	}
	return s, s.to.holds(maxImage)
}

// maxImage bounds the elements of a layer's result for one row.
const maxImage = 1 << 24

func (s convShape) isTransposed() bool { return s.stride < 0 }

// convolution returns the sizes for so many channels besides those of the layer's argument. The kernel for a stride is
// FFJORD's choice.
func (s convShape) convolution(features int) graph.Convolution {
	from, to := s.from, s.to
	from.Channels += features
	c := graph.Convolution{Kernel: 3, Stride: 1, Padding: 1, Transposed: s.isTransposed()}
	if s.stride != 1 {
		c.Kernel, c.Stride = 4, 2
	}
	if s.isTransposed() {
		from, to = to, from
	}
	c.In, c.Height, c.Width, c.Out = from.Channels, from.Height, from.Width, to.Channels
	return c
}
