"""Prints name, shape and hexadecimal numbers of every tensor of a model file, as safetensors.numpy reads it.

python3 load_model.py FILE        (pip install safetensors numpy)
"""

import json
import sys

from safetensors import safe_open
from safetensors.numpy import load_file

tensors = load_file(sys.argv[1])
with safe_open(sys.argv[1], framework="numpy") as f:
    metadata = f.metadata()
model = json.loads(metadata["model"])
print("field", model["field"]["kind"], "version", metadata["version"])
for name in sorted(tensors):
    values = tensors[name]
    print(name, values.dtype, *values.shape, ":", *(float(v).hex() for v in values.ravel()))
