"""What both sides of equal.py solve: a network, rows and probes in a file of tensors (safetensors), and how far off an answer is."""
import json
import math
import os
import struct

import numpy as np

TOY64 = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../internal/flowtest/testdata/toy64_8gaussians.json")
CASES = {
    "toy64": (2, 512, [64, 64, 64], "tanh"),
    "toy64-double": (2, 512, [64, 64, 64], "tanh"),  # in float64
    "d8": (8, 1000, [160, 160, 160], "tanh"),
    "d43": (43, 1000, [860, 860], "softplus"),
}
PARTS = ("_layer.weight", "_layer.bias", "_hyper_bias.weight", "_hyper_gate.weight", "_hyper_gate.bias")


class Problem:
    def __init__(self, tensors, activation):
        self.tensors, self.activation = tensors, activation
        self.layers = sum(name.endswith("_layer.weight") for name in tensors)

    @staticmethod
    def of(case):
        """toy64 is a trained flow, the others start as torch's layers do."""
        dim, rows, hidden, activation = CASES[case]
        rng = np.random.default_rng(7)
        tensors = trained() if case.startswith("toy64") else drawn([dim, *hidden, dim], rng)
        x = rng.standard_normal((rows, dim))
        if case.startswith("toy64"):
            angle = np.arange(rows) % 8 * (math.pi / 4)
            x = (0.5 * x + 4 * np.stack([np.cos(angle), np.sin(angle)], 1)) / 1.414
        tensors.update(x=x, probe=rng.standard_normal((rows, dim)))
        return Problem({name: v.astype(np.float32) for name, v in tensors.items()}, activation)

    def write(self, path):
        header, offset = {"__metadata__": {"activation": self.activation}}, 0
        for name, v in self.tensors.items():
            header[name] = {"dtype": "F32", "shape": list(v.shape), "data_offsets": [offset, offset + v.nbytes]}
            offset += v.nbytes
        text = json.dumps(header).encode()
        with open(path, "wb") as f:
            f.write(struct.pack("<Q", len(text)) + text)
            for v in self.tensors.values():
                f.write(np.ascontiguousarray(v).tobytes())

    @staticmethod
    def read(path):
        with open(path, "rb") as f:
            header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
            data = f.read()
        activation = header.pop("__metadata__")["activation"]
        part = lambda e: np.frombuffer(data[slice(*e["data_offsets"])], np.float32).reshape(e["shape"])
        return Problem({name: part(e) for name, e in header.items()}, activation)


def trained():
    return {name: np.array(v) for name, v in json.load(open(TOY64))["weights"].items()}


def drawn(sizes, rng):
    tensors = {}
    for n, (i, o) in enumerate(zip(sizes, sizes[1:])):
        for part, fan, shape in zip(PARTS, (i, i, 1, 1, 1), ((o, i), (o,), (o, 1), (o, 1), (o,))):
            tensors[f"layers.{n}.{part}"] = rng.uniform(-1, 1, shape) / math.sqrt(fan)
    return tensors


def error(what, values, reference):
    """The largest error of log p in nats, or the relative error of the gradient."""
    if what == "logprob":
        return float(np.abs(values - reference).max())
    return float(np.linalg.norm(values - reference) / np.linalg.norm(reference))
