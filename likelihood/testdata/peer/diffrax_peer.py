"""The peer: FFJORD's log-density and gradient on JAX and diffrax, compiled by XLA, for compare.py.

The computation is peer.py's: concatsquash layers with a gated output, data at t = 0, base at t = 1, float32, one probe or the exact
trace. --control batch has one step size for the batch, rows maps a solve over the rows. Errors are compared by equal.py.

    pip install jax diffrax numpy
    python3 diffrax_peer.py --case toy64 --trace exact --control batch --solver tsit5 --tol 1e-5
"""
import argparse
import json

import diffrax_flow
import jax
import numpy as np
import problem


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--case", default="toy64", choices=problem.CASES)
    p.add_argument("--trace", default="hutchinson")
    p.add_argument("--what", default="logprob,gradient")
    p.add_argument("--control", default="batch")
    p.add_argument("--solver", default="dopri5")
    p.add_argument("--tol", type=float, default=1e-5)
    p.add_argument("--seconds", type=float, default=3)
    a = p.parse_args()
    jax.config.update("jax_enable_x64", a.case.endswith("-double"))
    dtype = np.float64 if a.case.endswith("-double") else np.float32
    layers, density = diffrax_flow.model(problem.Problem.of(a.case), dtype, a.trace, a.control, a.solver)
    for what in ("logprob", "gradient"):
        if what not in a.what.split(","):
            continue
        compiled = jax.jit(lambda layers, f=diffrax_flow.of(what, density): f(layers, a.tol))
        run = lambda: jax.block_until_ready(compiled(layers))
        _, steps = diffrax_flow.result(what, run())
        wall, cpu = diffrax_flow.measured(run, 3, a.seconds)
        print(json.dumps(dict(case=a.case, trace=a.trace, what=what, evaluations=int(6 * np.mean(steps)) + 2, seconds=wall, cpu=cpu)), flush=True)


if __name__ == "__main__":
    main()
