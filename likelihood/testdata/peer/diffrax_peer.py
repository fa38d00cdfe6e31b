"""The peer: FFJORD's log-density and gradient on JAX and diffrax, compiled by XLA, for compare.py.

The computation is peer.py's: concatsquash layers with a gated output, data at t = 0, base at t = 1, float32, one probe or the exact
trace. --control batch has one step size for the batch, rows maps a solve over the rows.

    pip install jax diffrax numpy
    python3 diffrax_peer.py --case toy64 --trace exact --control batch --solver tsit5 --tol 1e-5
"""
import argparse
import json
import math
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("--case", default="toy64")
parser.add_argument("--trace", default="hutchinson")
parser.add_argument("--what", default="logprob,gradient")
parser.add_argument("--control", default="batch")
parser.add_argument("--solver", default="dopri5")
parser.add_argument("--tol", type=float, default=1e-5)
parser.add_argument("--seconds", type=float, default=3)
parser.add_argument("--precise", action="store_true", help="float64: for the reference that errors are measured against")
parser.add_argument("--save", help="write the log-densities and the gradient here")
parser.add_argument("--against", help="errors against what --save wrote")
parser.add_argument("--weights", default=os.path.join(os.path.dirname(__file__), "../../internal/flowtest/testdata/toy64_8gaussians.json"))
a = parser.parse_args()
if a.precise:
    os.environ["JAX_ENABLE_X64"] = "1"

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

CASES = {
    "toy64": (2, 512, [64, 64, 64], jnp.tanh),
    "d8": (8, 1000, [160, 160, 160], jnp.tanh),
    "d43": (43, 1000, [860, 860], jax.nn.softplus),
}
DTYPE = np.float64 if a.precise else np.float32


def network(layers, activation, t, z):
    for i, (w, b, shift, gate, offset) in enumerate(layers):
        z = (z @ w.T + b) * jax.nn.sigmoid(t * gate + offset) + t * shift
        if i + 1 < len(layers):
            z = activation(z)
    return z


def weights(sizes, rng):
    """Those of the trained flow, or drawn as torch's layers are."""
    if a.case == "toy64":
        saved = json.load(open(a.weights))["weights"]
        get = lambda i, n: jnp.asarray(np.array(saved[f"layers.{i}.{n}"], DTYPE))
        return [(get(i, "_layer.weight"), get(i, "_layer.bias"), get(i, "_hyper_bias.weight")[:, 0], get(i, "_hyper_gate.weight")[:, 0], get(i, "_hyper_gate.bias"))
                for i in range(len(sizes) - 1)]
    draw = lambda fan, *shape: jnp.asarray(rng.uniform(-1, 1, shape).astype(DTYPE) / math.sqrt(fan))
    return [(draw(i, o, i), draw(i, o), draw(1, o), draw(1, o), draw(1, o)) for i, o in zip(sizes, sizes[1:])]


def data(dim, rows, rng):
    x = rng.standard_normal((rows, dim))
    if a.case == "toy64":
        angle = np.arange(rows) % 8 * (math.pi / 4)
        x = (0.5 * x + 4 * np.stack([np.cos(angle), np.sin(angle)], 1)) / 1.414
    return jnp.asarray(x.astype(DTYPE))


def field(activation, dim):
    def rhs(t, y, args):
        layers, probe = args
        value, pull = jax.vjp(lambda z: network(layers, activation, t, z), y[0])
        if a.trace == "hutchinson":
            return value, -(pull(probe)[0] * probe).sum(-1)
        unit = jnp.eye(dim, dtype=DTYPE)
        return value, -sum(pull(jnp.broadcast_to(unit[i], value.shape))[0][..., i] for i in range(dim))
    return diffrax.ODETerm(rhs)


def log_density(term, x, probe):
    solver = {"dopri5": diffrax.Dopri5(), "tsit5": diffrax.Tsit5()}[a.solver]
    def solve(layers, x, probe):
        s = diffrax.diffeqsolve(term, solver, 0.0, 1.0, None, (x, jnp.zeros(x.shape[:-1], DTYPE)), args=(layers, probe),
                                stepsize_controller=diffrax.PIDController(rtol=a.tol, atol=a.tol), max_steps=256 if not a.precise else 4096)
        z, delta = s.ys[0][-1], s.ys[1][-1]
        return (-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum(-1) - delta, s.stats["num_steps"]
    if a.control == "rows":
        return lambda layers: jax.vmap(lambda xi, ei: solve(layers, xi, ei))(x, probe)
    return lambda layers: solve(layers, x, probe)


def measure(run):
    """Medians of wall seconds and of the process's CPU seconds."""
    wall, cpu, start = [], [], time.perf_counter()
    while len(wall) < 3 or (time.perf_counter() - start < a.seconds and len(wall) < 100):
        t, c = time.perf_counter(), time.process_time()
        jax.block_until_ready(run())
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    return dict(seconds=float(np.median(wall)), cpu=float(np.median(cpu)))


def errors(density, gradient):
    if not a.against:
        return {}
    right = np.load(a.against)
    found = {}
    if density is not None:
        found["error"] = float(np.abs(density - right["density"]).max())
    if gradient is not None:
        found["error"] = float(np.linalg.norm(gradient - right["gradient"]) / np.linalg.norm(right["gradient"]))
    return found


def main():
    dim, rows, hidden, activation = CASES[a.case]
    rng = np.random.default_rng(7)
    layers = weights([dim, *hidden, dim], rng)
    x = data(dim, rows, rng)
    probe = jnp.asarray(rng.standard_normal((rows, dim)).astype(DTYPE))
    density = log_density(field(activation, dim), x, probe)
    forward = jax.jit(density)

    def loss(layers):
        value, steps = density(layers)
        return -value.mean(), steps
    backward = jax.jit(jax.value_and_grad(loss, has_aux=True))
    flat = lambda g: np.concatenate([np.asarray(p, np.float64).ravel() for layer in g for p in layer])
    if a.save:
        np.savez(a.save, density=np.asarray(forward(layers)[0]), gradient=flat(backward(layers)[1]))
        return
    for what, run in (("logprob", forward), ("gradient", backward)):
        if what not in a.what.split(","):
            continue
        out = jax.block_until_ready(run(layers))
        steps = out[1] if what == "logprob" else out[0][1]
        found = errors(np.asarray(out[0], np.float64), None) if what == "logprob" else errors(None, flat(out[1]))
        print(json.dumps(dict(case=a.case, trace=a.trace, what=what, evaluations=int(6 * np.mean(steps)) + 2, **measure(lambda: run(layers)), **found)), flush=True)


main()
