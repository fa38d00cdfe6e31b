// Models of images that cannot be built, here or in Python: errors say why.

package torch_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

func wantModelError(t *testing.T, err error, says string) {
	t.Helper()
	var model *torch.ModelError
	if !errors.As(err, &model) || !strings.Contains(err.Error(), says) {
		t.Errorf("%v, want a *ModelError that says %q", err, says)
	}
}

// TestImagesThatCannotBeBuilt: settings that a state dict does not hold must be given. Layers that FFJORD's code
// computes in another way are refused.
func TestImagesThatCannotBeBuilt(t *testing.T) {
	tanh := torch.FFJORDSettings{Activation: dynamics.Tanh, Image: dynamics.Image{Height: 2, Width: 4}}
	for says, c := range map[string]struct {
		file   string
		change func(c *torch.Checkpoint, s *torch.FFJORDSettings)
	}{
		"Image is not given": {"ffjord_conv.pt", func(c *torch.Checkpoint, s *torch.FFJORDSettings) {
			c.Args, s.Image = nil, dynamics.Image{}
		}},
		"Image is 3×2×4": {"ffjord_conv_ignore.safetensors", func(_ *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Image.Channels = 3
		}},
		"network: dynamics: Strides": {"ffjord_conv_ignore.safetensors", func(_ *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Image.Height = 3
		}},
		"Strides is [1 1]": {"ffjord_conv_ignore.safetensors", func(_ *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Strides = []int{1, 1}
		}},
		"by strides [0 2 0]": {"ffjord_conv_ignore.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			delete(c.State, "chain.1.odefunc.diffeq.layers.0._layer.weight")
			delete(c.State, "chain.1.odefunc.diffeq.layers.2._layer.weight")
		}},
		"Strides is not given": {"ffjord_conv_hyper.safetensors", func(*torch.Checkpoint, *torch.FFJORDSettings) {}},
		"sizes that fit 0 networks": {"ffjord_conv_hyper.safetensors", func(_ *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Strides = []int{1, 1, 1}
		}},
		"squash fails for images": {"ffjord_conv_concatsquash.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			renamed(c, "_hyper_gate", "_hyper")
			renamed(c, "_hyper_bias", "_other")
		}},
		"norms is 2": {"ffjord_conv_coord.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			c.State["chain.0.running_mean"], c.State["chain.2.running_mean"] = torch.Tensor{}, torch.Tensor{}
		}},
		"norms everywhere": {"ffjord_conv_coord.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			c.State["chain.2.running_mean"] = torch.Tensor{}
		}},
		"linear layers of FFJORD's": {"ffjord_conv_coord.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			c.State = torch.StateDict{"chain.1.odefunc.diffeq.models.0.bias": {}}
		}},
		"convolutions of FFJORD's": {"ffjord_conv_coord.safetensors", func(c *torch.Checkpoint, _ *torch.FFJORDSettings) {
			renamed(c, "diffeq.", "diffeq.models.0.")
		}},
		"flows, want 5, of 3 scales": {"ffjord_scales.pt", func(c *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Image = dynamics.Image{Height: 4, Width: 4}
			drop(c.State, "transforms.1.chain.2.")
		}},
		"one for 3 scales": {"ffjord_scales.pt", func(c *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Image = dynamics.Image{Height: 2, Width: 4}
		}},
		"at this scale": {"ffjord_scales.pt", func(c *torch.Checkpoint, s *torch.FFJORDSettings) {
			s.Image = dynamics.Image{Height: 4, Width: 4}
			for _, part := range []string{"layers.0._layer.weight", "layers.1._layer.weight", "layers.1._layer.bias"} {
				c.State["transforms.1.chain.0.odefunc.diffeq."+part] = c.State["transforms.0.chain.3.odefunc.diffeq."+part]
			}
		}},
	} {
		file, s := read(t, c.file), tanh
		file.State, file.Args = maps.Clone(file.State), maps.Clone(file.Args)
		c.change(file, &s)
		_, _, err := torch.FFJORD(file, &s)
		wantModelError(t, err, says)
	}
}

func renamed(c *torch.Checkpoint, was, is string) {
	for _, name := range c.State.Names() {
		if to := strings.Replace(name, was, is, 1); to != name {
			c.State[to] = c.State[name]
			delete(c.State, name)
		}
	}
}

// TestArguments: --imagesize and --data of a checkpoint give the size of the images.
func TestArguments(t *testing.T) {
	for size, args := range map[int]map[string]any{8: {"imagesize": int64(8), "data": "mnist"}, 28: {"imagesize": nil, "data": "mnist"}} {
		c := read(t, "ffjord_conv.pt")
		maps.Copy(c.Args, args)
		flow, _, err := torch.FFJORD(c, nil)
		if err != nil || flow.Dim() != size*size {
			t.Errorf("%v: %v columns, %v", args, flow.Dim(), err)
		}
	}
}

func conv(t *testing.T, image dynamics.Image, s dynamics.ConvSettings) *dynamics.Conv {
	t.Helper()
	s.Hidden, s.Float64 = []int{2}, true
	m, err := dynamics.NewConv(image, &s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestImagesThatPythonHasNot: a writer refuses a flow that would be another density in Python.
func TestImagesThatPythonHasNot(t *testing.T) {
	image, flat := dynamics.Image{Channels: 1, Height: 2, Width: 2}, dynamics.Image{Channels: 1, Height: 1, Width: 4}
	plain := conv(t, image, dynamics.ConvSettings{})
	for says, c := range map[string]struct {
		fields   []dynamics.Field
		settings likelihood.StackSettings
	}{
		"Residual":            {fields: []dynamics.Field{conv(t, image, dynamics.ConvSettings{Residual: true})}},
		"a layer of FFJORD's": {fields: []dynamics.Field{conv(t, image, dynamics.ConvSettings{Layer: dynamics.Gated})}},
		"squash fails":        {fields: []dynamics.Field{conv(t, image, dynamics.ConvSettings{Layer: dynamics.Squash})}},
		"first numbers of":    {fields: []dynamics.Field{conv(t, image, dynamics.ConvSettings{Layer: dynamics.Hyper})}},
		"want all or none":    {fields: []dynamics.Field{conv(t, dynamics.Image{Channels: 1, Height: 1, Width: 2}, dynamics.ConvSettings{}), mlp(t, dynamics.MLPSettings{GateOutput: true})}},
		"as that next to":     {fields: []dynamics.Field{plain, conv(t, flat, dynamics.ConvSettings{})}},
		"norms is 1":          {fields: []dynamics.Field{plain, conv(t, image, dynamics.ConvSettings{})}, settings: likelihood.StackSettings{Norm: &likelihood.NormSettings{}}},
		"columns is of 1":     {fields: []dynamics.Field{plain}, settings: likelihood.StackSettings{Columns: [][]int{{1, 0, 2, 3}}}},
		"columns is of 2":     {fields: []dynamics.Field{mlp(t, dynamics.MLPSettings{GateOutput: true}), mlp(t, dynamics.MLPSettings{GateOutput: true})}, settings: likelihood.StackSettings{Columns: [][]int{{2, 1}, {0, 1}}}},
	} {
		c.settings.Flow.T0 = 1
		stack, err := likelihood.NewStack(c.fields, &c.settings)
		if err != nil {
			t.Fatal(err)
		}
		_, err = torch.FFJORDState(stack)
		wantModelError(t, err, says)
	}
}
