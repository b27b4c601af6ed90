"""Golden losses and gradients of every architecture: the formulas of Architecture.java written down literally in float64,
differentiated by torch.autograd. JumpReLU's pseudo-derivatives are the autograd functions of SAELens itself.

    python objectives.py ../resources/io/nullscope/sae/objectives.safetensors      (torch 2.7.1, sae-lens 6.54.12)
"""

import sys

import torch
from safetensors.torch import save_file
from sae_lens.saes.jumprelu_sae import JumpReLU, Step

B, D, F, K = 12, 6, 16, 3
PREFIXES = [4, 8, 16]
AUX_K, AUX_ALPHA, DEAD = 3, 0.25, [2, 5, 7, 11, 13]
L0, BANDWIDTH, L1 = 0.05, 0.6, 0.3
out = {}

generator = torch.Generator().manual_seed(1)


def normal(*shape, scale=1.0):
    """float32 values, so that both sides start from the same numbers"""
    return (scale * torch.randn(*shape, generator=generator)).float().double()


def parameters(*extra):
    w_enc = normal(F, D, scale=0.5)
    w_dec = normal(F, D)
    w_dec = (w_dec / w_dec.norm(dim=1, keepdim=True)).float().double()
    p = {"encoder.weight": w_enc, "encoder.bias": normal(F, scale=0.1), "W_dec": w_dec, "b_dec": normal(D, scale=0.3)}
    if "gated" in extra:
        p["b_gate"] = p.pop("encoder.bias")
        p["r_mag"] = normal(F, scale=0.2)
        p["b_mag"] = normal(F, scale=0.2)
    if "threshold" in extra:
        p["threshold"] = normal(F, scale=0.2).abs() + 0.4
    return {name: value.requires_grad_() for name, value in p.items()}


def spread(x):
    return ((x - x.mean(0)) ** 2).sum()


def fvu(x_hat, x):
    return ((x_hat - x) ** 2).sum() / spread(x)


def scale(x):
    return (spread(x) / len(x)).sqrt()


def pre_activations(p, x):
    return (x - p["b_dec"]) @ p["encoder.weight"].T + p["encoder.bias"]


def token_mask(h, k):
    return torch.zeros_like(h).scatter(1, h.topk(k, 1).indices, 1.0)


def batch_mask(h, k):
    flat = h.flatten()
    return torch.zeros_like(flat).scatter(0, flat.topk(k * len(h)).indices, 1.0).view_as(h)


def aux_loss(p, x, x_hat):
    """sparsify's, with its repairs: residual constant and of the right sign, no second b_dec"""
    residual = (x - x_hat).detach()
    h = pre_activations(p, x).relu()
    dead = torch.zeros(F, dtype=torch.bool)
    dead[DEAD] = True
    masked = torch.where(dead, h, -1.0)
    top = masked.topk(AUX_K, 1)
    acts = torch.zeros_like(h).scatter(1, top.indices, top.values)
    return AUX_ALPHA * min(len(DEAD) / AUX_K, 1) * ((acts @ p["W_dec"] - residual) ** 2).sum() / spread(x)


def record(name, p, x, loss, own_fvu, active):
    gradients = torch.autograd.grad(loss, list(p.values()), allow_unused=True)
    out[f"{name}/x"] = x.float()
    out[f"{name}/numbers"] = torch.stack([loss, own_fvu, active.sum() / len(x)]).detach()
    out[f"{name}/fired"] = active.any(0).long()
    for (tensor, value), gradient in zip(p.items(), gradients):
        out[f"{name}/p/{tensor}"] = value.detach().float()
        out[f"{name}/g/{tensor}"] = torch.zeros_like(value) if gradient is None else gradient


def selection(name, mask_of, extra):
    p, x = parameters(), normal(B, D, scale=2.0)
    h = pre_activations(p, x).relu()
    acts = h * mask_of(h, K)
    x_hat = acts @ p["W_dec"] + p["b_dec"]
    own = loss = fvu(x_hat, x)
    if extra:
        more = h * mask_of(h, 4 * K)
        loss = loss + fvu(more @ p["W_dec"] + p["b_dec"], x) / 8 + aux_loss(p, x, x_hat)
    record(name, p, x, loss, own, acts > 0)


def matryoshka():
    p, x = parameters(), normal(B, D, scale=2.0)
    h = pre_activations(p, x).relu()
    acts = h * batch_mask(h, K)
    fvus = [fvu(acts[:, :m] @ p["W_dec"][:m] + p["b_dec"], x) for m in PREFIXES]
    record("matryoshka", p, x, sum(fvus) / len(fvus), fvus[-1], acts > 0)


def relu():
    p, x = parameters(), normal(B, D, scale=2.0)
    acts = pre_activations(p, x).relu()
    own = fvu(acts @ p["W_dec"] + p["b_dec"], x)
    record("relu", p, x, own + L1 * acts.sum() / (B * scale(x)), own, acts > 0)


def jump_relu():
    p, x = parameters("threshold"), normal(B, D, scale=2.0)
    h = pre_activations(p, x)
    eps = BANDWIDTH * scale(x)
    acts = JumpReLU.apply(h, p["threshold"], eps, False)
    own = fvu(acts @ p["W_dec"] + p["b_dec"], x)
    l0 = Step.apply(h, p["threshold"], eps, False).sum() / B
    record("jumprelu", p, x, own + L0 * l0, own, acts > 0)


def gated():
    p, x = parameters("gated"), normal(B, D, scale=2.0)
    z = (x - p["b_dec"]) @ p["encoder.weight"].T
    gate = z + p["b_gate"]
    magnitude = z * p["r_mag"].exp() + p["b_mag"]
    acts = (gate > 0) * magnitude.relu()
    own = fvu(acts @ p["W_dec"] + p["b_dec"], x)
    via_gate = gate.relu() @ p["W_dec"].detach() + p["b_dec"].detach()
    record("gated", p, x, own + L1 * gate.relu().sum() / (B * scale(x)) + fvu(via_gate, x), own, acts > 0)


selection("topk", token_mask, False)
selection("topk-extra", token_mask, True)
selection("batchtopk", batch_mask, False)
selection("batchtopk-extra", batch_mask, True)
matryoshka()
relu()
jump_relu()
gated()
save_file(out, sys.argv[1])
