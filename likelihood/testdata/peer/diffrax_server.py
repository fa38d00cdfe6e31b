"""The peer of equal.py: answers its requests, a JSON line each, about the problem in a file, by JAX and diffrax.

    diffrax_server.py PROBLEM [--precise]

A request names what (logprob, gradient), trace, method, control (batch, rows), adjoint, tol and the controller's P and I; its answer has the
error against the reference, the steps, and the medians of wall and processor seconds of some calls. {"save": FILE} writes the reference
instead, for which the process has to be started with --precise.
"""
import functools
import json
import os
import sys

precise = "--precise" in sys.argv
if precise:
    os.environ["JAX_ENABLE_X64"] = "1"

import diffrax_flow
import jax
import numpy as np
import problem

DTYPE = np.float64 if precise else np.float32
FILE = problem.Problem.read(sys.argv[1])


@functools.cache
def compiled(what, *settings):
    """One program for all tolerances and controllers, which are arguments, and the layers."""
    layers, density = diffrax_flow.model(FILE, DTYPE, *settings, 4096 if precise else 256)
    return jax.jit(diffrax_flow.of(what, density)), layers


def call(r):
    program, layers = compiled(r["what"], r["trace"], r["control"], r["method"], r.get("adjoint", "checkpoint"))
    return jax.block_until_ready(program(layers, *(DTYPE(r.get(k, d)) for k, d in (("tol", 1e-5), ("P", 0), ("I", 1)))))


def answer(r):
    values, steps = diffrax_flow.result(r["what"], call(r))
    if "save" in r:
        values.tofile(r["save"])
        return {}
    wall, cpu = diffrax_flow.measured(lambda: call(r), r["least"], r["seconds"])
    return dict(error=problem.error(r["what"], values, np.fromfile(r["reference"])), steps=float(np.mean(steps)), wall=wall, cpu=cpu)


for line in sys.stdin:
    try:
        print(json.dumps(answer(json.loads(line))), flush=True)
    except Exception as failure:  # a solve that runs out of steps
        print(json.dumps({"failed": str(failure).splitlines()[0][:200]}), flush=True)
