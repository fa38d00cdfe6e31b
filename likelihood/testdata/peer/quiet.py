"""Measurements on machines that are shared with others."""
import os
import time

ENOUGH = 0.02  # of the cores' time
TRIES = 6


def stolen_seconds():
    """Seconds since the start, of all cores together, in which they had work and others had them (Linux; elsewhere 0)."""
    try:
        with open("/proc/stat") as f:
            return int(f.readline().split()[8]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def undisturbed(measure):
    """The result of measure(), which is repeated while more than ENOUGH of the time of the cores was stolen, TRIES times at most: then the
    least disturbed counts."""
    best = None
    for _ in range(TRIES):
        stolen, start = stolen_seconds(), time.monotonic()
        result = measure()
        share = (stolen_seconds() - stolen) / ((time.monotonic() - start) * os.cpu_count())
        if best is None or share < best[0]:
            best = share, result
        if share <= ENOUGH:
            break
    return best[1]
