// The table of layers. A new layer is a file of its own and a line here.

package dynamics

import "slices"

// layerKind is a row of the table of layers.
type layerKind struct {
	name     Layer
	make     func(m *initializer, s columns) layer
	conv     func(m *initializer, s convShape) convLayer
	later    Layer // the kind of the layers after the first
	ungated  Layer // the kind without the gate
	features bool  // reads Fourier features of t
}

var layerKinds = []layerKind{
	{Ignore, plainLayer, newTimeConv, Ignore, Ignore, false},
	{Concat, concatLayer, newConcatConv, Concat, Concat, true},
	{ConcatFirst, concatLayer, newConcatConv, Ignore, ConcatFirst, true},
	{ConcatV2, shiftLayer, newShiftConv, ConcatV2, ConcatV2, true},
	{Squash, squashLayer, newSquashConv, Squash, Ignore, true},
	{ConcatSquash, concatSquashLayer, newConcatSquashConv, ConcatSquash, ConcatV2, true},
	{ConcatCoord, concatLayer, newCoordConv, ConcatCoord, ConcatCoord, true},
	{Hyper, newHyperLayer, newHyperConv, Hyper, Hyper, true},
	{Blend, newBlendLayer, newBlendConv, Blend, Blend, false},
	{Gated, newGatedLayer, newGatedConv, Gated, Gated, false},
}

// Layers lists all kinds of layers.
func Layers() []Layer {
	names := make([]Layer, len(layerKinds))
	for i, k := range layerKinds {
		names[i] = k.name
	}
	return names
}

// UnmarshalText accepts the names of the constants, and an empty text for the default; anything else is a
// *SettingError.
func (l *Layer) UnmarshalText(text []byte) error {
	if l == nil {
		return &SettingError{"Layer", nil, "a place to put it"}
	}
	name := Layer(text)
	if name != "" {
		if err := oneOf("Layer", name, Layers()); err != nil {
			return err
		}
	}
	*l = name
	return nil
}

func (l Layer) kind() layerKind {
	i := slices.IndexFunc(layerKinds, func(k layerKind) bool { return k.name == l })
	return layerKinds[i]
}

// kindAt is the kind of layer i of a network that keeps the gate of its last layer.
func (l Layer) kindAt(i int) layerKind {
	if i > 0 {
		return l.kind().later.kind()
	}
	return l.kind()
}

func (l Layer) readsFeatures() bool { return l.kind().features }
