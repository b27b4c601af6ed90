"""Writes a small GPT-NeoX model as torch.save and as safetensors, for ModelFilesTest. Needs torch 2.7.1 and safetensors:

    python make_torch_model.py ../resources/io/nullscope/variant/torch-model

Some tensors of the .bin files are not contiguous, one is a Parameter, and a causal mask lies among them as in old checkpoints.
"""

import json
import os
import sys

import torch
from safetensors.torch import save_file

out = sys.argv[1]
torch.manual_seed(0)
d, ff, vocab = 8, 16, 12

weights = {"gpt_neox.embed_in.weight": torch.randn(vocab, d)}
block = "gpt_neox.layers.0."
weights[block + "input_layernorm.weight"] = torch.randn(d)
weights[block + "input_layernorm.bias"] = torch.randn(d)
weights[block + "post_attention_layernorm.weight"] = torch.randn(d)
weights[block + "post_attention_layernorm.bias"] = torch.randn(d)
weights[block + "attention.query_key_value.weight"] = torch.randn(d, 3 * d).T
weights[block + "attention.query_key_value.bias"] = torch.randn(3 * d)
weights[block + "attention.dense.weight"] = torch.randn(d, 2 * d)[:, d:]
weights[block + "attention.dense.bias"] = torch.randn(d)
weights[block + "mlp.dense_h_to_4h.weight"] = torch.nn.Parameter(torch.randn(ff, d))
weights[block + "mlp.dense_h_to_4h.bias"] = torch.randn(ff)
weights[block + "mlp.dense_4h_to_h.weight"] = torch.randn(d, ff)
weights[block + "mlp.dense_4h_to_h.bias"] = torch.randn(d)
weights["gpt_neox.final_layer_norm.weight"] = torch.randn(d)
weights["gpt_neox.final_layer_norm.bias"] = torch.randn(d)
weights["embed_out.weight"] = torch.randn(vocab, d)

save_file({k: v.detach().clone().contiguous() for k, v in weights.items()}, os.path.join(out, "model.safetensors"))
weights[block + "attention.bias"] = torch.ones(1, 1, 16, 16, dtype=torch.bool).tril()
torch.save(weights, os.path.join(out, "pytorch_model.bin"))

names = sorted(weights)
weight_map = {}
for i in range(2):
    shard = f"pytorch_model-{i + 1:05d}-of-00002.bin"
    part = names[i::2]
    torch.save({k: weights[k] for k in part}, os.path.join(out, shard))
    weight_map.update({k: shard for k in part})
size = sum(v.numel() * v.element_size() for v in weights.values())
with open(os.path.join(out, "pytorch_model.bin.index.json"), "w") as f:
    json.dump({"metadata": {"total_size": size}, "weight_map": weight_map}, f, indent=1)
with open(os.path.join(out, "config.json"), "w") as f:
    json.dump({
        "model_type": "gpt_neox", "hidden_size": d, "num_attention_heads": 2, "num_hidden_layers": 1,
        "intermediate_size": ff, "vocab_size": vocab, "max_position_embeddings": 64, "rotary_pct": 0.5,
        "rotary_emb_base": 10000, "layer_norm_eps": 1e-5, "hidden_act": "gelu",
        "use_parallel_residual": True, "tie_word_embeddings": False, "bos_token_id": 0}, f, indent=1)
with open(os.path.join(out, "tokenizer.json"), "w") as f:
    json.dump({"version": "1.0", "model": {"type": "WordLevel", "unk_token": "<s>", "vocab": {"<s>": 0, "one": 1}}}, f)
