"""Networks of convolutions as FFJORD's ODEnet has them (lib/layers/odefunc.py, diffeq_layers/basic.py), and derivatives by autograd.

    python3 conv.py    writes conv/*.json beside itself

Needs torch from PyPI. In each file: image, hidden, strides, layer, activation; weights by the names of the state dict; t, z, epsilon; f; the
trace estimate trace = epsilon' J epsilon, and the gradient of <cot_f, f> - <cot_trace, trace> for z and every weight.
"""

import json
import pathlib

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


class Layer(nn.Module):
    """A convolution that knows the time. HyperConv2d of FFJORD's takes its bias from the first elements of its weights; here it has its own."""

    def __init__(self, kind, dim_in, dim_out, stride):
        super().__init__()
        self.kind = kind
        dim_in += {"concat": 1, "concatcoord": 3}.get(kind, 0)
        module = nn.ConvTranspose2d if stride < 0 else nn.Conv2d
        for name in {"hyper": ("_layer", "_hypernet"), "blend": ("_layer0", "_layer1"), "gated": ("layer_f", "layer_g")}.get(kind, ("_layer",)):
            setattr(self, name, module(dim_in, dim_out, kernel_size=3 if stride == 1 else 4, stride=abs(stride), padding=1))
        if kind in ("concat_v2", "concatsquash"):
            self._hyper_bias = nn.Linear(1, dim_out, bias=False)
        if kind == "squash":
            self._hyper = nn.Linear(1, dim_out)
        if kind == "concatsquash":
            self._hyper_gate = nn.Linear(1, dim_out)

    def forward(self, t, x):
        if self.kind == "hyper":
            return self._layer(x) + t * self._hypernet(x)
        if self.kind == "blend":
            return (1 - t) * self._layer0(x) + t * self._layer1(x)
        if self.kind == "gated":
            return self.layer_f(x) * torch.sigmoid(self.layer_g(x))
        if self.kind == "concat":
            x = torch.cat([torch.ones_like(x[:, :1]) * t, x], 1)
        if self.kind == "concatcoord":
            plane, (h, w) = torch.ones_like(x[:, :1]), x.shape[2:]
            x = torch.cat([x, plane * t, plane * torch.arange(h).view(-1, 1), plane * torch.arange(w)], 1)
        y, t = self._layer(x), t.view(1, 1)
        if self.kind == "squash":
            y = y * torch.sigmoid(self._hyper(t)).view(1, -1, 1, 1)
        if self.kind == "concatsquash":
            y = y * torch.sigmoid(self._hyper_gate(t)).view(1, -1, 1, 1)
        if self.kind in ("concat_v2", "concatsquash"):
            y = y + self._hyper_bias(t).view(1, -1, 1, 1)
        return y


class Net(nn.Module):
    def __init__(self, kind, channels, hidden, strides, activation):
        super().__init__()
        sizes = [channels, *hidden, channels]
        kinds = ["concat", *["ignore"] * len(hidden)] if kind == "concat_first" else [kind] * len(strides)
        self.layers = nn.ModuleList(Layer(*layer) for layer in zip(kinds, sizes, sizes[1:], strides))
        self.activation = activation

    def forward(self, t, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(t, x))
        return self.layers[-1](t, x)


def case(kind, image, hidden, strides, activation):
    torch.manual_seed(1)
    net = Net(kind, image[0], hidden, strides, {"softplus": nn.functional.softplus, "tanh": torch.tanh}[activation])
    z, epsilon, cot = (torch.randn(2, *image) for _ in range(3))
    z.requires_grad_()
    cot_trace, t = torch.randn(2), torch.tensor(0.3)
    f = net(t, z)
    pulled = torch.autograd.grad(f, z, epsilon, create_graph=True)[0]
    trace = (pulled * epsilon).sum((1, 2, 3))
    names, weights = zip(*net.named_parameters())
    loss = (cot * f).sum() - (cot_trace * trace).sum()
    grads = torch.autograd.grad(loss, [z, *weights], allow_unused=True)
    flat = lambda x: [] if x is None else x.detach().flatten().tolist()
    return dict(
        image=image, hidden=hidden, strides=strides, layer=kind, activation=activation, t=0.3, z=flat(z), epsilon=flat(epsilon), cot_f=flat(cot),
        cot_trace=flat(cot_trace), f=flat(f), trace=flat(trace), vjp_z=flat(grads[0]), weights=dict(zip(names, map(flat, weights))),
        vjp_weights=dict(zip(names, map(flat, grads[1:]))))


here = pathlib.Path(__file__).parent / "conv"
here.mkdir(exist_ok=True)
for kind, image, hidden, strides, activation in [
    ("concat", [2, 4, 6], [3, 4, 2], [2, 1, -2, 1], "softplus"),
    ("concatsquash", [1, 3, 4], [2, 3], [1, 1, 1], "tanh"),
    ("concat_v2", [1, 2, 6], [2, 2], [2, 1, -2], "tanh"),
    ("squash", [2, 2, 3], [2], [1, 1], "softplus"),
    ("ignore", [1, 4, 4], [2], [2, -2], "softplus"),
    ("concat_first", [1, 2, 4], [2, 2], [1, 2, -2], "tanh"),
    ("concatcoord", [1, 2, 4], [2, 2], [2, 1, -2], "tanh"),
    ("hyper", [1, 2, 4], [2, 3], [2, 1, -2], "tanh"),
    ("blend", [1, 2, 4], [2, 3], [2, 1, -2], "softplus"),
    ("gated", [1, 2, 4], [2, 3], [2, 1, -2], "tanh"),
]:
    (here / f"{kind}.json").write_text(json.dumps(case(kind, image, hidden, strides, activation)))
