"""Runs BenchmarkEquations and diffrax on the same equations in turn, and prints the ratios of their times.

Equations that are no networks, in float64: Lorenz's system of many rows and of one, a chain of oscillators, bodies that attract each other, Lotka and Volterra's
predators, balls that fall to the ground, Robertson's reaction and the Brusselator with diffusion; ends, times of events and gradients of
both and of output times. diffrax is compiled, with one step size for the batch and with one a row (vmap), and has the same method and
tolerance; where the equation is stiff, it has Kvaerno3 and Kvaerno5 where Rodas5P is used here. Times are medians of rounds in which the sides alternate;
digits are those that are the
same side's by a tolerance of 1e-12 (diffrax's stiff ones 1e-10). Needs Go, and Python with numpy, jax and diffrax.

    PYTHON integrate/testdata/peer/equations.py
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

import numpy as np

from trajectory import PACKAGE, answer, benchmark, quiet, timed


def starts(rows, width):
    return np.sin(np.arange(float(rows * width))).reshape(rows, width)


def chain(x, zero):
    import jax.numpy as jnp

    edge = jnp.full(x.shape[:-1] + (1,), zero)
    return jnp.concatenate([x[..., 1:], edge], -1), jnp.concatenate([edge, x[..., :-1]], -1)


def lorenz(t, y, _):
    import jax.numpy as jnp

    x, v, z = y[..., 0], y[..., 1], y[..., 2]
    return jnp.stack([10 * (v - x), x * (28 - z) - v, x * v - 8 / 3 * z], -1)


def oscillators(t, y, _):
    import jax.numpy as jnp

    n = y.shape[-1] // 2
    x, v = y[..., :n], y[..., n:]
    behind, before = chain(x, 0.0)
    right, left = behind - x, x - before
    return jnp.concatenate([v, right - left + 0.25 * (right**2 - left**2)], -1)


def bodies(t, y, _):
    import jax.numpy as jnp

    n = y.shape[-1] // 6
    x = y[..., : 3 * n].reshape(y.shape[:-1] + (3, n))
    d = x[..., :, None] - x[..., None, :]
    weight = (jnp.sum(d * d, -3, keepdims=True) + 0.01) ** -1.5
    return jnp.concatenate([y[..., 3 * n :], (-jnp.sum(d * weight, -1) / n).reshape(y.shape[:-1] + (3 * n,))], -1)


def predators(t, y, rates):
    import jax.numpy as jnp

    u, v = y[..., 0], y[..., 1]
    return jnp.stack([rates[0] * u - rates[1] * u * v, rates[3] * u * v - rates[2] * v], -1)


def balls(t, y, _):
    import jax.numpy as jnp

    v = y[..., 1]
    return jnp.stack([v, -9.8 - 0.1 * v * jnp.abs(v)], -1)


def robertson(t, y, rates):
    import jax.numpy as jnp

    first, second, third = rates[..., 0] * y[..., 0], rates[..., 1] * y[..., 1] ** 2, rates[..., 2] * y[..., 1] * y[..., 2]
    return jnp.stack([third - first, first - third - second, second], -1)


def diffusion(t, y, _):
    import jax.numpy as jnp

    n = y.shape[-1] // 2
    u, v = y[..., :n], y[..., n:]
    spread = lambda x, end: 0.02 * (n + 1) ** 2 * (sum(chain(x, end)) - 2 * x)
    return jnp.concatenate([1 + u * u * v - 4 * u + spread(u, 1.0), 3 * u - u * u * v + spread(v, 3.0)], -1)


def predator_starts():
    i = np.arange(1000.0)
    return np.stack([10 + 0.01 * i, 5 + 0.005 * i], 1)


def ball_starts():
    return np.stack([10 + 0.01 * np.arange(1000.0), np.zeros(1000)], 1)


def kinetics():
    return np.tile([1.0, 0, 0], (100, 1)), np.array([0.04, 3e7, 1e4]) * (1 + 0.0005 * np.arange(100.0))[:, None]


def diffusion_start(n=20):
    return np.concatenate([1 + np.sin(2 * np.pi * np.arange(1, n + 1) / (n + 1)), np.full(n, 3.0)])[None]


# By name: the equation, starts, arguments of the rows, the end, methods and tolerance.
CASES = {
    "lorenz": (lorenz, starts(10000, 3), None, 2.0, ["Tsit5"], 1e-6),
    "alone": (lorenz, starts(1, 3), None, 12.0, ["Tsit5"], 1e-6),
    "oscillators": (oscillators, starts(64, 100), None, 10.0, ["Dopri5"], 1e-6),
    "bodies": (bodies, starts(100, 60), None, 2.0, ["Dopri5"], 1e-6),
    "predators": (predators, predator_starts(), None, 20.0, ["Tsit5"], 1e-6),
    "balls": (balls, ball_starts(), None, 100.0, ["Tsit5"], 1e-8),
    "robertson": (robertson, *kinetics(), 1e5, ["Kvaerno3", "Kvaerno5"], 1e-8),
    "diffusion": (diffusion, diffusion_start(), None, 10.0, ["Kvaerno3", "Kvaerno5"], 1e-6),
}
NAMES = ["lorenz", "alone", "alone-gradient", "oscillators", "oscillators-gradient", "bodies", "bodies-gradient", "predators-gradient", "balls", "balls-gradient", "robertson", "diffusion", "diffusion-gradient"]


def computed(name, control, method, tolerance):
    """What is computed by diffrax, as a function compiled by JAX."""
    import diffrax
    import jax
    import jax.numpy as jnp
    import optimistix

    case, _, gradient = name.partition("-")
    field, y0, args, end, _, _ = CASES[case]
    more = {"event": diffrax.Event(lambda t, y, args, **_: y[0], optimistix.Newton(1e-9, 1e-9))} if case == "balls" else {}
    outputs = diffrax.SaveAt(ts=jnp.arange(1, 101) / 5) if case == "predators" else diffrax.SaveAt(t1=True)

    def solve(y, args):
        solution = diffrax.diffeqsolve(diffrax.ODETerm(field), getattr(diffrax, method)(), 0.0, end, None, y, args, saveat=outputs, max_steps=100000 if case in ("alone", "robertson", "diffusion") else 4096,
                                       stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance), **more)
        return solution.ts[-1] if case == "balls" else solution.ys

    if control == "rows":
        shared = case == "predators" or args is None
        solve = jax.vmap(solve, (0, None if shared else 0))
    if case == "predators":
        rates = jnp.array([1.0, 0.1, 1.5, 0.075])
        f = jax.jit(jax.grad(lambda rates: jnp.sum((solve(y0, rates) - 3) ** 2)))
        return lambda: f(rates)
    loss = (lambda y: jnp.sum(solve(y, args))) if case == "balls" else lambda y: jnp.sum(solve(y, args) ** 2)
    f = jax.jit(jax.grad(loss) if gradient else lambda y: solve(y, args))
    return lambda: f(y0)


def diffrax_side(name, control, method):
    import jax

    jax.config.update("jax_enable_x64", True)
    run = computed(name, control, method, CASES[name.partition("-")[0]][5])
    reference = np.asarray(computed(name, control, method, 1e-10 if method.startswith("Kvaerno") else 1e-12)()).ravel()
    digits = np.log10(np.linalg.norm(reference) / np.linalg.norm(np.asarray(run()).ravel() - reference))
    return timed(lambda: jax.block_until_ready(run())), float(digits)


def sides(binary, name):
    case = name.partition("-")[0]
    for control in ["rows"] if case == "balls" else ["rows", "batch"]:
        yield f"here, {control}", lambda control=control: benchmark(binary, f"^BenchmarkEquations$/^{name}$/^{control}$", "digits")
    for control in ["rows"] if case in ("balls", "robertson") else ["rows", "batch"]:
        for method in CASES[case][4]:
            command = [sys.executable, os.path.abspath(__file__), "--side", name, "--control", control, "--method", method]
            yield f"diffrax, {method}, {control}", lambda command=command: answer(command)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cases", default=",".join(NAMES))
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--side", help=argparse.SUPPRESS)
    p.add_argument("--control", help=argparse.SUPPRESS)
    p.add_argument("--method", help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.side:
        return print(json.dumps(diffrax_side(a.side, a.control, a.method)))
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "integrate.test")
        subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=PACKAGE, check=True)
        for name in a.cases.split(","):
            runs = list(sides(binary, name))
            rounds = [[quiet.undisturbed(run) for _, run in runs] for _ in range(a.rounds)]
            for i, (side, _) in enumerate(runs):
                wall, cpu = ([statistics.median(r[k][0][time] for r in rounds) for k in (i, 0)] for time in (0, 1))
                print(f"{name:22s} {side:26s} {wall[0]:9.2f} ms ({wall[0] / wall[1]:6.1f}), of processors {cpu[0]:9.2f} ms ({cpu[0] / cpu[1]:6.1f}); {rounds[0][i][1]:.1f} digits", flush=True)


if __name__ == "__main__":
    main()
