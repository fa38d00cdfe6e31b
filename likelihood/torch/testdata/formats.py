"""One state dict in every format that package torch reads, and pickles that ask for code.

    python3 formats.py

writes formats.* beside itself, and python.safetensors for package safetensors. Needs torch, numpy and safetensors.
"""

import argparse
import pathlib
from collections import Counter, OrderedDict, defaultdict

import numpy
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
dtypes = dict(F64=torch.float64, F32=torch.float32, F16=torch.float16, BF16=torch.bfloat16, I64=torch.int64, I32=torch.int32,
              I16=torch.int16, I8=torch.int8, U64=torch.uint64, U32=torch.uint32, U16=torch.uint16, U8=torch.uint8, BOOL=torch.bool)


def state():
    """The state dict; TestFormats knows its values."""
    grid = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 7
    model = OrderedDict()
    model["grid"] = grid
    model["turned"] = grid.t()  # not contiguous, and of the same storage
    model["part"] = grid[:, 1:]
    model["parameter"] = torch.nn.Parameter(torch.tensor([1.5, -2.5], dtype=torch.float64))
    model["scalar"] = torch.tensor(3.25, dtype=torch.float64)
    model["empty"] = torch.zeros(0, 4)
    model["half"] = torch.tensor([0.5, -1.0], dtype=torch.float16)
    model["steps"] = torch.tensor([7, -8])
    model["flag"] = torch.tensor([True, False])
    return model


def beside():
    """What checkpoints of trainings hold beside a state dict, and a model does not need."""
    held = torch.nn.Linear(2, 1)
    adam = torch.optim.Adam(held.parameters())
    held(torch.ones(1, 2)).sum().backward()
    adam.step()
    return {"mean": torch.ones(3), "optimizer": adam.state_dict(), "rng": [torch.get_rng_state()], "best": numpy.float64(1.25), "losses": numpy.arange(3.0),
            "shape": torch.Size([2, 3]), "device": torch.device("cpu"), "dtype": torch.float32, "path": pathlib.PurePosixPath("/runs/1"),
            "seen": {1, 2}, "still": frozenset([3]), "counts": Counter("abca"), "lists": defaultdict(list, a=[1]), "roots": 1j, "blob": b"abc", "more": bytearray(b"abc"),
            "big": [1 << 80, -(1 << 70)], "waves": [torch.ones(3, dtype=torch.complex64), torch.ones(3, dtype=torch.complex128)],
            "small": [torch.ones(5).to(torch.float8_e4m3fn)], "sparse": [torch.eye(2).to_sparse()]}


def kinds():
    """Tensors that torch.save writes in other ways; TestKindsOfTensors knows their values."""
    model = {name: torch.tensor([1, 2, 3], dtype=kind) for name, kind in dict(u16=torch.uint16, u32=torch.uint32, u64=torch.uint64).items()}
    model["parameter"] = torch.nn.Parameter(torch.tensor([1.5, 2.5]))
    model["parameter"].note = "an attribute"
    model["buffer"] = torch.tensor([[0.5, 1.5]])
    model["buffer"].note = "an attribute"
    return model


class Shell:
    """Unpickling it would run a command."""

    def __reduce__(self):
        import os
        return os.system, ("echo this must not run",)


def write():
    save_file({name: torch.arange(3).to(kind) for name, kind in dtypes.items()},
              here / "../../safetensors/testdata/python.safetensors", metadata={"note": "written by Python"})
    args = argparse.Namespace(layer_type="concatsquash", dims="8-8", lr=1e-3, batch_norm=True, num_blocks=2, skipped=None)
    model = state()
    torch.save(model, here / "formats.pt")
    torch.save({"args": args, "state_dict": model, "epoch": 3}, here / "formats_args.pt")
    torch.save({"args": args, "state_dict": model}, here / "formats_legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"net": model, "ema": model}, here / "formats_two.pt")
    torch.save({"net": model, "hook": Shell()}, here / "formats_shell.pt")
    torch.save({"net": model, "hook": Shell()}, here / "formats_shell_legacy.pt", _use_new_zipfile_serialization=False)
    for name, how in dict(training={}, training_legacy=dict(_use_new_zipfile_serialization=False), training_4=dict(pickle_protocol=4)).items():
        torch.save({"args": args, "state_dict": model} | beside(), here / f"formats_{name}.pt", **how)
    torch.save(kinds(), here / "formats_kinds.pt")
    torch.save(kinds(), here / "formats_kinds_legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"weight": torch.ones(2, dtype=torch.complex64)}, here / "formats_complex.pt")
    save_file({name: t.detach().clone().contiguous() for name, t in model.items()}, here / "formats.safetensors", metadata={"layer_type": "concatsquash"})
    arrays = {name: t.detach().numpy() for name, t in model.items()}
    numpy.savez(here / "formats.npz", **arrays)
    numpy.savez_compressed(here / "formats_compressed.npz", **arrays)


if __name__ == "__main__":
    write()
