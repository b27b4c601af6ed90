"""Writes the files that TorchFileTest reads. Needs torch 2.7.1 and safetensors; run it here:

    python make_torch_fixtures.py ../resources/io/nullscope/checkpoints/torch

NAME.bin is what torch.save writes, NAME.safetensors the same values as torch sees them.
"""

import collections
import os
import sys

import torch
from safetensors.torch import save_file

out = sys.argv[1]
torch.manual_seed(0)


def save(name, tensors, **options):
    torch.save(tensors, os.path.join(out, name + ".bin"), **options)
    # clone() lets tensors that share memory go into one safetensors file.
    plain = {key: value.detach().clone().contiguous() for key, value in tensors.items()}
    save_file(plain, os.path.join(out, name + ".safetensors"))


save("types", {
    "f64": torch.randn(3, 2, dtype=torch.float64),
    "f32": torch.randn(2, 3),
    "f16": torch.randn(4).half(),
    "bf16": torch.randn(4).bfloat16(),
    "i64": torch.tensor([-1, 2**62]),
    "i32": torch.tensor([-7, 7], dtype=torch.int32),
    "i16": torch.tensor([-300, 300], dtype=torch.int16),
    "i8": torch.tensor([-8, 8], dtype=torch.int8),
    "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
    "scalar": torch.tensor(1.5),
    "empty": torch.empty(0, 4),
})

base = torch.randn(6, 8)
cube = torch.randn(3, 4, 5)
views = collections.OrderedDict(
    whole=base,
    transposed=base.T,
    rows=base[2:5],
    columns=base[:, 3:6],
    every_other=base[1::2, ::3],
    element=base[4, 7],
    permuted=cube.permute(2, 0, 1),
    slab=cube[:, 1:3, :].permute(1, 2, 0),
    half=torch.randn(5, 7).half().T,
    parameter=torch.nn.Parameter(torch.randn(3)),
)
views._metadata = {"": {"version": 1}}
save("views", views)

layers = {f"layers.{i}.weight": torch.randn(3, 4) for i in range(4)}
for shard in (1, 2):
    part = {key: value for i, (key, value) in enumerate(layers.items()) if i // 2 == shard - 1}
    save(f"pytorch_model-0000{shard}-of-00002", part)

torch.save({"w": torch.randn(2, 2)}, os.path.join(out, "legacy.bin"), _use_new_zipfile_serialization=False)
torch.save({"w": torch.zeros(1).expand(1000, 1000)}, os.path.join(out, "expanded.bin"))
torch.save({"model": {"w": torch.zeros(1)}}, os.path.join(out, "nested.bin"))
torch.save([torch.zeros(1)], os.path.join(out, "list.bin"))
torch.save({"w": torch.zeros(2, dtype=torch.complex64)}, os.path.join(out, "complex.bin"))
torch.save({"w": torch.zeros(2)}, os.path.join(out, "protocol4.bin"), pickle_protocol=4)
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), os.path.join(out, "script.bin"))


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/nullscope-was-here",)


torch.save({"w": Evil()}, os.path.join(out, "evil.bin"))
