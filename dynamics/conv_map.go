// An affine map of images by a convolution, torch's nn.Conv2d or nn.ConvTranspose2d.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// convMap is K*x + b with a kernel [out, in·k·k], or [in, out·k·k] for a transposed convolution, and a number b for
// each channel of the result.
type convMap struct {
	convShape
	features     int // channels that the layer adds to those of its argument
	kernel, bias *graph.Param
}

// convolution appends name.weight and name.bias with torch's initial values, times shrink. torch draws those of
// transposed convolutions alike.
func (m *initializer) convolution(name string, s convShape, features int, shrink float64) convMap {
	c := s.convolution(features)
	bound := shrink * uniformBound(c.In*c.Kernel*c.Kernel)
	return convMap{convShape: s, features: features,
		kernel: m.uniform(name+".weight", c.Out, c.In*c.Kernel*c.Kernel, bound),
		bias:   m.uniform(name+".bias", 1, s.to.Channels, bound)}
}

func (l *convMap) apply(b *graph.Builder, x *G.Node) *G.Node {
	return l.applyWith(b, b.Param(l.kernel), b.Param(l.bias), x)
}

// applyWith is the map with another kernel and another bias.
func (l *convMap) applyWith(b *graph.Builder, kernel, bias, x *G.Node) *G.Node {
	return b.Add(b.Convolve(x, kernel, l.convolution(l.features)), l.channels(b, one(b), b.Transpose(bias)))
}

// channels is x, R×1, times the number of each channel of the result, out×1, at all pixels.
func (l *convMap) channels(b *graph.Builder, x, numbers *G.Node) *G.Node {
	c := graph.Convolution{In: 1, Out: l.to.Channels, Height: l.to.Height, Width: l.to.Width, Kernel: 1, Stride: 1}
	return b.Convolve(spread(b, x, l.to), numbers, c)
}

// spread repeats a column at all pixels of an image.
func spread(b *graph.Builder, x *G.Node, i Image) *G.Node {
	return b.BroadcastCols(x, i.Height*i.Width)
}
