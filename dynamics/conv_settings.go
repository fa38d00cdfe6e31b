// ConvSettings: the settings of a network of convolutions, their defaults and their checks.

package dynamics

import (
	"fmt"
	"slices"
)

// ConvSettings describe a network of convolutions. They can be written as JSON and read back.
type ConvSettings struct {
	// Hidden holds the channels of the hidden layers. nil means 64, 64, 64.
	Hidden []int `json:"hidden"`
	// Strides holds the strides of the layers, one more than there are hidden layers: 1 is a kernel of 3×3 that keeps
	// the size, 2 one of 4×4 that halves it, -2 its transpose, which doubles it. The last layer must have the size of
	// z. nil means 1 for each.
	Strides []int `json:"strides"`
	// Layer says how a layer depends on the time. The products in Layer's formulas are convolutions; gates and shifts
	// have one number for each channel. ConcatCoord adds channels of t and of a pixel's line and column. Hyper has a
	// kernel that is affine in t. Empty means Concat, with t as one more channel.
	Layer Layer `json:"layer"`
	// Activation follows every layer but the last. Empty means Softplus.
	Activation Activation `json:"activation"`
	// Residual adds the last result of the same size and number of channels, or z, to the result of a hidden layer of
	// stride 1 or -2, if there is one: for stride 1 the layer's own argument unless the layer changes the number of
	// channels, and for stride -2 a result before a layer of stride 2, as in a U-net.
	Residual bool `json:"residual"`
	// Seed determines the initial weights; 0 is a seed like any other.
	Seed uint64 `json:"seed"`
	// Float64 chooses double precision. False means single precision.
	Float64 bool `json:"float64"`
	// ZeroOutput starts the last layer with zeros, so that f = 0. False means that it starts like the other layers.
	ZeroOutput bool `json:"zeroOutput"`
}

// mostLayers bounds the layers of a network, which an untrusted file may describe.
const mostLayers = 1 << 10

// complete returns a copy with defaults filled in and the shapes of the layers, or a *SettingError.
func (s *ConvSettings) complete(image Image) (*ConvSettings, []convShape, error) {
	full := ConvSettings{}
	if s != nil {
		full = *s
	}
	if full.Hidden == nil {
		full.Hidden = []int{64, 64, 64}
	}
	if full.Strides == nil {
		full.Strides = slices.Repeat([]int{1}, min(len(full.Hidden), mostLayers)+1)
	}
	full.Hidden, full.Strides = slices.Clone(full.Hidden), slices.Clone(full.Strides)
	full.Layer, full.Activation = orDefault(full.Layer, Concat), orDefault(full.Activation, Softplus)
	if err := full.check(image); err != nil {
		return nil, nil, err
	}
	shapes, err := full.shapes(image)
	return &full, shapes, err
}

func (s *ConvSettings) check(image Image) error {
	if err := image.check(); err != nil {
		return err
	}
	if len(s.Hidden) >= mostLayers {
		return &SettingError{"Hidden", fmt.Sprintf("of %d layers", len(s.Hidden)), fmt.Sprintf("less than %d", mostLayers)}
	}
	if len(s.Strides) != len(s.Hidden)+1 {
		return &SettingError{"Strides", s.Strides, fmt.Sprintf("%d, one more than there are hidden layers", len(s.Hidden)+1)}
	}
	for i, h := range s.Hidden {
		if h < 1 || h > maxChannels {
			return &SettingError{fmt.Sprintf("Hidden[%d]", i), h, fmt.Sprintf("from 1 to %d", maxChannels)}
		}
	}
	if err := oneOf("Layer", s.Layer, Layers()); err != nil {
		return err
	}
	return oneOf("Activation", s.Activation, Activations())
}

// maxChannels bounds the channels of a hidden layer.
const maxChannels = 1 << 14

// shapes returns the shapes of the layers.
func (s *ConvSettings) shapes(image Image) (list []convShape, err error) {
	at := image
	for i, out := range append(slices.Clone(s.Hidden), image.Channels) {
		shape, ok := newConvShape(at, out, s.Strides[i])
		if !ok {
			return nil, &SettingError{fmt.Sprintf("Strides[%d]", i), s.Strides[i], fmt.Sprintf("1, 2 for an image of two lines and two columns at least, or -2 for one that does not become too large, at %v", at)}
		}
		list, at = append(list, shape), shape.to
	}
	if at != image {
		return nil, &SettingError{"Strides", s.Strides, fmt.Sprintf("strides that lead back to %v and not to %v", image, at)}
	}
	return list, nil
}
