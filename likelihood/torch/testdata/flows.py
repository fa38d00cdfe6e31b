"""Flows of FFJORD's code, torchdiffeq, zuko, torchcfm and flow_matching: weights, and log-densities by those packages.

    python3 flows.py make [PREFIX] writes flows/*.pt, *.npz, *.safetensors and what they are worth beside itself, all or some
    python3 flows.py check FOLDER  compares what Go has written, weights and log-densities, with these packages

Needs torch, torchdiffeq, zuko, torchcfm, flow_matching, numpy and safetensors from PyPI. FFJORD's code is no package: the
modules below compute what it computes and have its names, so that a state dict of one is one of the other.
"""

import argparse
import json
import pathlib
import sys

import numpy
import torch
import zuko
from flow_matching.solver import ODESolver
from flow_matching.utils import ModelWrapper
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torchcfm.models.models import MLP as TorchCFM
from torchdiffeq import odeint

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # for tensors this small, threads that wait for one another on a busy machine take a hundred times as long
here = pathlib.Path(__file__).parent / "flows"
tight = dict(rtol=1e-11, atol=1e-11, method="dopri5")


# What FFJORD's code computes.


class Linear(nn.Module):
    """A layer that knows the time, of one of the kinds of FFJORD's paper and code."""

    def __init__(self, kind, i, o):
        super().__init__()
        self.kind, self.i, self.o = kind, i, o
        if kind == "hyper":
            self._hypernet = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, o + i * o))
        elif kind == "blend":
            self._layer0, self._layer1 = nn.Linear(i, o), nn.Linear(i, o)
        else:
            self._layer = nn.Linear(i + (kind == "concat"), o)
        if kind in ("concat_v2", "concatsquash"):
            self._hyper_bias = nn.Linear(1, o, bias=False)
        if kind == "concatsquash":
            self._hyper_gate = nn.Linear(1, o)
        if kind == "squash":
            self._hyper = nn.Linear(1, o)

    def forward(self, t, x):
        t = t.reshape(1, 1)
        if self.kind == "hyper":
            p = self._hypernet(t).reshape(-1)
            return nn.functional.linear(x, p[self.o:].reshape(self.o, self.i), p[:self.o])
        if self.kind == "blend":
            return (1 - t) * self._layer0(x) + t * self._layer1(x)
        if self.kind == "concat":
            return self._layer(torch.cat([t.expand(len(x), 1), x], 1))
        y = self._layer(x)
        if self.kind == "squash":
            y = y * torch.sigmoid(self._hyper(t))
        if self.kind == "concatsquash":
            y = y * torch.sigmoid(self._hyper_gate(t))
        if self.kind in ("concat_v2", "concatsquash"):
            y = y + self._hyper_bias(t)
        return y


class Conv(nn.Module):
    """A convolution that knows the time. That of hyper takes its bias from the first of its weights, as FFJORD's code does."""

    def __init__(self, kind, i, o, stride):
        super().__init__()
        self.kind, self.i, self.o, self.transposed = kind, i, o, stride < 0
        self.k = 3 if stride == 1 else 4
        self.where = dict(stride=abs(stride), padding=1)
        i += dict(concat=1, concatcoord=3).get(kind, 0)
        if kind == "hyper":
            self._hypernet = nn.Linear(1, i * o * self.k**2 + o)
        else:
            for name in ("_layer0", "_layer1") if kind == "blend" else ("_layer",):
                setattr(self, name, (nn.ConvTranspose2d if self.transposed else nn.Conv2d)(i, o, self.k, **self.where))
        if kind == "concatsquash":
            self._hyper_bias, self._hyper_gate = nn.Linear(1, o, bias=False), nn.Linear(1, o)

    def forward(self, t, x):
        if self.kind == "hyper":
            p = self._hypernet(t.reshape(1, 1)).reshape(-1)
            ends = (self.i, self.o) if self.transposed else (self.o, self.i)
            apply = nn.functional.conv_transpose2d if self.transposed else nn.functional.conv2d
            return apply(x, p[:-self.o].reshape(*ends, self.k, self.k), p[:self.o], **self.where)
        if self.kind == "blend":
            return (1 - t) * self._layer0(x) + t * self._layer1(x)
        plane, (h, w) = torch.ones_like(x[:, :1]), x.shape[2:]
        if self.kind == "concat":
            x = torch.cat([plane * t, x], 1)
        if self.kind == "concatcoord":
            x = torch.cat([x, plane * t, plane * torch.arange(h).view(-1, 1), plane * torch.arange(w)], 1)
        y = self._layer(x)
        if self.kind == "concatsquash":
            t = t.reshape(1, 1)
            y = y * torch.sigmoid(self._hyper_gate(t)).view(1, -1, 1, 1) + self._hyper_bias(t).view(1, -1, 1, 1)
        return y


class Swish(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(1.3))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


activations = dict(tanh=nn.Tanh, softplus=nn.Softplus, elu=nn.ELU, silu=nn.SiLU, selu=nn.SELU, gelu=nn.GELU)


class ODENet(nn.Module):
    def __init__(self, sizes, kind, act):
        super().__init__()
        self.layers = nn.ModuleList([Linear(kind, i, o) for i, o in zip(sizes, sizes[1:])])
        self.activation_fns = nn.ModuleList([act] * (len(sizes) - 2))

    def forward(self, t, x):
        for layer, act in zip(self.layers, self.activation_fns):
            x = act(layer(t, x))
        return self.layers[-1](t, x)


class ConvNet(nn.Module):
    """ODEnet of convolutions, of rows that are images, channel by channel."""

    def __init__(self, image, hidden, strides, kind, act):
        super().__init__()
        sizes = [image[0], *hidden, image[0]]
        self.image = image
        self.layers = nn.ModuleList([Conv(kind, *layer) for layer in zip(sizes, sizes[1:], strides)])
        self.activation_fns = nn.ModuleList([act] * len(hidden))

    def forward(self, t, x):
        x = x.reshape(-1, *self.image)
        for layer, act in zip(self.layers, self.activation_fns):
            x = act(layer(t, x))
        return self.layers[-1](t, x).flatten(1)


class ODEFunc(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.diffeq = net
        self.register_buffer("_num_evals", torch.tensor(0.0))


class CNF(nn.Module):
    def __init__(self, net, end):
        super().__init__()
        self.sqrt_end_time = nn.Parameter(torch.tensor(end).sqrt())
        self.odefunc = ODEFunc(net)

    def forward(self, x, logdet):
        end = self.sqrt_end_time**2
        return transport(self.odefunc.diffeq, x, logdet, torch.zeros(()), end)


class Norm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_buffer("step", torch.zeros(1))
        self.weight, self.bias = nn.Parameter(torch.randn(dim) / 4), nn.Parameter(torch.randn(dim) / 4)
        self.register_buffer("running_mean", torch.randn(dim) / 4)
        self.register_buffer("running_var", torch.rand(dim) + 0.5)

    def forward(self, x, logdet):
        scale = self.weight - 0.5 * torch.log(self.running_var + 1e-4)
        return (x - self.running_mean) * torch.exp(scale) + self.bias, logdet + scale.sum()


class FFJORD(nn.Module):
    def __init__(self, dims, kind, act, ends=(0.5,), norms=False):
        super().__init__()
        act = Swish() if act == "swish" else activations[act]()
        dim, sizes = dims[0], [*dims, dims[0]]
        chain = [Norm(dim)] if norms else []
        for end in ends:
            chain.append(CNF(ODENet(sizes, kind, act), end))
            chain += [Norm(dim)] if norms else []
        self.chain = nn.ModuleList(chain)

    def log_prob(self, x, c=None):
        logdet = torch.zeros(len(x))
        for link in self.chain:
            x, logdet = link(x, logdet)
        return normal(x) + logdet


class FFJORDImages(FFJORD):
    """train_cnf.py's, whose first link has no weights; here it does nothing."""

    def __init__(self, image, hidden, strides, kind, act, ends=(0.5,)):
        nn.Module.__init__(self)
        act = Swish() if act == "swish" else activations[act]()
        self.chain = nn.ModuleList([Nothing(), *(CNF(ConvNet(image, hidden, strides, kind, act), end) for end in ends)])


class Nothing(nn.Module):
    def forward(self, x, logdet):
        return x, logdet


class Squeeze(nn.Module):
    def __init__(self, image):
        super().__init__()
        self.image = image

    def forward(self, x, logdet):
        return nn.functional.pixel_unshuffle(x.reshape(-1, *self.image), 2).flatten(1), logdet


class Scales(nn.Module):
    """ODENVP: at each scale flows of the images and of the squeezed ones; half of the channels are done, the others go on."""

    def __init__(self, image, hidden, act, scales, blocks, end):
        super().__init__()
        act, strides = activations[act](), [1] * (len(hidden) + 1)
        flows = lambda image: [CNF(ConvNet(image, hidden, strides, "concat", act), end) for _ in range(blocks)]
        self.transforms = nn.ModuleList()
        for scale in range(scales):
            chain = ([Nothing()] if scale == 0 else []) + flows(image)
            if scale < scales - 1:
                c, h, w = image
                chain += [Squeeze(image), *flows((4 * c, h // 2, w // 2))]
                image = (2 * c, h // 2, w // 2)
            self.transforms.append(nn.Module())
            self.transforms[-1].chain = nn.ModuleList(chain)

    def log_prob(self, x, c=None):
        logdet, done = torch.zeros(len(x)), 0
        for scale, transform in enumerate(self.transforms):
            for link in transform.chain:
                x, logdet = link(x, logdet)
            if scale < len(self.transforms) - 1:
                half = x.shape[1] // 2
                done, x = done + normal(x[:, half:]), x[:, :half]
        return done + normal(x) + logdet


def normal(z):
    return torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(1)


def transport(f, x, logdet, start, end):
    """z and log |det ∂z/∂x| at end, for dz/dt = f(t, z), with the exact trace by torchdiffeq's tight solve."""

    def both(t, state):
        with torch.enable_grad():
            z = state[0].detach().requires_grad_()
            y = f(t, z)
            trace = sum(torch.autograd.grad(y[:, i].sum(), z, retain_graph=True)[0][:, i] for i in range(z.shape[1]))
        return y.detach(), trace.detach()

    z, log = odeint(both, (x, logdet), torch.stack([start, end]).detach(), **tight)
    return z[-1], log[-1]


# The other packages.


class Sequential(nn.Module):
    """A network as torchdiffeq's examples have it, of a concatenation in some order; base at 0, data at 1."""

    def __init__(self, dim, hidden, act, order, cond=0):
        super().__init__()
        width = dim + ("time" in order) + cond
        self.order = order
        sizes, layers = [width, *hidden, dim], []
        for i, o in zip(sizes, sizes[1:]):
            layers += [nn.Linear(i, o), activations[act]()]
        self.net = nn.Sequential(*layers[:-1])

    def log_prob(self, x, c=None):
        def f(t, z):
            parts = dict(time=t.expand(len(z), 1), state=z, condition=c)
            return self.net(torch.cat([parts[p] for p in self.order], 1))

        z, logdet = transport(f, x, torch.zeros(len(x)), torch.ones(()), torch.zeros(()))
        return normal(z) + logdet


class CFM(nn.Module):
    """torchcfm's network, which has no log-density of its own, integrated by torchdiffeq."""

    def __init__(self, dim, width):
        super().__init__()
        self.model = TorchCFM(dim, w=width, time_varying=True)

    def log_prob(self, x, c=None):
        def f(t, z):
            return self.model(torch.cat([z, t.expand(len(z), 1)], 1))

        z, logdet = transport(f, x, torch.zeros(len(x)), torch.ones(()), torch.zeros(()))
        return normal(z) + logdet


class Velocity(nn.Module):
    """A velocity field as in flow_matching's examples, with that package's likelihood."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(dim + 1, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, dim))

    def forward(self, x, t):
        return self.main(torch.cat([x, t.reshape(-1, 1).expand(len(x), 1)], 1))

    def log_prob(self, x, c=None):
        class Wrapped(ModelWrapper):
            def forward(self, x, t, **extras):
                return self.model(x, t)

        solver = ODESolver(Wrapped(self))
        return solver.compute_likelihood(x, normal, step_size=None, exact_divergence=True, time_grid=torch.tensor([1.0, 0.0]), **tight)[1]


class Zuko(nn.Module):
    def __init__(self, **kwargs):
        super().__init__()
        self.flow = zuko.flows.CNF(**kwargs, atol=1e-11, rtol=1e-11)

    def log_prob(self, x, c=None):
        return self.flow(c).log_prob(x)


def module(model):
    """The module whose state dict is meant."""
    return getattr(model, "flow", getattr(model, "model", model))


# name: a model, the width of its data, and that of its condition.
cases = dict(
    ffjord_concatsquash=lambda: (FFJORD((2, 8, 8), "concatsquash", "tanh"), 2, 0),
    ffjord_concat=lambda: (FFJORD((3, 8), "concat", "softplus", (0.7,)), 3, 0),
    ffjord_concat_v2=lambda: (FFJORD((2, 6, 5), "concat_v2", "elu"), 2, 0),
    ffjord_ignore=lambda: (FFJORD((2, 6, 5), "ignore", "tanh", (1.0,)), 2, 0),
    ffjord_squash=lambda: (FFJORD((2, 6, 5), "squash", "softplus"), 2, 0),
    ffjord_hyper=lambda: (FFJORD((2, 6, 5), "hyper", "tanh"), 2, 0),
    ffjord_blend=lambda: (FFJORD((2, 6, 5), "blend", "swish", (1.0,)), 2, 0),
    ffjord_stack=lambda: (FFJORD((3, 8, 8), "concatsquash", "swish", (0.5, 0.8), True), 3, 0),
    sequential_first=lambda: (Sequential(2, [8, 8], "tanh", ("time", "state")), 2, 0),
    sequential_last=lambda: (Sequential(3, [8], "softplus", ("state", "time")), 3, 0),
    sequential_none=lambda: (Sequential(2, [8, 6], "gelu", ("state",)), 2, 0),
    sequential_condition=lambda: (Sequential(2, [8], "elu", ("condition", "time", "state"), 3), 2, 3),
    torchcfm=lambda: (CFM(2, 8), 2, 0),
    flow_matching=lambda: (Velocity(2, 8), 2, 0),
    zuko=lambda: (Zuko(features=3, hidden_features=(8, 8)), 3, 0),
    zuko_context=lambda: (Zuko(features=2, context=2, hidden_features=(8,), freqs=2), 2, 2),
    ffjord_conv=lambda: (FFJORDImages((1, 4, 4), (2, 3), (2, 1, -2), "concat", "softplus", (0.5, 0.7)), 16, 0),
    ffjord_conv_ignore=lambda: (FFJORDImages((1, 2, 4), (2, 3), (1, 2, -2), "ignore", "tanh"), 8, 0),
    ffjord_conv_concatsquash=lambda: (FFJORDImages((2, 2, 2), (3,), (1, 1), "concatsquash", "elu"), 8, 0),
    ffjord_conv_coord=lambda: (FFJORDImages((1, 2, 4), (3,), (1, 1), "concatcoord", "tanh"), 8, 0),
    ffjord_conv_blend=lambda: (FFJORDImages((1, 2, 4), (2, 3), (2, 1, -2), "blend", "swish", (1.0,)), 8, 0),
    ffjord_conv_hyper=lambda: (FFJORDImages((1, 2, 4), (2, 3), (2, 1, -2), "hyper", "tanh"), 8, 0),
    ffjord_scales=lambda: (Scales((1, 4, 4), (2,), "softplus", 3, 1, 0.4), 16, 0),
    ffjord_blocks=lambda: (Scales((1, 2, 2), (2,), "tanh", 2, 2, 0.3), 4, 0),
)


def stir(model, seed):
    """Weights that are not small, so that a wrong layout shows."""
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() in (2, 4):
                p.copy_(torch.randn(p.shape, generator=g) * 0.9 / p[0].numel()**0.5)
            elif name.endswith(".bias"):
                p.copy_(torch.randn(p.shape, generator=g) * 0.3)
        for layer in model.modules():
            if isinstance(layer, Conv) and layer.kind == "hyper":  # what stands behind the weights has no effect
                layer._hypernet.weight[-layer.o:] = 0
                layer._hypernet.bias[-layer.o:] = 0


def make(prefix=""):
    here.mkdir(exist_ok=True)
    for seed, (name, build) in enumerate(cases.items()):
        if not name.startswith(prefix):
            continue
        torch.manual_seed(seed)
        model, dim, cond = build()
        stir(model, seed)
        state = module(model).state_dict()
        # FFJORD's checkpoints hold the arguments, and old ones are in the old format; the rest covers the other formats.
        if name == "ffjord_stack":
            args = argparse.Namespace(layer_type="concatsquash", nonlinearity="swish", dims="8-8", num_blocks=2, train_T=True, batch_norm=True, bn_lag=0.0, residual=False)
            torch.save({"args": args, "state_dict": state}, here / f"{name}.pt", _use_new_zipfile_serialization=False)
        elif name == "ffjord_concatsquash":
            args = argparse.Namespace(layer_type="concatsquash", nonlinearity="tanh", dims="8-8", num_blocks=1, train_T=True, batch_norm=False, bn_lag=0, residual=False)
            torch.save({"args": args, "state_dict": state}, here / f"{name}.pt")
        elif name == "ffjord_conv":
            args = argparse.Namespace(layer_type="concat", nonlinearity="softplus", dims="2,3", strides="2,1,-2", num_blocks=2, data="mnist", imagesize=4, multiscale=False, residual=False)
            torch.save({"args": args, "state_dict": state}, here / f"{name}.pt")
        elif name == "ffjord_scales":
            args = argparse.Namespace(layer_type="ignore", nonlinearity="softplus", dims="2", strides="2,-2", num_blocks=1, data="mnist", imagesize=4, multiscale=True, residual=False)
            torch.save({"args": args, "state_dict": state}, here / f"{name}.pt")
        elif name in ("torchcfm", "zuko"):
            torch.save(state, here / f"{name}.pt")
        elif name == "sequential_last":
            numpy.savez(here / f"{name}.npz", **{k: v.numpy() for k, v in state.items()})
        elif name == "ffjord_concat":  # in single precision, as most are; what is compared is computed in double
            for p in state.values():
                p.copy_(p.float())
            save_file({k: v.float() for k, v in state.items()}, here / f"{name}.safetensors")
        else:  # contiguous clones, since all swishes are one module and safetensors does not share
            save_file({k: v.clone().contiguous() for k, v in state.items()}, here / f"{name}.safetensors")
        x = torch.randn(5, dim) * 1.2
        c = torch.randn(5, cond) if cond else None
        with torch.no_grad():
            logp = model.log_prob(x, c)
        worth = dict(x=x, logp=logp) | (dict(c=c) if cond else {})
        save_file(worth, here / f"{name}.worth")
        print(name, logp.tolist())


def check(folder):
    """Each file of Go's holds weights under PyTorch's names, and in its metadata the name of a case, rows and log-densities."""
    worst = 0.0
    files = sorted(pathlib.Path(folder).glob("*.safetensors"))
    for path in files:
        with safe_open(path, "pt") as f:
            about = f.metadata()
        model, _, _ = cases[about["case"]]()
        module(model).load_state_dict(load_file(path))
        x, want = torch.tensor(json.loads(about["x"])), torch.tensor(json.loads(about["logp"]))
        c = torch.tensor(json.loads(about["c"])) if "c" in about else None
        with torch.no_grad():
            miss = ((model.log_prob(x, c) - want).abs() / want.abs()).max().item()
        print(f"{about['case']}: {miss:.1e}")
        worst = max(worst, miss)
    if not files or not worst < 1e-6:
        sys.exit(f"{len(files)} files, largest relative difference {worst:.1e}")


if __name__ == "__main__":
    make(*sys.argv[2:]) if sys.argv[1] == "make" else check(sys.argv[2])
