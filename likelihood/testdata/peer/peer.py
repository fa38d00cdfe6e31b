"""The peer: FFJORD's log-density and gradient on PyTorch and torchdiffeq, for compare.py.

One process measures one case and prints one JSON line per quantity. The network is FFJORD's (Grathwohl et al. 2019):
concatsquash layers y = (xWᵀ + b)·sigmoid(t·g + c) + t·s, the activation behind every layer but the last, data at t = 0,
base at t = 1, dopri5 at rtol = atol = 1e-5, float32, the adjoint for gradients.

    pip install torch torchdiffeq numpy
    python3 peer.py --case toy64 --trace exact --what logprob,gradient
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
from torchdiffeq import odeint, odeint_adjoint

CASES = {
    "toy64": dict(dim=2, batch=512, hidden=[64, 64, 64], act=torch.tanh),
    "d8": dict(dim=8, batch=1000, hidden=[160, 160, 160], act=torch.tanh),
    "d43": dict(dim=43, batch=1000, hidden=[860, 860], act=torch.nn.functional.softplus),
    "d63": dict(dim=63, batch=1000, hidden=[1260, 1260, 1260], act=torch.nn.functional.softplus),
}


class ConcatSquash(torch.nn.Module):
    def __init__(self, size_in, size_out):
        super().__init__()
        self._layer = torch.nn.Linear(size_in, size_out)
        self._hyper_bias = torch.nn.Linear(1, size_out, bias=False)
        self._hyper_gate = torch.nn.Linear(1, size_out)

    def forward(self, t, x):
        return self._layer(x) * torch.sigmoid(self._hyper_gate(t)) + self._hyper_bias(t)


class Field(torch.nn.Module):
    """(z, Δ log p) ↦ (f, -tr ∂f/∂z), the trace exact or by one fixed probe."""

    def __init__(self, dim, hidden, act, exact):
        super().__init__()
        sizes = [dim, *hidden, dim]
        self.layers = torch.nn.ModuleList(ConcatSquash(i, o) for i, o in zip(sizes, sizes[1:]))
        self.act, self.exact, self.probe, self.evaluations = act, exact, None, 0

    def net(self, t, z):
        for i, layer in enumerate(self.layers):
            z = layer(t, z)
            if i + 1 < len(self.layers):
                z = self.act(z)
        return z

    def forward(self, t, state):
        self.evaluations += 1
        keep = torch.is_grad_enabled()
        with torch.enable_grad():
            z = state[0] if state[0].requires_grad else state[0].detach().requires_grad_(True)
            f = self.net(t.reshape(1, 1).to(z), z)
            if self.exact:
                rows = [torch.autograd.grad(f[:, i].sum(), z, create_graph=keep, retain_graph=True)[0][:, i] for i in range(z.shape[1])]
                trace = torch.stack(rows, 1).sum(1, keepdim=True)
            else:
                v = torch.autograd.grad(f, z, self.probe, create_graph=keep)[0]
                trace = (v * self.probe).sum(1, keepdim=True)
        return f, -trace


def loss(field, x, gradient, tol):
    state = (x, x.new_zeros(len(x), 1))
    solve = odeint_adjoint if gradient else odeint
    z, delta = solve(field, state, torch.tensor([0.0, 1.0]), rtol=tol, atol=tol, method="dopri5")
    z, delta = z[-1], delta[-1]
    log_prob = (-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum(1, keepdim=True) - delta
    return -log_prob.mean()


def circle(batch, generator):
    angle = torch.arange(batch) % 8 * (math.pi / 4)
    centre = 4 * torch.stack([angle.cos(), angle.sin()], 1)
    return (0.5 * torch.randn(batch, 2, generator=generator) + centre) / 1.414


def load(field, path):
    weights = json.load(open(path))["weights"]
    field.load_state_dict({k: torch.tensor(v, dtype=torch.float32) for k, v in weights.items()})


def measure(run, seconds):
    """Medians of wall seconds and of the process's CPU seconds."""
    wall, cpu, start = [], [], time.perf_counter()
    while len(wall) < 3 or (time.perf_counter() - start < seconds and len(wall) < 50):
        t, c = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    return dict(seconds=float(np.median(wall)), cpu=float(np.median(cpu)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--case", default="toy64")
    p.add_argument("--trace", default="hutchinson")
    p.add_argument("--what", default="logprob,gradient")
    p.add_argument("--tol", type=float, default=1e-5)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seconds", type=float, default=3)
    p.add_argument("--weights", default=os.path.join(os.path.dirname(__file__), "../../internal/flowtest/testdata/toy64_8gaussians.json"))
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    c = CASES[a.case]
    field = Field(c["dim"], c["hidden"], c["act"], a.trace == "exact")
    generator = torch.Generator().manual_seed(7)
    x = torch.randn(c["batch"], c["dim"], generator=generator)
    if a.case == "toy64":
        load(field, a.weights)
        x = circle(c["batch"], generator)
    field.probe = torch.randn(x.shape, generator=generator)

    def logprob():
        with torch.no_grad():
            loss(field, x, False, a.tol)

    def gradient():
        field.zero_grad()
        loss(field, x, True, a.tol).backward()

    for what, run in (("logprob", logprob), ("gradient", gradient)):
        if what not in a.what.split(","):
            continue
        run()
        field.evaluations = 0
        run()
        evaluations = field.evaluations
        print(json.dumps(dict(case=a.case, trace=a.trace, what=what, evaluations=evaluations, threads=a.threads, **measure(run, a.seconds))), flush=True)


if __name__ == "__main__":
    main()
