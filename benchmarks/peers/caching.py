"""Latent caching with delphi: LatentCache over a base model and a sparsify SAE, run and saved in its default 5 splits,
as delphi's own program does (populate_cache). Its torch.compile of the SAE is left out: it wraps the module and calls its
encode(), which stays as it is.

    python caching.py --model DIR --sae DIR [--layer 3] [--batch 32] [--context 256] [--tokens 65536] [--device cuda:0]
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import torch
from measure import report, threads

arguments = argparse.ArgumentParser()
arguments.add_argument("--model", required=True)
arguments.add_argument("--sae", required=True)
arguments.add_argument("--layer", type=int, default=3)
arguments.add_argument("--batch", type=int, default=32)
arguments.add_argument("--context", type=int, default=256)
arguments.add_argument("--tokens", type=int, default=65536)
arguments.add_argument("--device", default="cpu")
options = arguments.parse_args()
used_threads = threads()

from delphi.latents.cache import LatentCache  # noqa: E402  after the number of threads
from delphi.sparse_coders.load_sparsify import sae_dense_latents  # noqa: E402
from functools import partial  # noqa: E402
from sparsify import SparseCoder  # noqa: E402
from transformers import AutoModel  # noqa: E402

model = AutoModel.from_pretrained(options.model, dtype=torch.float32).eval().to(options.device)
sae = SparseCoder.load_from_disk(options.sae, device=options.device)
encoders = {f"layers.{options.layer}": partial(sae_dense_latents, sae=sae)}
generator = torch.Generator().manual_seed(0)
windows = options.tokens // options.context
tokens = torch.randint(0, model.config.vocab_size, (windows, options.context), generator=generator)


def cache(n: int):
    folder = Path(tempfile.mkdtemp())
    latents = LatentCache(model, encoders, batch_size=options.batch)
    latents.run(n, tokens)
    latents.save_splits(n_splits=5, save_dir=folder)
    shutil.rmtree(folder)


cache(options.batch * options.context)
start = time.perf_counter()
cache(options.tokens)
seconds = time.perf_counter() - start
done = windows // options.batch * options.batch * options.context
report(
    program="delphi",
    model=Path(options.model).name,
    sae=Path(options.sae).name,
    threads=used_threads,
    batch=options.batch,
    context=options.context,
    tokens=done,
    seconds=round(seconds, 3),
    tokensPerSecond=round(done / seconds),
)
