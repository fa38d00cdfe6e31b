"""Runs BenchmarkMatching and the same steps compiled by JAX in turn, and prints the ratios of their times.

A step of conditional flow matching: a batch of 20,000 rows, draws of the base and of times, the mean squared distance of velocities and its
gradient, Adam; float32. JAX runs a hundred steps in one compiled loop (lax.scan). Networks are tanh MLPs whose layers see the time: by a shift
(concat_v2) or by a gate and a shift (concatsquash, without the last gate). Times are medians of rounds in which the sides alternate. Needs Go,
and Python with numpy and jax.

    PYTHON train/testdata/peer/matching.py
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(PACKAGE), "likelihood", "testdata", "peer"))
import quiet

ROWS, STEPS = 20000, 100
CASES = {"2/256": (64, 64), "2/4096": (64, 64), "8/512": (160, 160, 160), "43/1000": (256, 256, 256)}
LAYERS = "concat_v2", "concatsquash"


def network(layers, gated, t, z):
    import jax
    import jax.numpy as jnp

    for i, (w, b, shift, gate, offset) in enumerate(layers):
        last = i + 1 == len(layers)
        z = z @ w + b
        if gated and not last:
            z = z * jax.nn.sigmoid(t * gate + offset)
        z = z + t * shift
        if not last:
            z = jnp.tanh(z)
    return z


def jax_side(case, layer):
    import jax
    import jax.numpy as jnp

    dim, batch = map(int, case.split("/"))
    widths, rng = (dim, *CASES[case], dim), np.random.default_rng(1)
    draw = lambda *shape: jnp.asarray(rng.normal(size=shape) / np.sqrt(shape[0]), jnp.float32)
    weights = [(draw(i, o), draw(o), draw(o), draw(o), draw(o)) for i, o in zip(widths, widths[1:])]
    if layer == "concat_v2":
        weights = [(*w[:3], None, None) for w in weights]
    data = jnp.asarray(rng.normal(size=(ROWS, dim)), jnp.float32)

    def loss(weights, x1, x0, t):
        distance = network(weights, layer == "concatsquash", t, (1 - t) * x0 + t * x1) - (x1 - x0)
        return jnp.mean(distance * distance)

    def step(state, key):
        weights, m, v, n = state
        of_rows, of_base, of_times = jax.random.split(key, 3)
        x1 = data[jax.random.randint(of_rows, (batch,), 0, ROWS)]
        value, g = jax.value_and_grad(loss)(weights, x1, jax.random.normal(of_base, (batch, dim)), jax.random.uniform(of_times, (batch, 1)))
        n = n + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        weights = jax.tree.map(lambda w, m, v: w - 1e-3 * m / (1 - 0.9**n) / (jnp.sqrt(v / (1 - 0.999**n)) + 1e-8), weights, m, v)
        return (weights, m, v, n), value

    steps = jax.jit(lambda state, keys: jax.lax.scan(step, state, keys))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state, keys = (weights, zeros, zeros, 0.0), jax.random.split(jax.random.PRNGKey(1), STEPS)
    run = lambda: jax.block_until_ready(steps(state, keys))
    run()
    wall, cpu, calls = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - wall < 2 or calls < 3:
        run()
        calls += 1
    return [(end - begin) / calls / STEPS * 1e3 for begin, end in ((wall, time.perf_counter()), (cpu, time.process_time()))]


def ours(binary, case, layer):
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", f"^BenchmarkMatching$/^{case.replace('/', '$/^')}$/^{layer}$", "-test.benchtime", "2s"],
                         cwd=PACKAGE, check=True, capture_output=True, text=True).stdout
    number = lambda unit: float(re.search(rf"([\d.e+-]+) {unit}", out).group(1))
    return number("ns/op") / 1e6, number("cpu-ms/op")


def peer(case, layer):
    command = [sys.executable, os.path.abspath(__file__), "--side", case, "--layer", layer]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cases", default=",".join(CASES))
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--side", help=argparse.SUPPRESS)
    p.add_argument("--layer", help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.side:
        return print(json.dumps(jax_side(a.side, a.layer)))
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "train.test")
        subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=PACKAGE, check=True)
        for case in a.cases.split(","):
            for layer in LAYERS:
                rounds = [[quiet.undisturbed(run) for run in (lambda: ours(binary, case, layer), lambda: peer(case, layer))] for _ in range(a.rounds)]
                times = [[statistics.median(r[side][k] for r in rounds) for k in (0, 1)] for side in (0, 1)]
                (wall, cpu), (their_wall, their_cpu) = times
                print(f"{case:8s} {layer:13s} here {wall:7.3f} ms, of processors {cpu:7.3f}; JAX {their_wall:7.3f} ({their_wall / wall:4.1f} times), {their_cpu:7.3f} ({their_cpu / cpu:4.1f} times)", flush=True)


if __name__ == "__main__":
    main()
