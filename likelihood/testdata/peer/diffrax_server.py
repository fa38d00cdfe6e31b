"""The peer of equal.py: answers its requests, a JSON line each, about the problem in a file, by JAX and diffrax.

    diffrax_server.py PROBLEM [--precise]

A request names what (logprob, gradient), trace, method, control (batch, rows), adjoint, tol and the controller's P and I; its answer has the
error against the reference, the steps, and the least wall and processor seconds of some calls. {"save": FILE} writes the reference
instead, for which the process has to be started with --precise.
"""
import functools
import json
import os
import sys
import time

precise = "--precise" in sys.argv
if precise:
    os.environ["JAX_ENABLE_X64"] = "1"

import diffrax_flow
import jax
import jax.numpy as jnp
import numpy as np
import problem

ACTIVATIONS = {"tanh": jnp.tanh, "softplus": jax.nn.softplus}
DTYPE = np.float64 if precise else np.float32
FILE = problem.Problem.read(sys.argv[1])


def layers():
    get = lambda i, n: jnp.asarray(FILE.tensors[f"layers.{i}.{n}"].astype(DTYPE))
    return [(get(i, "_layer.weight"), get(i, "_layer.bias"), get(i, "_hyper_bias.weight")[:, 0], get(i, "_hyper_gate.weight")[:, 0], get(i, "_hyper_gate.bias"))
            for i in range(FILE.layers)]


WEIGHTS, X, PROBE = layers(), jnp.asarray(FILE.tensors["x"].astype(DTYPE)), jnp.asarray(FILE.tensors["probe"].astype(DTYPE))


@functools.cache
def compiled(what, trace, method, control, adjoint):
    """One program for all tolerances and controllers, which are arguments."""
    term = diffrax_flow.field(ACTIVATIONS[FILE.activation], X.shape[1], trace)
    density = diffrax_flow.log_density(term, X, PROBE, control, method, adjoint, 4096 if precise else 256)
    return jax.jit(density if what == "logprob" else diffrax_flow.loss_and_gradient(density))


def flat(gradient):
    return np.concatenate([np.asarray(p, np.float64).ravel() for layer in gradient for p in layer])


def call(r):
    return compiled(r["what"], r["trace"], r["method"], r["control"], r.get("adjoint", "checkpoint"))(WEIGHTS, *(DTYPE(r.get(k, d)) for k, d in (("tol", 1e-5), ("P", 0), ("I", 1))))


def result(r, out):
    """Log-densities or the gradient, and the steps."""
    if r["what"] == "logprob":
        return np.asarray(out[0], np.float64), out[1]
    return flat(out[1]), out[0][1]


def answer(r):
    values, steps = result(r, jax.block_until_ready(call(r)))
    if "save" in r:
        values.tofile(r["save"])
        return {}
    wall, cpu = measured(lambda: jax.block_until_ready(call(r)), r)
    return dict(error=problem.error(r["what"], values, np.fromfile(r["reference"])), steps=float(np.mean(steps)), wall=wall, cpu=cpu)


def measured(run, r):
    """Medians of wall and processor seconds."""
    wall, cpu, start = [], [], time.perf_counter()
    while len(wall) < r["least"] or time.perf_counter() - start < r["seconds"]:
        t, c = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    return float(np.median(wall)), float(np.median(cpu))


for line in sys.stdin:
    try:
        print(json.dumps(answer(json.loads(line))), flush=True)
    except Exception as failure:  # a solve that runs out of steps
        print(json.dumps({"failed": str(failure).splitlines()[0][:200]}), flush=True)
