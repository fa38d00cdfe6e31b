"""Runs BenchmarkTrajectory and its peers in turn, and prints the ratios of their times.

The gradient of the mean square of 1000 rows at n output times by initial values and weights: a tanh network 2-64-64-2, float32, rtol = atol
= 1e-5, Dopri5. All sides go through the interpolants of one solve: diffrax compiled, with one step size for the batch and with one a row
(vmap), by its RecursiveCheckpointAdjoint; torchdiffeq's odeint with one thread and with all. Times are medians of rounds in which the sides
alternate, as ratios to those of one step size a row here; losses and gradients are compared. Needs Go, and Python with numpy and with jax and diffrax, or torch and torchdiffeq.

    PYTHON integrate/testdata/peer/trajectory.py --python-diffrax JAX/bin/python --python-torch TORCH/bin/python
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

ROWS, END, WIDTHS, TOLERANCE = 1000, 12.0, (2, 64, 64, 2), 1e-5


def problem(n):
    weights = [1.6 * np.sin(3.0 * np.arange(i * o) + i).reshape(i, o) / np.sqrt(i) for i, o in zip(WIDTHS, WIDTHS[1:])]
    start = np.sin(np.arange(2.0 * ROWS)).reshape(ROWS, 2)
    return [w.astype(np.float32) for w in weights], start.astype(np.float32), END * (np.arange(n) + 1) / n


def timed(run, seconds=2):
    """Milliseconds a call, of wall and of processors."""
    run()
    wall, cpu, calls = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - wall < seconds or calls < 3:
        run()
        calls += 1
    return (time.perf_counter() - wall) / calls * 1e3, (time.process_time() - cpu) / calls * 1e3


def diffrax_side(n, control):
    import diffrax
    import jax
    import jax.numpy as jnp

    weights, start, times = problem(n)

    def field(t, y, weights):
        for w in weights[:-1]:
            y = jnp.tanh(y @ w)
        return y @ weights[-1]

    def solve(y, weights):
        return diffrax.diffeqsolve(diffrax.ODETerm(field), diffrax.Dopri5(), 0.0, END, None, y, weights, saveat=diffrax.SaveAt(ts=jnp.asarray(times, jnp.float32)),
                                   stepsize_controller=diffrax.PIDController(rtol=TOLERANCE, atol=TOLERANCE), max_steps=256).ys

    def loss(y, weights):
        ys = jax.vmap(solve, (0, None))(y, weights) if control == "rows" else solve(y, weights)
        return jnp.sum(ys * ys) / (ROWS * n)

    gradient = jax.jit(jax.value_and_grad(loss, (0, 1)))
    run = lambda: jax.block_until_ready(gradient(start, weights))
    value, (_, by_weights) = run()
    return timed(run), float(value), float(np.sqrt(sum(np.sum(np.square(np.asarray(g, np.float64))) for g in by_weights)))


def torch_side(n, threads):
    import torch
    import torchdiffeq

    torch.set_num_threads(int(threads))
    weights, start, times = problem(n)
    weights = [torch.tensor(w, requires_grad=True) for w in weights]
    start, times = torch.tensor(start, requires_grad=True), torch.tensor(np.concatenate([[0.0], times]), dtype=torch.float32)

    def field(t, y):
        for w in weights[:-1]:
            y = torch.tanh(y @ w)
        return y @ weights[-1]

    def run():
        for x in [start, *weights]:
            x.grad = None
        value = torchdiffeq.odeint(field, start, times, rtol=TOLERANCE, atol=TOLERANCE, method="dopri5")[1:].square().sum() / (ROWS * n)
        value.backward()
        return value

    value = run()
    return timed(run), float(value), float(torch.sqrt(sum(w.grad.double().square().sum() for w in weights)))


SIDES = {"diffrax": (diffrax_side, ("batch", "rows")), "torchdiffeq": (torch_side, sorted({"1", str(os.cpu_count())}))}


def peers(a, n):
    for name, python in ("diffrax", a.python_diffrax), ("torchdiffeq", a.python_torch):
        for setting in SIDES[name][1] if python else ():
            command = [python, os.path.abspath(__file__), "--side", name, "--setting", setting, "--outputs", str(n)]
            yield f"{name}, {setting}", lambda command=command: answer(command)


def answer(command):
    """What a side prints in its last line."""
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def benchmark(binary, pattern, *metrics):
    """Milliseconds a call, of wall and of processors, and metrics of a benchmark of Go."""
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", "2s"], cwd=PACKAGE, check=True, capture_output=True, text=True).stdout
    number = lambda unit: float(re.search(rf"([\d.e+-]+) {unit}", out).group(1))
    return (number("ns/op") / 1e6, number("cpu-ms/op")), *map(number, metrics)


def ours(binary, n, setting):
    return benchmark(binary, f"^BenchmarkTrajectory$/^{n}$/^{setting}$", "loss", "norm")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--python-diffrax", default="", help="where jax and diffrax are installed")
    p.add_argument("--python-torch", default="", help="where torch and torchdiffeq are installed")
    p.add_argument("--outputs", default="1,10,100,1000")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--side", help=argparse.SUPPRESS)
    p.add_argument("--setting", help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.side:
        return print(json.dumps(SIDES[a.side][0](int(a.outputs), a.setting)))
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "integrate.test")
        subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=PACKAGE, check=True)
        for n in map(int, a.outputs.split(",")):
            sides = [("here, rows", lambda: ours(binary, n, "rows")), ("here, batch", lambda: ours(binary, n, "batch")), *peers(a, n)]
            rounds = [[quiet.undisturbed(run) for _, run in sides] for _ in range(a.rounds)]
            for i, (name, _) in enumerate(sides):
                wall, cpu = ([statistics.median(r[k][0][time] for r in rounds) for k in (i, 0)] for time in (0, 1))
                _, loss, norm = rounds[0][i]
                print(f"{n:5d} times, {name:18s} {wall[0]:8.1f} ms ({wall[0] / wall[1]:5.1f}), of processors {cpu[0]:8.1f} ms ({cpu[0] / cpu[1]:5.1f}); loss {loss:.5f}, gradient {norm:.4f}", flush=True)


if __name__ == "__main__":
    main()
