"""Activation extraction with Hugging Face transformers: the base model under inference_mode with sdpa attention, and
forward hooks on the blocks. With --store, activations are written as float32 safetensors shards of 32 MiB a hook point.

    python extraction.py --model DIR [--layers 0,3] [--batch 16] [--context 256] [--tokens 65536] [--store DIR]
"""

import argparse
import time
from pathlib import Path

import torch
from measure import report, threads
from safetensors.torch import save_file
from transformers import AutoModel

SHARD_BYTES = 32 << 20

arguments = argparse.ArgumentParser()
arguments.add_argument("--model", required=True)
arguments.add_argument("--layers", default="all")
arguments.add_argument("--batch", type=int, default=16)
arguments.add_argument("--context", type=int, default=256)
arguments.add_argument("--tokens", type=int, default=65536)
arguments.add_argument("--store", type=Path)
arguments.add_argument("--device", default="cpu")
arguments.add_argument("--dtype", default="float32")
options = arguments.parse_args()
used_threads = threads()


class Shards:
    """Rows of one hook point, kept until they fill a shard."""

    def __init__(self, folder: Path, width: int):
        folder.mkdir(parents=True)
        self.folder = folder
        self.buffer = torch.empty(max(1, SHARD_BYTES // (4 * width)), width)
        self.filled = 0
        self.count = 0

    def append(self, rows):
        while len(rows):
            taken = min(len(rows), len(self.buffer) - self.filled)
            self.buffer[self.filled : self.filled + taken] = rows[:taken]
            self.filled += taken
            rows = rows[taken:]
            if self.filled == len(self.buffer):
                self.flush()

    def flush(self):
        if self.filled:
            save_file({"activations": self.buffer[: self.filled]}, self.folder / f"{self.count:05}.safetensors")
            self.count += 1
            self.filled = 0


model = AutoModel.from_pretrained(
    options.model, dtype=getattr(torch, options.dtype), attn_implementation="sdpa"
).eval().to(options.device)
layers = range(model.config.num_hidden_layers) if options.layers == "all" else [int(i) for i in options.layers.split(",")]
captured = {}
for layer in layers:

    def hook(module, inputs, output, layer=layer):
        captured[layer] = output[0] if isinstance(output, tuple) else output

    model.layers[layer].register_forward_hook(hook)

generator = torch.Generator().manual_seed(0)
batches = max(1, options.tokens // (options.batch * options.context))
tokens = torch.randint(0, model.config.vocab_size, (batches, options.batch, options.context), generator=generator)
width = model.config.hidden_size


@torch.inference_mode()
def run(batch):
    model(batch.to(options.device), use_cache=False)
    assert all(captured[layer].shape == (options.batch, options.context, width) for layer in layers)


for batch in tokens[: min(3, batches)]:
    run(batch)
if options.device != "cpu":
    torch.cuda.synchronize()
shards = {layer: Shards(options.store / f"layers.{layer}", width) for layer in layers} if options.store else {}
start = time.perf_counter()
for batch in tokens:
    run(batch)
    for layer, writer in shards.items():
        writer.append(captured[layer].reshape(-1, width).float().cpu())
for writer in shards.values():
    writer.flush()
if options.device != "cpu":
    torch.cuda.synchronize()
seconds = time.perf_counter() - start
report(
    program="transformers",
    model=Path(options.model).name,
    threads=used_threads,
    layers=len(layers),
    batch=options.batch,
    context=options.context,
    tokens=tokens.numel(),
    store="files" if options.store else "none",
    seconds=round(seconds, 3),
    tokensPerSecond=round(tokens.numel() / seconds),
)
