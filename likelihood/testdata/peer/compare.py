"""Runs this package's BenchmarkPeer and the peers (peer.py, diffrax_peer.py) in turn and prints the ratios of their times.

Machines are noisy, so all sides run alternately, a few rounds each, and medians are compared, of wall time and of the process's CPU
time, which neighbours disturb least; a measurement in which they took the cores is made again (quiet.py). Of each peer the best of its settings counts: torchdiffeq with one thread and with all, diffrax
with one step size for the batch and one a row, by Dopri5 and Tsit5. Needs Go, and Python with numpy, torch and torchdiffeq, or jax
and diffrax.

    python3 likelihood/testdata/peer/compare.py                                       # torchdiffeq, all cases but the largest
    python3 likelihood/testdata/peer/compare.py --cases toy64 --rounds 5 --peers torchdiffeq,diffrax --python-diffrax jax/bin/python
    python3 likelihood/testdata/peer/compare.py --cases toy64-double --peers diffrax --python-diffrax jax/bin/python         # in float64
    python3 likelihood/testdata/peer/compare.py --cases d8 --peers diffrax --python-diffrax jax/bin/python --avx2     # both sides held (avx2.py)
"""
import argparse
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

import avx2
import quiet

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))


def build(folder):
    binary = os.path.join(folder, "likelihood.test")
    subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=PACKAGE, check=True)
    return binary


def ours(binary, case, trace, what, env):
    """(wall, CPU) milliseconds a call by sub-benchmark: a shared step size, one step size a row, and the default method."""
    method = {"logprob": "logprob", "gradient": "(replay|backsolve)"}[what]
    pattern = f"^BenchmarkPeer$/^{case}$/^{trace}$/^{method}"
    command = lambda: subprocess.run([binary, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", "1s"], cwd=PACKAGE, env=env, check=True, capture_output=True, text=True).stdout
    out = quiet.undisturbed(command)
    found = re.findall(r"BenchmarkPeer/\S+?/\S+?/(\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op.*?([\d.]+) cpu-ms/op", out)
    return {name: (float(ns) / 1e6, float(cpu)) for name, ns, cpu in found}


def torchdiffeq(a, case, trace, what):
    """Times by the number of threads."""
    for threads in sorted({1, os.cpu_count()}):
        n = str(threads)
        env = dict(os.environ, OMP_NUM_THREADS=n, MKL_NUM_THREADS=n, OPENBLAS_NUM_THREADS=n)
        yield f"{n} threads", run(sys.executable, "peer.py", ["--case", case, "--trace", trace, "--what", what, "--threads", n, "--seconds", str(a.seconds)], env)


def diffrax(a, case, trace, what):
    """Times by step control and method."""
    for control, solver in itertools.product(("batch", "rows"), ("dopri5", "tsit5")):
        arguments = ["--case", case, "--trace", trace, "--what", what, "--control", control, "--solver", solver, "--seconds", str(a.seconds)]
        yield f"{control} {solver}", run(a.python_diffrax, "diffrax_peer.py", arguments, a.env)


PEERS = {"torchdiffeq": torchdiffeq, "diffrax": diffrax}


def run(python, script, arguments, env):
    command = lambda: subprocess.run([python, os.path.join(HERE, script), *arguments], env=env, check=True, capture_output=True, text=True).stdout
    return json.loads(quiet.undisturbed(command).splitlines()[-1])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cases", default="toy64,d8,d43")
    p.add_argument("--traces", default="hutchinson,exact")
    p.add_argument("--what", default="logprob,gradient")
    p.add_argument("--peers", default="torchdiffeq")
    p.add_argument("--python-diffrax", default=sys.executable, help="where jax and diffrax are installed")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--seconds", type=float, default=2)
    p.add_argument("--avx2", action="store_true", help="hold this package and diffrax to AVX2")
    a = p.parse_args()
    if "-double" in a.cases and a.peers != "diffrax":
        p.error("cases in float64 have diffrax alone")
    if a.avx2 and a.peers != "diffrax":
        p.error("--avx2 holds diffrax alone")
    a.env = avx2.environment(a.python_diffrax) if a.avx2 else os.environ
    with tempfile.TemporaryDirectory() as folder:
        binary = build(folder)
        for case, trace, what in itertools.product(a.cases.split(","), a.traces.split(","), a.what.split(",")):
            compare(binary, case, trace, what, a)


def compare(binary, case, trace, what, a):
    mine, theirs = {}, {}
    for _ in range(a.rounds):
        for name in a.peers.split(","):
            for setting, result in PEERS[name](a, case, trace, what):
                theirs.setdefault((name, setting), []).append((1e3 * result["seconds"], 1e3 * result["cpu"]))
        for name, times in ours(binary, case, trace, what, a.env).items():
            mine.setdefault(name, []).append(times)
    print(f"{case}, {trace}, {what}: wall and CPU milliseconds")
    median = lambda times: [statistics.median(column) for column in zip(*times)]
    for key, times in theirs.items():
        print("  {:36} {:9.2f} {:9.2f}".format(" ".join(key), *median(times)))
    for name, times in sorted(mine.items()):
        print("  {:36} {:9.2f} {:9.2f}  {}".format("here, " + name, *median(times), ratios(theirs, median(times), median, a)), flush=True)


def ratios(theirs, own, median, a):
    cells = []
    for name in a.peers.split(","):
        best = [min(column) for column in zip(*(median(times) for key, times in theirs.items() if key[0] == name))]
        cells.append(f"{name} {best[0] / own[0]:.1f}× wall, {best[1] / own[1]:.1f}× CPU")
    return "; ".join(cells)


if __name__ == "__main__":
    main()
