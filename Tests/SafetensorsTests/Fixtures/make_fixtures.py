"""Makes the fixtures of SafetensorsTests with the Python package `safetensors` (and checks a file that our writer made, if one is named).

    pip install safetensors torch numpy
    python make_fixtures.py [written-by-swift.safetensors]
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save

here = Path(__file__).parent

# Every type. Names are chosen so that the order by type (theirs) and by name (ours) agree, and files can be compared byte for byte.
tensors = {
    "a_i64": torch.tensor([-(2**63), 0, 2**63 - 1], dtype=torch.int64),
    "b_f64": torch.tensor([[1.5, -2.25], [1e300, 3.0]], dtype=torch.float64),
    "c_f32": torch.tensor([[0.1, -0.0, 3.4e38]], dtype=torch.float32),
    "d_i32": torch.tensor([[[-(2**31)], [2**31 - 1]]], dtype=torch.int32),
    "e_bf16": torch.tensor([1.0, 3.140625, -2.5e30], dtype=torch.bfloat16),
    "f_f16": torch.tensor([65504.0, -0.5, 6e-8], dtype=torch.float16),
    "g_i16": torch.tensor([-32768, 32767], dtype=torch.int16),
    "h_i8": torch.tensor([-128, 127, 5], dtype=torch.int8),
    "i_u8": torch.tensor([0, 255], dtype=torch.uint8),
    "j_bool": torch.tensor([True, False, True], dtype=torch.bool),
    "k_empty": torch.zeros((0, 4), dtype=torch.bool),
}
# One key only: the package's own order of several is not fixed.
metadata = {"näme \"quoted\"": "line\nbreak \\ \u0001 🎬"}

(here / "all_types.safetensors").write_bytes(save(tensors, metadata))
expected = {
    name: {"shape": list(t.shape), "values": t.to(torch.float64).flatten().tolist()}
    for name, t in tensors.items()
    if t.dtype != torch.int64
}
(here / "all_types.json").write_text(json.dumps(expected, indent=1))

if len(sys.argv) > 1:
    loaded = load_file(sys.argv[1])
    assert loaded.keys() == tensors.keys(), loaded.keys()
    for name, tensor in tensors.items():
        assert loaded[name].dtype == tensor.dtype and torch.equal(loaded[name], tensor), name
    print("the file reads back equal")
