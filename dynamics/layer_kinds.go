// The table of layers. A new layer is a file of its own and a line here.

package dynamics

import "slices"

// layerKind is a row of the table of layers.
type layerKind struct {
	name     Layer
	make     func(m *initializer, s columns) layer
	later    Layer // the kind of the layers after the first
	ungated  Layer // the kind that is left when the gate is removed
	features bool  // reads Fourier features of t
}

var layerKinds = []layerKind{
	{Ignore, plainLayer, Ignore, Ignore, false},
	{Concat, concatLayer, Concat, Concat, true},
	{ConcatFirst, concatLayer, Ignore, ConcatFirst, true},
	{ConcatV2, shiftLayer, ConcatV2, ConcatV2, true},
	{Squash, squashLayer, Squash, Ignore, true},
	{ConcatSquash, concatSquashLayer, ConcatSquash, ConcatV2, true},
	{ConcatCoord, concatLayer, ConcatCoord, ConcatCoord, true},
	{Hyper, newHyperLayer, Hyper, Hyper, true},
	{Blend, newBlendLayer, Blend, Blend, false},
	{Gated, newGatedLayer, Gated, Gated, false},
}

// Layers lists all kinds of layers.
func Layers() []Layer {
	names := make([]Layer, len(layerKinds))
	for i, k := range layerKinds {
		names[i] = k.name
	}
	return names
}

// UnmarshalText accepts the names above, and empty for the default; anything else is a *SettingError.
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

func (l Layer) readsFeatures() bool { return l.kind().features }
