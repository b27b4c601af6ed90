"""Writes the golden models of libs/transformer/src/test/resources/io/nullscope/transformer/golden.

Each folder holds a small model with random weights as Hugging Face transformers saves it (config.json,
model.safetensors), and reference.safetensors, which says what transformers computes with it in float32:

  tokens      int32 [B, S]
  residual.N  float32 [B, S, D]   the stream after block N, before any final norm
  logits      float32 [B, S, V]
  losses      float32 [B, S - 1]  nats, entry t is the loss of predicting token t + 1

The streams are taken by hooks on the blocks: the last entry of transformers' `hidden_states` has the final norm
applied. Weights are so large that every part of a block changes the stream by about its own size (the script prints
the root mean square of each stream); gains of norms and all biases are random.

  python golden_models.py            needs torch 2.7 and transformers 5 (written with 2.7.1 and 5.23.0; 5.24.0 writes the same configurations)
"""

import json
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file

OUT = Path(__file__).parents[1] / "resources/io/nullscope/transformer/golden"
BATCH, LENGTH, VOCABULARY, CONTEXT = 2, 20, 37, 32

GPT2 = dict(
    n_embd=16, n_layer=2, n_head=4, n_inner=24, n_positions=CONTEXT, vocab_size=VOCABULARY, bos_token_id=0, eos_token_id=0
)
NEOX = dict(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, vocab_size=VOCABULARY,
    max_position_embeddings=CONTEXT, bos_token_id=0, eos_token_id=0,
)
LLAMA = dict(
    hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24,
    vocab_size=VOCABULARY, max_position_embeddings=CONTEXT, bos_token_id=0, eos_token_id=0,
)
THETA = dict(rope_type="default", rope_theta=500.0)

MODELS = {
    "gpt2": ("GPT2", dict(GPT2)),
    "gpt2-scaled-by-depth-untied": (
        "GPT2",
        dict(GPT2, scale_attn_by_inverse_layer_idx=True, reorder_and_upcast_attn=True, tie_word_embeddings=False, n_inner=None),
    ),
    "gpt-neox": (
        "GPTNeoX", dict(NEOX, rope_parameters=dict(THETA, partial_rotary_factor=0.25), use_parallel_residual=True),
    ),
    "gpt-neox-sequential-unbiased": (
        "GPTNeoX",
        dict(NEOX, rope_parameters=dict(THETA, partial_rotary_factor=0.5), use_parallel_residual=False, attention_bias=False),
    ),
    "llama": ("Llama", dict(LLAMA, rope_parameters=THETA, tie_word_embeddings=True)),
    "llama-biased-wide-heads": (
        "Llama", dict(LLAMA, rope_parameters=THETA, head_dim=6, attention_bias=True, mlp_bias=True),
    ),
    "llama-ungrouped": ("Llama", dict(LLAMA, rope_parameters=THETA, num_key_value_heads=4)),
    "llama-linear": ("Llama", dict(LLAMA, rope_parameters=dict(THETA, rope_type="linear", factor=2.5))),
    "llama-3.1": (
        "Llama",
        dict(
            LLAMA,
            head_dim=12,
            rope_parameters=dict(
                THETA, rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                original_max_position_embeddings=24,
            ),
        ),
    ),
    "mistral": ("Mistral", dict(LLAMA, rope_parameters=THETA, sliding_window=6)),
    "mistral-no-window": ("Mistral", dict(LLAMA, rope_parameters=THETA, sliding_window=None)),
    "qwen2": ("Qwen2", dict(LLAMA, rope_parameters=THETA, tie_word_embeddings=True)),
    "qwen2-window": (
        "Qwen2", dict(LLAMA, rope_parameters=THETA, use_sliding_window=True, sliding_window=5, max_window_layers=1),
    ),
    "qwen3-layer-types": (
        "Qwen3",
        dict(
            LLAMA, rope_parameters=THETA, head_dim=8, use_sliding_window=True, sliding_window=4,
            layer_types=["sliding_attention", "full_attention"],
        ),
    ),
    "qwen3": ("Qwen3", dict(LLAMA, rope_parameters=THETA, head_dim=8)),
    "qwen3-biased-tied": (
        "Qwen3", dict(LLAMA, rope_parameters=THETA, head_dim=8, attention_bias=True, tie_word_embeddings=True),
    ),
}


def randomise(model):
    for name, weight in model.named_parameters():
        if "norm" in name or "ln_" in name:
            is_gain = name.endswith("weight")
            weight.data = is_gain + 0.3 * torch.randn_like(weight)
        elif name.endswith("bias"):
            weight.data = 0.3 * torch.randn_like(weight)
        elif "wpe" in name:
            weight.data = 0.5 * torch.randn_like(weight)
        elif any(part in name for part in ("wte", "embed_in", "embed_tokens")):
            weight.data = torch.randn_like(weight)
        else:
            conv1d = isinstance(model, transformers.GPT2LMHeadModel) and "lm_head" not in name
            inputs = weight.shape[0] if conv1d else weight.shape[1]
            weight.data = 1.5 / inputs**0.5 * torch.randn_like(weight)


def blocks_of(model):
    base = model.base_model
    return base.h if hasattr(base, "h") else base.layers


@torch.no_grad()
def reference(model, tokens):
    streams = {}

    def keep(name):
        def hook(module, inputs, output):
            streams[name] = (output[0] if isinstance(output, tuple) else output).contiguous()

        return hook

    for i, block in enumerate(blocks_of(model)):
        block.register_forward_hook(keep(f"residual.{i}"))
    logits = model(tokens).logits
    losses = torch.nn.functional.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction="none")
    return dict(tokens=tokens.to(torch.int32), logits=logits, losses=losses.contiguous(), **streams)


def without_prefix(folder):
    """As the first GPT-2 checkpoints: no prefix, and the causal masks among the tensors."""
    stored = load_file(folder / "model.safetensors")
    tensors = {name.removeprefix("transformer."): tensor for name, tensor in stored.items()}
    for layer in range(2):
        tensors[f"h.{layer}.attn.bias"] = torch.ones(CONTEXT, CONTEXT).tril().view(1, 1, CONTEXT, CONTEXT)
        tensors[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, folder / "model.safetensors")


def without_machine(folder):
    """Drops what says nothing about the model."""
    file = folder / "config.json"
    config = json.loads(file.read_text())
    for field in ("_name_or_path", "transformers_version"):
        config.pop(field, None)
    file.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "generation_config.json").unlink(missing_ok=True)


def main():
    for number, (name, (family, settings)) in enumerate(MODELS.items()):
        torch.manual_seed(number)
        config = getattr(transformers, family + "Config")(**settings)
        suffix = "LMHeadModel" if family == "GPT2" else "ForCausalLM"
        model_class = getattr(transformers, family + suffix)
        model = model_class._from_config(config, attn_implementation="eager", dtype=torch.float32).eval()
        randomise(model)
        tokens = torch.randint(0, VOCABULARY, (BATCH, LENGTH))
        expected = reference(model, tokens)
        folder = OUT / name
        model.save_pretrained(folder)
        save_file(expected, folder / "reference.safetensors")
        if name == "gpt2":
            without_prefix(folder)
        without_machine(folder)
        sizes = ", ".join(f"{expected[f'residual.{i}'].square().mean().sqrt():.2f}" for i in range(len(blocks_of(model))))
        print(f"{name}: root mean square of the streams {sizes}; mean loss {expected['losses'].mean():.2f}")


main()
