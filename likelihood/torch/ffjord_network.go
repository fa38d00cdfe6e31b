// The networks of FFJORD's code, ODEnet of lib/layers/odefunc.py, inferred from names and shapes.

package torch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

// ffjordLayers identify the kinds of layers by a name that only this kind has; the first match counts.
var ffjordLayers = []struct {
	name  string
	layer dynamics.Layer
}{
	{"_hyper_gate.", dynamics.ConcatSquash},
	{"_hyper_bias.", dynamics.ConcatV2},
	{"_hyper.", dynamics.Squash},
	{"_hypernet.", dynamics.Hyper},
	{"_layer0.", dynamics.Blend},
	{"_layer1.", dynamics.Blend},
	{"_layer.", dynamics.Concat}, // or Ignore, decided by the width
}

var ffjordName = regexp.MustCompile(`^layers\.([0-9]{1,3})\.(.+)$`)

// inferNetwork infers the settings of a network from the names under its prefix, their shapes, and the arguments.
func inferNetwork(prefix string, net StateDict, args map[string]any, s *FFJORDSettings) (dim int, set *dynamics.MLPSettings, err error) {
	kind, count := layerKind(net)
	if kind == "" {
		return 0, nil, &ModelError{Name: prefix, Value: fmt.Sprintf("%.200q", net.Names()), Want: "layers.0._layer.weight and its like: linear layers of FFJORD's"}
	}
	var units []int
	if kind == dynamics.Hyper {
		units, err = hyperUnits(prefix, net, count)
	} else {
		units, err = layerUnits(prefix, net, count, kind)
	}
	if err != nil {
		return 0, nil, err
	}
	last := count - 1
	if kind == dynamics.Concat && !readsTime(net, units) {
		kind = dynamics.Ignore
	}
	set = &dynamics.MLPSettings{Hidden: units[:last:last], Layer: kind, Float64: s.Float64 || net.double(), GateOutput: true}
	set.Activation, err = ffjordActivation(net, args, s, last)
	return units[last], set, err
}

// network returns the function that makes the next network.
func (p *plan) network(prefix string, net StateDict, s *FFJORDSettings) (network, error) {
	if !isConv(net) {
		dim, set, err := inferNetwork(p.fileName(prefix), net, p.args, s)
		return func(values int) (dynamics.Field, error) { return newMLP(values, dim, set) }, err
	}
	var strides []int
	if p.positions != nil {
		strides = onesFor(net)
	}
	n, err := readConv(p.fileName(prefix), net, strides, p.args, s)
	if err != nil {
		return nil, err
	}
	set, err := n.settings(p.args, s)
	if err != nil {
		return nil, err
	}
	image := dynamics.Image{}
	if p.positions == nil {
		image, err = imageOf(n.channels(), p.args, s)
	} else if image = p.positions[len(p.nets)].image; image.Channels != n.channels() {
		err = &ModelError{Name: p.fileName(prefix), Value: fmt.Sprintf("of %d channels", n.channels()), Want: fmt.Sprintf("%d at this scale", image.Channels)}
	}
	return func(values int) (dynamics.Field, error) { return newConv(values, image, set) }, err
}

// layerKind returns the kind of the layers, and their number.
func layerKind(net StateDict) (kind dynamics.Layer, count int) {
	rank := len(ffjordLayers)
	for name := range net {
		m := ffjordName.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		i, _ := strconv.Atoi(m[1])
		count = max(count, i+1)
		for k, l := range ffjordLayers[:rank] {
			if strings.HasPrefix(m[2], l.name) {
				rank, kind = k, l.layer
			}
		}
	}
	return kind, count
}

// layerUnits are the numbers of units of the layers.
func layerUnits(prefix string, net StateDict, count int, kind dynamics.Layer) (units []int, err error) {
	layer := "_layer"
	if kind == dynamics.Blend {
		layer = "_layer0"
	}
	for i := range count {
		name := fmt.Sprintf("layers.%d.%s.", i, layer)
		n := unitsOf(net[name+"bias"], net[name+"weight"])
		if n < 1 {
			return nil, &ModelError{Name: prefix + name + "bias", Value: shapeText(net[name+"bias"]), Want: "a vector"}
		}
		units = append(units, n)
	}
	return units, nil
}

// readsTime distinguishes Concat from Ignore by the size of the first weight: with Concat it has a column more than the
// data.
func readsTime(net StateDict, units []int) bool {
	for i := range units {
		t := net[fmt.Sprintf("layers.%d._layer.weight", i)]
		in := units[(i+len(units)-1)%len(units)] // the first layer has as many inputs as the last has outputs
		if len(t.Shape) == 2 && t.Shape[0]*t.Shape[1] == units[i]*in {
			return false
		}
	}
	return true
}

// hyperUnits infers the units: layer i with m inputs and n units has n·(1+m) numbers. The width of the data is the one that
// the last layer returns.
func hyperUnits(prefix string, net StateDict, count int) ([]int, error) {
	var sizes []int
	for i := range count {
		name := fmt.Sprintf("layers.%d._hypernet.2.bias", i)
		t := net[name]
		if len(t.Shape) != 1 || t.Shape[0] < 2 {
			return nil, &ModelError{Name: prefix + name, Value: shapeText(t), Want: "a vector"}
		}
		sizes = append(sizes, t.Shape[0])
	}
	var found [][]int
	for dim := 1; dim < sizes[0]; dim++ {
		if units := hyperChain(sizes, dim); units != nil && units[count-1] == dim {
			found = append(found, units)
		}
	}
	if len(found) != 1 {
		return nil, &ModelError{Name: prefix + "layers.*._hypernet.2.bias", Value: fmt.Sprintf("of lengths %v", sizes), Want: fmt.Sprintf("those of one network, not of %d", len(found))}
	}
	return found[0], nil
}

func hyperChain(sizes []int, in int) (units []int) {
	for _, n := range sizes {
		if n%(1+in) != 0 {
			return nil
		}
		in = n / (1 + in)
		units = append(units, in)
	}
	return units
}

// ffjordActivation is the activation by settings, by the β of swish, or by arguments.
func ffjordActivation(net StateDict, args map[string]any, s *FFJORDSettings, hidden int) (dynamics.Activation, error) {
	if hidden == 0 {
		return dynamics.Identity, nil
	}
	if s.Activation != "" {
		return s.Activation, nil
	}
	if slices.ContainsFunc(net.Names(), isBeta) {
		return dynamics.Swish, nil
	}
	name, _ := args["nonlinearity"].(string)
	var a dynamics.Activation
	if err := a.UnmarshalText([]byte(name)); err != nil || a == "" {
		return "", &ModelError{Name: "Activation", Value: fmt.Sprintf("%q", name), Want: "--nonlinearity of the training, which a state dict does not say", Cause: err}
	}
	return a, nil
}

var betaName = regexp.MustCompile(`^activation_fns\.[0-9]+\.beta$`)

func isBeta(name string) bool { return betaName.MatchString(name) }

// ffjordShape is the shape of a parameter in PyTorch.
func ffjordShape(p *graph.Param) []int {
	const hypernet = 8 // units of the network that computes a hyper layer's weights
	switch {
	case isBeta(p.Name):
		return []int{}
	case strings.HasSuffix(p.Name, "_hypernet.2.weight"):
		return []int{p.Len() / hypernet, hypernet}
	case strings.HasSuffix(p.Name, ".bias"):
		return []int{p.Len()}
	}
	return []int{p.Rows, p.Cols}
}
