"""Time to equal accuracy: this package's best setting against diffrax's, for errors of log p and of the gradient.

Both sides solve one problem of the same weights, rows and probes, and each is compared with its own reference, a solve in float64 far below any
tolerance; how far the references are apart is printed. For each error asked for (the largest of log p over the rows, in nats; the
relative error of the gradient of all weights) the settings of either side that keep it and took the least processor time are measured
again, alternately, undisturbed where the machine allows it (quiet.py), and the best of each counts.

A method with +c has a first step of c·tolerance^(1/6), on either side.
diffrax++ is diffrax with the first step and the growth of steps of flows here, which it does not have by itself; it is measured beside the rest.

    python3 likelihood/testdata/peer/equal.py                      # with the Python that has jax, diffrax and numpy
    python3 likelihood/testdata/peer/equal.py --avx2               # both sides held to AVX2 (avx2.py)
    python3 likelihood/testdata/peer/equal.py --case d8 --traces hutchinson --quick
"""
import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile

import avx2
import numpy as np
import problem
import quiet

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))
TOLERANCES = [round(m * 10.0**-k, 12) for k in range(1, 7) for m in (7, 5, 3, 2, 1.5, 1)][3:-4]  # from 2e-1 to 5e-6 on both sides
TARGETS = (1e-2, 1e-3, 1e-4)


def our_settings(what, quick):
    adjoints = ("replay",) if what == "gradient" else ("",)
    for method, adjoint in itertools.product(("default", "Sparse4", "Sparse4+1.1", "Sparse4++", "Sparse5", "Sparse5+2.4", "Tsit5", "Dopri5", "DOP853", "Bosh3"), adjoints):
        yield dict(method=method, control="rows", adjoint=adjoint)
    if what == "gradient":
        yield dict(method="Tsit5", control="rows", adjoint="backsolve")
    if not quick:
        yield dict(method="Tsit5", control="64", adjoint=adjoints[0])
        yield dict(method="DOP853", control="64", adjoint=adjoints[0])


def diffrax_settings(what, quick):
    """Coefficients are of those that its documentation recommends; programs are compiled once for all of them. Gradients with one step
    size a row are left out: they took three times as long as those of the batch."""
    controllers = ((0, 1),) if quick else ((0, 1), (0.3, 0.3), (0.2, 0.4))
    methods = [(m, "batch", "checkpoint") for m in ("tsit5", "tsit5+1.1", "tsit5+2.4", "tsit5++", "dopri5", "dopri5+1.1", "dopri5+2.4", "dopri5++", "dopri8", "bosh3")]
    if what == "gradient":
        methods += [("tsit5", "batch", "backsolve")]
    else:
        methods += [(m, "rows", "checkpoint") for m in ("tsit5", "dopri8")]
    for (method, control, adjoint), (p, i) in itertools.product(methods, controllers):
        yield dict(method=method, control=control, adjoint=adjoint, P=p, I=i)


class Side:
    """A process that answers requests."""

    def __init__(self, command, env, settings):
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.settings = settings

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def scan(self, common, quick):
        """What each setting takes and misses by at each tolerance, until the error is well below the least asked for."""
        found = []
        for setting in self.settings(common["what"], quick):
            for tol in TOLERANCES:
                a = self.ask(**common, **setting, tol=tol, least=2, seconds=0)
                if "failed" in a:
                    break
                found.append((a["cpu"], a["error"], {**setting, "tol": tol}))
                if a["error"] < min(TARGETS) / 2:
                    break
        return found


def start(folder, file, a):
    env = avx2.environment(sys.executable) if a.avx2 else os.environ
    binary = os.path.join(folder, "peer")
    subprocess.run(["go", "build", "-o", binary, "./internal/peer"], cwd=PACKAGE, check=True)
    ours = lambda: Side([binary, file], env, our_settings)
    theirs = lambda *flags: Side([sys.executable, os.path.join(HERE, "diffrax_server.py"), file, *flags], env, diffrax_settings)
    return ours, theirs


def references(ours, theirs, folder, a):
    """Writes the reference of both sides, and tells how far they are apart."""
    sides = {"here": (ours(), dict(method="DOP853", control="rows")), "diffrax": (theirs("--precise"), dict(method="dopri8", control="batch"))}
    for trace, what in itertools.product(a.traces.split(","), a.what.split(",")):
        values = []
        for name, (side, setting) in sides.items():
            path = os.path.join(folder, f"{name}-{trace}-{what}")
            failed = side.ask(what=what, trace=trace, tol=1e-11, save=path, **setting).get("failed")
            if failed:
                sys.exit(f"{name}: {failed}")
            values.append(np.fromfile(path))
        print(f"references, {trace}, {what}: {problem.error(what, *values):.1e} apart", flush=True)
    for side, _ in sides.values():
        side.close()


def groups(scans):
    """The settings of diffrax++ are those of diffrax with the first step and the growth of steps of flows here."""
    ours = lambda f: f[2]["method"].endswith("++")
    return {"here": scans["here"], "diffrax": [f for f in scans["diffrax"] if not ours(f)], "diffrax++": list(filter(ours, scans["diffrax"]))}


def compare(sides, trace, what, folder, a):
    common = {name: dict(what=what, trace=trace, reference=os.path.join(folder, f"{name}-{trace}-{what}")) for name in sides}
    scans = groups({name: side.scan(common[name], a.quick) for name, side in sides.items()})
    for target in TARGETS:
        chosen = {name: [s for _, error, s in sorted(scan, key=lambda f: f[0]) if error <= target][:a.candidates] for name, scan in scans.items()}
        chosen = {name: settings for name, settings in chosen.items() if settings}
        if not {"here", "diffrax"} <= chosen.keys():
            print(f"{a.case}, {trace}, {what} to {target:g}: reached by {list(chosen)} alone", flush=True)
            continue
        times = {}
        for _, (name, settings) in itertools.product(range(a.rounds), chosen.items()):
            side = name.rstrip("+")
            for i, setting in enumerate(settings):
                once = lambda: sides[side].ask(**common[side], **setting, least=2, seconds=a.seconds)
                times.setdefault((name, i), []).append(quiet.undisturbed(once))
        report(f"{a.case}, {trace}, {what} to {target:g}", chosen, times)


def report(title, chosen, times):
    best = {}
    print(title)
    for name, settings in chosen.items():
        medians = [[statistics.median(t[k] for t in times[name, i]) for k in ("wall", "cpu")] for i in range(len(settings))]
        best[name] = [min(column) for column in zip(*medians)]
        i = min(range(len(settings)), key=lambda i: medians[i][1])
        words = " ".join(f"{k}={v}" for k, v in settings[i].items() if v != "")
        print(f"  {name:9} {1e3 * medians[i][0]:8.2f} ms, {1e3 * medians[i][1]:8.2f} of processor time, error {times[name, i][0]['error']:.1e}: {words}")
    for peer in [name for name in best if name != "here"]:
        wall, cpu = (t / o for t, o in zip(best[peer], best["here"]))
        print(f"  {wall:.1f}× wall, {cpu:.1f}× processor time beside {peer}", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--case", default="toy64", choices=[c for c in problem.CASES if not c.endswith("-double")])
    p.add_argument("--traces", default="hutchinson,exact")
    p.add_argument("--what", default="logprob,gradient")
    p.add_argument("--avx2", action="store_true")
    p.add_argument("--quick", action="store_true", help="diffrax's default controller alone")
    p.add_argument("--candidates", type=int, default=2, help="settings of either side that are measured again")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=0.2)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "problem.safetensors")
        problem.Problem.of(a.case).write(file)
        ours, theirs = start(folder, file, a)
        references(ours, theirs, folder, a)
        sides = {"here": ours(), "diffrax": theirs()}
        for trace, what in itertools.product(a.traces.split(","), a.what.split(",")):
            compare(sides, trace, what, folder, a)
        for side in sides.values():
            side.close()


if __name__ == "__main__":
    main()
