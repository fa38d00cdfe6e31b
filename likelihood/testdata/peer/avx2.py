"""A processor without AVX-512 on one that has it, for this package and for jaxlib.

GORGOFLOW_CPU holds this package. jaxlib has no switch that holds all of it: XLA's --xla_cpu_max_isa leaves the products that XLA calls.
They are chosen by the CPUID instruction, and avx2.c answers that. Needs Linux and glibc on amd64, a C compiler and binutils; jaxlib is
disassembled once, which takes a minute.

    python3 likelihood/testdata/peer/avx2.py     # with the Python that has jax: the speed of one core's products, free and held
"""
import glob
import hashlib
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.path.join(os.path.expanduser(os.environ.get("XDG_CACHE_HOME", "~/.cache")), "gorgoflow")
FREE = ",".join("-AVX512" + part for part in ("F", "CD", "BW", "DQ", "VL"))
PRODUCT = """
import os, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import jax
n = 1024
a = jax.numpy.ones((n, n), "float32")
product = jax.jit(lambda a: a @ a)
def seconds():
    start = time.process_time()
    product(a).block_until_ready()
    return time.process_time() - start
print(f"{2e-9 * n**3 / min(seconds() for _ in range(30)):.0f}")
"""


def environment(python):
    """The environment in which Go programs of this package and the Python see no AVX-512, after its proof has been printed."""
    env = dict(os.environ, GORGOFLOW_CPU="AVX2", LD_AUDIT=auditor(objects(python)), GLIBC_TUNABLES="glibc.cpu.hwcaps=" + FREE)
    free, held = (output([python, "-c", PRODUCT], e).strip() for e in (os.environ, env))
    print(f"jaxlib's product of 1024 × 1024 numbers on one core, float32: {free} GFLOP/s, held to AVX2 {held}", flush=True)
    return env


def output(command, env=None):
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def objects(python):
    """The shared objects of jaxlib that may ask for the processor."""
    folder = os.path.dirname(output([python, "-c", "import jaxlib; print(jaxlib.__file__)"]).strip())
    paths = sorted({os.path.realpath(p) for p in glob.glob(f"{folder}/**/*.so*", recursive=True)})
    return [p for p in paths if b"\x0f\xa2" in open(p, "rb").read()]


def auditor(paths):
    """The compiled avx2.c for these objects."""
    source = os.path.join(HERE, "avx2.c")
    state = [(p, os.stat(p).st_size, os.stat(p).st_mtime_ns) for p in paths]
    library = os.path.join(CACHE, hashlib.sha256((repr(state) + open(source).read()).encode()).hexdigest()[:16] + ".so")
    if not os.path.exists(library):
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            places, built = os.path.join(folder, "places.h"), os.path.join(folder, "avx2.so")
            with open(places, "w") as f:
                f.writelines(f'{{"{p}", 0x{offset}}},\n' for p in paths for offset in cpuids(p))
            subprocess.run(["cc", "-O2", "-Wall", "-shared", "-fPIC", f'-DPLACES="{places}"', source, "-o", built], check=True)
            os.replace(built, library)
    return library


def cpuids(path):
    """The addresses of an object's CPUID instructions. Its bytes alone do not tell: they occur within other instructions too."""
    with subprocess.Popen(["objdump", "-d", "-w", "--no-show-raw-insn", path], stdout=subprocess.PIPE, text=True) as p:
        return [m[1] for m in (re.match(r"\s*([0-9a-f]+):\s+cpuid\b", line) for line in p.stdout if "cpuid" in line) if m]


if __name__ == "__main__":
    environment(sys.executable)
