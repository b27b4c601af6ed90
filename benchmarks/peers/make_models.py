"""Makes models of well-known shapes with random weights, in Hugging Face layout: speed does not depend on training.

    python make_models.py OUT
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, GPTNeoXConfig, LlamaConfig

PYTHIA = dict(vocab_size=50304, rotary_pct=0.25, max_position_embeddings=2048, use_parallel_residual=True)

SHAPES = {
    "pythia-70m": GPTNeoXConfig(
        hidden_size=512, num_hidden_layers=6, num_attention_heads=8, intermediate_size=2048, **PYTHIA
    ),
    "pythia-160m": GPTNeoXConfig(
        hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072, **PYTHIA
    ),
    # Small and deep: for growth with the number of layers.
    "neox-deep": GPTNeoXConfig(
        hidden_size=128,
        num_hidden_layers=8,
        num_attention_heads=4,
        intermediate_size=512,
        **(PYTHIA | dict(vocab_size=2048)),
    ),
    # The proportions of Llama 3.2 at a width that two cores can run.
    "llama-100m": LlamaConfig(
        hidden_size=640,
        num_hidden_layers=10,
        num_attention_heads=10,
        num_key_value_heads=5,
        intermediate_size=2560,
        vocab_size=32000,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
    ),
}

if __name__ == "__main__":
    out = Path(sys.argv[1])
    for name, config in SHAPES.items():
        torch.manual_seed(0)
        AutoModelForCausalLM.from_config(config, dtype=torch.float32).save_pretrained(out / name)
        print(out / name)
