"""Time of a training step of EleutherAI's sparsify: its SparseCoder, its loss, its optimisers, in the order of its Trainer.

Arguments: optimiser (signum | adam), D, F, K, B, steps, threads, and a device (cpu if it is left out). One JSON line, like
TrainingStep's; and the machine's matrix-product peak in the same process. The activations are sums of sparse features, of
the same kind as TrainingStep's. As in sparsify's Trainer, products are cast to bfloat16 on CUDA only: on a CPU everything
is float32.
"""

import json
import os
import sys
import time

device = sys.argv[8] if len(sys.argv) > 8 else "cpu"
if device == "cpu":
    os.environ["SPARSIFY_DISABLE_TRITON"] = "1"  # Triton has no CPU backend; sparsify's own eager decoder then
import torch
from schedulefree import ScheduleFreeWrapper
from sparsify import SparseCoder, SparseCoderConfig
from sparsify.sign_sgd import SignSGD

optimiser, (width, latents, k, batch, steps, threads) = sys.argv[1], map(int, sys.argv[2:8])
torch.set_num_threads(threads)
torch.manual_seed(0)
torch.set_default_device(device)
cuda = torch.device(device).type == "cuda"


def wait():
    if cuda:
        torch.cuda.synchronize()


def best(run, times):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        wait()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)


def peak(dtype):
    size = 8192 if cuda else 2048
    a = torch.randn(size, size).to(dtype)
    return 2 * size**3 / best(lambda: a @ a, 5)[0] / 1e9


sae = SparseCoder(width, SparseCoderConfig(num_latents=latents, k=k), device=device)
scale = (latents / 2**14) ** 0.5
if optimiser == "signum":
    optimizer = ScheduleFreeWrapper(SignSGD(sae.parameters(), lr=5e-3 / scale), momentum=0.95)
    optimizer.train()
else:
    optimizer = torch.optim.Adam(sae.parameters(), lr=2e-4 / scale)  # sparsify takes bitsandbytes' where it can
directions = torch.randn(4 * width, width)
batches = [
    torch.einsum("bn,bnd->bd", 1 + torch.rand(batch, 16), directions[torch.randint(4 * width, (batch, 16))])
    for _ in range(4)
]
since_fired = torch.zeros(latents, dtype=torch.long)
number = 0
fvu = 0.0


def step():
    global number, fvu
    x = batches[number % len(batches)]
    number += 1
    sae.set_decoder_norm_to_unit_norm()
    total_variance = (x - x.mean(0)).pow(2).sum()
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=cuda):
        out = sae(x=x, y=x, dead_mask=None, total_variance=total_variance)
    did_fire = torch.zeros(latents, dtype=torch.bool)
    did_fire[out.latent_indices.flatten()] = True
    fvu = float(out.fvu.detach())
    out.fvu.backward()
    sae.remove_gradient_parallel_to_decoder_directions()
    optimizer.step()
    optimizer.zero_grad()
    since_fired.add_(batch)
    since_fired[did_fire] = 0


seconds = best(step, steps)
print(
    json.dumps(
        {
            "program": "sparsify",
            "optimiser": optimiser,
            "D": width,
            "F": latents,
            "K": k,
            "B": batch,
            "steps": steps,
            "threads": threads,
            "best_ms": round(seconds[0] * 1e3, 2),
            "median_ms": round(seconds[steps // 2] * 1e3, 2),
            "tokens_per_s": round(batch / seconds[steps // 2]),
            "fvu": round(fvu, 6),
            "peak_bf16_gflops": round(peak(torch.bfloat16)),
            "peak_f32_gflops": round(peak(torch.float32)),
        }
    )
)
