// FFJORD's networks of convolutions, inferred from names and shapes.

package torch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// isConv reports whether a network has convolutions: kernels with four axes, or hyper layers with a single linear map.
func isConv(net StateDict) bool {
	for name, t := range net {
		if len(t.Shape) == 4 || strings.HasSuffix(name, "._hypernet.weight") {
			return true
		}
	}
	return false
}

// convNet is a network of convolutions while its settings are inferred.
type convNet struct {
	prefix  string
	net     StateDict
	said    any // --layer_type, which says the kind
	kind    dynamics.Layer
	units   []int // channels of the layers' results; the last are the image's
	strides []int // nil: unknown
}

// readConv infers the channels and the strides. fixed are the strides of models that allow no others, nor another kind of
// layer, whatever --strides and --layer_type say; nil means those of settings, arguments or kernels.
func readConv(prefix string, net StateDict, fixed []int, args map[string]any, s *FFJORDSettings) (*convNet, error) {
	n := &convNet{prefix: prefix, net: net, strides: fixed}
	var count int
	if n.kind, count = layerKind(net); n.kind == "" {
		return nil, &ModelError{Name: prefix, Value: fmt.Sprintf("%.200q", net.Names()), Want: "layers.0._layer.weight and its like: convolutions of FFJORD's"}
	}
	if n.kind == dynamics.Squash {
		return nil, &ModelError{Name: prefix + "layers", Value: n.kind, Want: "another kind: squash fails for images in FFJORD's code"}
	}
	if n.strides == nil {
		n.strides, n.said = givenStrides(args, s), args["layer_type"]
	}
	if n.strides != nil && len(n.strides) != count {
		return nil, &ModelError{Name: "Strides", Value: fmt.Sprint(n.strides), Want: fmt.Sprintf("%d, one for each layer of %s", count, prefix)}
	}
	if n.kind == dynamics.Hyper {
		return n, n.readHyper(count)
	}
	return n, n.readKernels(count)
}

// channels is the number of channels of the images.
func (n *convNet) channels() int { return n.units[len(n.units)-1] }

func (n *convNet) settings(args map[string]any, s *FFJORDSettings) (set *dynamics.ConvSettings, err error) {
	last := len(n.units) - 1
	set = &dynamics.ConvSettings{Hidden: n.units[:last:last], Strides: n.strides, Layer: n.kind, Float64: s.Float64 || n.net.double()}
	set.Activation, err = ffjordActivation(n.net, args, s, last)
	return set, err
}

// givenStrides returns the strides of settings, or the argument --strides.
func givenStrides(args map[string]any, s *FFJORDSettings) (strides []int) {
	if s.Strides != nil {
		return s.Strides
	}
	text, ok := args["strides"].(string)
	if !ok {
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil
		}
		strides = append(strides, n)
	}
	return strides
}

// convFeatures is the number of channels that a kind of layer adds to those of its argument.
var convFeatures = map[dynamics.Layer]int{dynamics.Concat: 1, dynamics.ConcatCoord: 3}

// readKernels infers from biases and kernels: channels, strides, and the number of channels that layers add.
func (n *convNet) readKernels(count int) (err error) {
	if n.units, err = layerUnits(n.prefix, n.net, count, n.kind); err != nil {
		return err
	}
	kinds := []dynamics.Layer{n.kind}
	if n.kind == dynamics.Concat {
		kinds = []dynamics.Layer{dynamics.Ignore, dynamics.Concat, dynamics.ConcatCoord}
	}
	if said, _ := n.said.(string); slices.Contains(kinds, dynamics.Layer(said)) {
		kinds = []dynamics.Layer{dynamics.Layer(said)}
	}
	best, also := -1, 0 // kernels that fit the best kind, and the number of kinds that fit as well
	var strides []int
	for _, kind := range kinds {
		switch fit, found := n.stridesOf(convFeatures[kind]); {
		case fit > best:
			best, also, strides, n.kind = fit, 1, found, kind
		case fit == best:
			also++
		}
	}
	if n.strides != nil {
		return nil // the report lists what does not fit
	}
	if n.strides = balanced(strides); also > 1 || n.strides == nil {
		return &ModelError{Name: n.prefix + "layers.*.weight", Value: fmt.Sprintf("of channels %v and kernels that fit %d of %v alike, by strides %v", n.units, also, kinds, strides),
			Want: "kernels whose shapes tell strides of 1, 2 and -2; or args, or Strides in settings"}
	}
	return nil
}

// balanced replaces an unknown stride, 0, by the one that leads back to the size of the image; nil if several are unknown.
func balanced(strides []int) []int {
	unknown, halvings := -1, 0
	for i, s := range strides {
		switch {
		case s == 0 && unknown >= 0:
			return nil
		case s == 0:
			unknown = i
		case s != 1:
			halvings += s / 2
		}
	}
	if unknown >= 0 {
		strides[unknown] = map[int]int{1: -2, -1: 2}[halvings]
		if strides[unknown] == 0 {
			strides[unknown] = 1
		}
	}
	return strides
}

// kernelOf returns the kernel of a layer; for Blend the first.
func (n *convNet) kernelOf(layer int) []int {
	for _, name := range []string{"_layer", "_layer0"} {
		if t, ok := n.net[fmt.Sprintf("layers.%d.%s.weight", layer, name)]; ok {
			return t.Shape
		}
	}
	return nil
}

// stridesOf returns the strides with which layers with so many channels of features have these kernels, 0 where no stride
// fits, and the number of layers that fit.
func (n *convNet) stridesOf(features int) (fit int, strides []int) {
	for i, out := range n.units {
		in := n.units[(i+len(n.units)-1)%len(n.units)] + features // the first layer has as many channels as the last one returns
		var these []int
		for stride, shape := range map[int][]int{1: {out, in, 3, 3}, 2: {out, in, 4, 4}, -2: {in, out, 4, 4}} {
			if slices.Equal(n.kernelOf(i), shape) {
				these = append(these, stride)
			}
		}
		if len(these) > 0 {
			fit++
		}
		if len(these) != 1 {
			these = []int{0}
		}
		strides = append(strides, these[0])
	}
	return fit, strides
}

// readHyper infers the channels of hyper layers: a layer with in channels, out channels and a kernel of k×k has
// out·(1+in·k·k) numbers. The images have as many channels as the last layer returns.
func (n *convNet) readHyper(count int) error {
	if n.strides == nil {
		return &ModelError{Name: "Strides", Value: "not given", Want: "those of the hyper layers, which their shapes do not tell"}
	}
	var found [][]int
	for channels := 1; channels <= mostChannels; channels++ {
		if units := n.hyperUnits(count, channels); units != nil && units[count-1] == channels {
			found = append(found, units)
		}
	}
	if len(found) != 1 {
		return &ModelError{Name: n.prefix + "layers.*._hypernet.bias", Value: fmt.Sprintf("of sizes that fit %d networks", len(found)), Want: "those of one"}
	}
	n.units = found[0]
	return nil
}

// mostChannels is the largest number of channels of an image that is tried.
const mostChannels = 1 << 10

func (n *convNet) hyperUnits(count, in int) (units []int) {
	for i := range count {
		kernel := map[bool]int{true: 9, false: 16}[n.strides[i] == 1]
		size := len(n.net[fmt.Sprintf("layers.%d._hypernet.bias", i)].Values)
		if size == 0 || size%(1+in*kernel) != 0 {
			return nil
		}
		in = size / (1 + in*kernel)
		units = append(units, in)
	}
	return units
}

// imageOf returns the shape of images with so many channels, by settings or by the arguments of train_cnf.py.
func imageOf(channels int, args map[string]any, s *FFJORDSettings) (dynamics.Image, error) {
	if s.Image != (dynamics.Image{}) {
		if s.Image.Channels != 0 && s.Image.Channels != channels {
			return dynamics.Image{}, &ModelError{Name: "Image", Value: s.Image.String(), Want: fmt.Sprintf("%d channels, which the networks have, or 0", channels)}
		}
		return dynamics.Image{Channels: channels, Height: s.Image.Height, Width: s.Image.Width}, nil
	}
	said := argument(args, "imagesize")
	size, ok := said.(int64)
	if said != nil && !ok {
		return dynamics.Image{}, &ModelError{Name: "args: imagesize", Value: said, Want: "a whole number"}
	}
	if !ok {
		data, _ := args["data"].(string)
		if size = map[string]int64{"mnist": 28, "svhn": 32, "cifar10": 32, "lsun_church": 64}[data]; size == 0 {
			return dynamics.Image{}, &ModelError{Name: "Image", Value: "not given", Want: "the height and width of the images, which a state dict of convolutions does not say"}
		}
	}
	return dynamics.Image{Channels: channels, Height: int(size), Width: int(size)}, nil
}
