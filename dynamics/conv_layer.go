// Layers of convolutions that depend on the time by channels, a gate or a shift.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// convLayer is a layer of a network of convolutions.
type convLayer interface {
	shape() convShape
	build(b *graph.Builder, t, x *G.Node) *G.Node
}

// timeConv is
//
//	y = (K*[t, x] + b)∘σ(t·w + c) + t·v
//
// with features for Concat and ConcatCoord only, a gate for Squash and ConcatSquash, and a shift for ConcatV2 and
// ConcatSquash. b, w, c and v have one number for each channel.
type timeConv struct {
	convMap
	join  func(b *graph.Builder, t, x *G.Node, i Image) *G.Node // adds the channels of features; nil: none
	gate  *linear                                               // w and c; nil: none
	shift *graph.Param                                          // v as [out, 1]; nil: none
}

func newTimeConv(m *initializer, s convShape) convLayer {
	return &timeConv{convMap: m.convolution("_layer", s, 0, 1)}
}

func newConcatConv(m *initializer, s convShape) convLayer {
	return &timeConv{convMap: m.convolution("_layer", s, 1, 1), join: joinTime}
}

func newCoordConv(m *initializer, s convShape) convLayer {
	return &timeConv{convMap: m.convolution("_layer", s, 3, 1), join: joinCoordinates}
}

func newShiftConv(m *initializer, s convShape) convLayer {
	l := &timeConv{convMap: m.convolution("_layer", s, 0, 1)}
	l.shift = m.shift("_hyper_bias", s.to.Channels)
	return l
}

func newSquashConv(m *initializer, s convShape) convLayer {
	l := &timeConv{convMap: m.convolution("_layer", s, 0, 1)}
	l.gate = m.gate("_hyper", s.to.Channels)
	return l
}

func newConcatSquashConv(m *initializer, s convShape) convLayer {
	l := &timeConv{convMap: m.convolution("_layer", s, 0, 1)}
	l.shift = m.shift("_hyper_bias", s.to.Channels)
	l.gate = m.gate("_hyper_gate", s.to.Channels)
	return l
}

func (l *timeConv) shape() convShape { return l.convShape }

func (l *timeConv) build(b *graph.Builder, t, x *G.Node) *G.Node {
	if l.join != nil {
		x = l.join(b, t, x, l.from)
	}
	y := l.apply(b, x)
	if l.gate != nil {
		gate := b.Add(l.channels(b, t, b.Param(l.gate.weight)), l.channels(b, one(b), b.Transpose(b.Param(l.gate.bias))))
		y = b.Mul(y, b.Sigmoid(gate))
	}
	if l.shift != nil {
		y = b.Add(y, l.channels(b, t, b.Param(l.shift)))
	}
	return y
}

func joinTime(b *graph.Builder, t, x *G.Node, i Image) *G.Node {
	return b.ConcatCols(spread(b, t, i), x)
}

// joinCoordinates adds, behind the channels of x, those of t, of a pixel's line and of its column, both counted from 0:
// FFJORD's order.
func joinCoordinates(b *graph.Builder, t, x *G.Node, i Image) *G.Node {
	size := i.Height * i.Width
	places := make([]float64, 2*size)
	for k := range size {
		places[k], places[size+k] = float64(k/i.Width), float64(k%i.Width)
	}
	return b.ConcatCols(x, spread(b, t, i), b.Const(1, 2*size, places))
}
