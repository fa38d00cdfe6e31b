"""Runs this package's BenchmarkPeer and the peer (peer.py) in turn and prints the ratio of their times.

Machines are noisy, so both sides run alternately, a few rounds each, and medians are compared; the peer runs with one
thread and with all, and the better of the two counts. Needs Go, and Python with torch, torchdiffeq and numpy.

    python3 likelihood/testdata/peer/compare.py                       # all cases but the largest
    python3 likelihood/testdata/peer/compare.py --cases toy64 --rounds 5
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))


def build(folder):
    binary = os.path.join(folder, "likelihood.test")
    subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=PACKAGE, check=True)
    return binary


def ours(binary, case, trace, what):
    """Seconds a call by sub-benchmark: the shared step size of the peer, and the default of one step size a row."""
    method = {"logprob": "logprob", "gradient": "(replay|backsolve)"}[what]
    pattern = f"^BenchmarkPeer$/^{case}$/^{trace}$/^{method}"
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", "1s"], cwd=PACKAGE, check=True, capture_output=True, text=True).stdout
    return {name: float(ns) / 1e9 for name, ns in re.findall(r"BenchmarkPeer/\S+?/\S+?/(\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op", out)}


def peer(case, trace, what, threads, seconds):
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    command = [sys.executable, os.path.join(HERE, "peer.py"), "--case", case, "--trace", trace, "--what", what, "--threads", str(threads), "--seconds", str(seconds)]
    lines = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.splitlines()
    return json.loads(lines[-1])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cases", default="toy64,d8,d43")
    p.add_argument("--traces", default="hutchinson,exact")
    p.add_argument("--what", default="logprob,gradient")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--seconds", type=float, default=2)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        binary = build(folder)
        print(f"{'case':28} {'peer ms':>9} {'evals':>6}   ours ms (ratio)")
        for case in a.cases.split(","):
            for trace in a.traces.split(","):
                for what in a.what.split(","):
                    row(binary, case, trace, what, a)


def row(binary, case, trace, what, a):
    mine, theirs, evaluations = {}, {1: [], os.cpu_count(): []}, 0
    for _ in range(a.rounds):
        for threads in theirs:
            result = peer(case, trace, what, threads, a.seconds)
            theirs[threads].append(result["seconds"])
            evaluations = result["evaluations"]
        for name, seconds in ours(binary, case, trace, what).items():
            mine.setdefault(name, []).append(seconds)
    best = min(statistics.median(v) for v in theirs.values())
    cells = [f"{n} {1e3 * statistics.median(v):.2f} ({best / statistics.median(v):.1f}×)" for n, v in sorted(mine.items())]
    print(f"{case + '/' + trace + '/' + what:28} {1e3 * best:9.1f} {evaluations:6d}   {'  '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
