"""Makes a TopK SAE with random weights in sparsify's layout, which sparsify, delphi and Nullscope read.

    python make_sae.py OUT WIDTH LATENTS K
"""

import sys
from pathlib import Path

import torch
from sparsify import SparseCoder, SparseCoderConfig

if __name__ == "__main__":
    out, width, latents, k = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    torch.manual_seed(0)
    SparseCoder(width, SparseCoderConfig(num_latents=latents, k=k, activation="topk")).save_to_disk(out)
    print(out)
