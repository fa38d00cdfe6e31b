"""FFJORD's log-density and gradient on JAX and diffrax, for diffrax_peer.py and diffrax_server.py.

Concatsquash layers with a gated output, data at t = 0, base at t = 1, one probe or the exact trace.
"""
import math
import time

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

ACTIVATIONS = {"tanh": jnp.tanh, "softplus": jax.nn.softplus}
SOLVERS = {"bosh3": diffrax.Bosh3, "dopri5": diffrax.Dopri5, "tsit5": diffrax.Tsit5, "dopri8": diffrax.Dopri8}
ADJOINTS = {"checkpoint": diffrax.RecursiveCheckpointAdjoint, "backsolve": diffrax.BacksolveAdjoint}


def network(layers, activation, t, z):
    for i, (w, b, shift, gate, offset) in enumerate(layers):
        z = (z @ w.T + b) * jax.nn.sigmoid(t * gate + offset) + t * shift
        if i + 1 < len(layers):
            z = activation(z)
    return z


def field(activation, dim, trace):
    """The term (z, Δ log p) ↦ (f, -tr ∂f/∂z) for args = (layers, probe)."""
    def rhs(t, y, args):
        layers, probe = args
        value, pull = jax.vjp(lambda z: network(layers, activation, t, z), y[0])
        if trace == "hutchinson":
            return value, -(pull(probe)[0] * probe).sum(-1)
        unit = jnp.eye(dim, dtype=value.dtype)
        return value, -sum(pull(jnp.broadcast_to(unit[i], value.shape))[0][..., i] for i in range(dim))
    return diffrax.ODETerm(rhs)


def log_density(term, x, probe, control, solver, adjoint="checkpoint", max_steps=256):
    """The function (layers, tolerance, P, I) ↦ (log p, steps): control "batch" has one step size for the batch, "rows" maps a solve over rows.
    The first step of a solver whose name ends with +c is c·tolerance^(1/6); with ++ it is that of flows here, 1.4·tolerance^(1/6), and steps
    grow by 1.7 at most, as theirs; others let diffrax choose it."""
    method, _, factor = solver.partition("+")
    own = factor == "+"

    def solve(layers, x, probe, tol, p, i):
        first = jnp.minimum(1, (1.4 if own else float(factor)) * tol ** (1 / 6)) if factor else None
        s = diffrax.diffeqsolve(term, SOLVERS[method](), 0.0, 1.0, first, (x, jnp.zeros(x.shape[:-1], x.dtype)), args=(layers, probe), adjoint=ADJOINTS[adjoint](),
                                stepsize_controller=diffrax.PIDController(rtol=tol, atol=tol, pcoeff=p, icoeff=i, factormax=1.7 if own else 10.0), max_steps=max_steps)
        z, delta = s.ys[0][-1], s.ys[1][-1]
        return (-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum(-1) - delta, s.stats["num_steps"]
    if control == "rows":
        return lambda layers, tol, p=0, i=1: jax.vmap(lambda xr, er: solve(layers, xr, er, tol, p, i))(x, probe)
    return lambda layers, tol, p=0, i=1: solve(layers, x, probe, tol, p, i)


def loss_and_gradient(density):
    """The function of the same arguments to ((-mean log p, steps), its gradient with respect to the layers)."""
    def loss(layers, *arguments):
        value, steps = density(layers, *arguments)
        return -value.mean(), steps
    return jax.value_and_grad(loss, has_aux=True)


def of(what, density):
    """The density itself, or its loss and gradient."""
    return density if what == "logprob" else loss_and_gradient(density)


def model(p, dtype, trace, control, solver, *arguments):
    """The layers of a problem, and log_density of its rows and probes."""
    get = lambda name: jnp.asarray(p.tensors[name].astype(dtype))
    layers = [(get(f"layers.{i}._layer.weight"), get(f"layers.{i}._layer.bias"), get(f"layers.{i}._hyper_bias.weight")[:, 0],
               get(f"layers.{i}._hyper_gate.weight")[:, 0], get(f"layers.{i}._hyper_gate.bias")) for i in range(p.layers)]
    x, probe = get("x"), get("probe")
    return layers, log_density(field(ACTIVATIONS[p.activation], x.shape[1], trace), x, probe, control, solver, *arguments)


def result(what, out):
    """Log-densities or the gradient, and the steps."""
    if what == "logprob":
        return np.asarray(out[0], np.float64), out[1]
    return np.concatenate([np.asarray(part, np.float64).ravel() for layer in out[1] for part in layer]), out[0][1]


def measured(run, least, seconds):
    """Medians of wall and processor seconds of some calls."""
    wall, cpu, start = [], [], time.perf_counter()
    while len(wall) < least or time.perf_counter() - start < seconds:
        t, c = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    return float(np.median(wall)), float(np.median(cpu))
