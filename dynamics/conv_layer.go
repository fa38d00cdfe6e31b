// A layer of convolutions, and how it knows the time.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// convShape is a layer's map from images to images.
type convShape struct {
	from, to Image
	stride   int
}

// newConvShape is what a stride makes of an image; false where it makes none.
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
	return s, s.to.Height > 0 && s.to.Width > 0 && s.to.Dim() <= maxImage
}

// maxImage bounds the numbers of a layer's result for a row.
const maxImage = 1 << 24

func (s convShape) isTransposed() bool { return s.stride < 0 }

// convolution are the sizes for so many channels of features before the layer's own, with FFJORD's choice of a kernel for a stride.
func (s convShape) convolution(lead int) graph.Convolution {
	from, to := s.from, s.to
	from.Channels += lead
	c := graph.Convolution{Kernel: 3, Stride: 1, Padding: 1}
	if s.stride != 1 {
		c.Kernel, c.Stride = 4, 2
	}
	if s.isTransposed() {
		from, to = to, from
	}
	c.In, c.Height, c.Width, c.Out = from.Channels, from.Height, from.Width, to.Channels
	return c
}

// convLayer is
//
//	y = (K*[t, x] + b)∘σ(t·w + c) + t·v
//
// with a channel of t for Concat only, a gate for Squash and ConcatSquash, and a shift for ConcatV2 and ConcatSquash. b, w, c and v have one
// number for a channel.
type convLayer struct {
	convShape
	lead         int // channels of t
	kernel, bias *graph.Param
	gate         *linear      // w and c, nil: none
	shift        *graph.Param // v as [out, 1], nil: none
}

func newConvLayer(m *initializer, s convShape, kind Layer) *convLayer {
	l := &convLayer{convShape: s}
	if kind == Concat {
		l.lead = m.features
	}
	c := s.convolution(l.lead)
	bound := uniformBound(c.In * c.Kernel * c.Kernel) // as torch has it, also for transposed ones
	l.kernel = m.uniform("_layer.weight", c.Out, c.In*c.Kernel*c.Kernel, bound)
	l.bias = m.uniform("_layer.bias", 1, s.to.Channels, bound)
	switch kind {
	case ConcatV2:
		l.shift = m.shift("_hyper_bias", s.to.Channels)
	case Squash:
		l.gate = m.gate("_hyper", s.to.Channels)
	case ConcatSquash:
		l.shift = m.shift("_hyper_bias", s.to.Channels)
		l.gate = m.gate("_hyper_gate", s.to.Channels)
	}
	return l
}

func (l *convLayer) build(b *graph.Builder, t, x *G.Node) *G.Node {
	if l.lead > 0 {
		x = b.ConcatCols(spread(b, t, l.from), x)
	}
	var y *G.Node
	if c := l.convolution(l.lead); l.isTransposed() {
		y = b.ConvolveTransposed(x, b.Param(l.kernel), c)
	} else {
		y = b.Convolve(x, b.Param(l.kernel), c)
	}
	y = b.Add(y, l.channels(b, one(b), b.Transpose(b.Param(l.bias))))
	if l.gate != nil {
		gate := b.Add(l.channels(b, t, b.Param(l.gate.weight)), l.channels(b, one(b), b.Transpose(b.Param(l.gate.bias))))
		y = b.Mul(y, b.Sigmoid(gate))
	}
	if l.shift != nil {
		y = b.Add(y, l.channels(b, t, b.Param(l.shift)))
	}
	return y
}

// channels are x, R×1, times a number for each channel of the result, out×1, at all its pixels.
func (l *convLayer) channels(b *graph.Builder, x, numbers *G.Node) *G.Node {
	c := graph.Convolution{In: 1, Out: l.to.Channels, Height: l.to.Height, Width: l.to.Width, Kernel: 1, Stride: 1}
	return b.Convolve(spread(b, x, l.to), numbers, c)
}

// spread repeats a column at all pixels of an image.
func spread(b *graph.Builder, x *G.Node, i Image) *G.Node {
	return b.BroadcastCols(x, i.Height*i.Width)
}
