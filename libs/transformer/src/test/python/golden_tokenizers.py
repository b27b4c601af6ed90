"""Writes the golden tokenizers of libs/transformer/src/test/resources/io/nullscope/transformer/golden-tokenizers.

Each folder holds a small tokenizer that was trained on a few made-up sentences and saved by Hugging Face transformers
(tokenizer.json, tokenizer_config.json), and expected.json, which says what AutoTokenizer makes of that folder:

  special  the ids that it calls special
  texts    [{"text", "ids", "with_special"}]  ids without and with what it puts around a text

  python golden_tokenizers.py        needs transformers 5 (written with 5.24.0)
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, GPT2Tokenizer, GPTNeoXTokenizer, LlamaTokenizer, Qwen2Tokenizer, TokenizersBackend

OUT = Path(__file__).parents[1] / "resources/io/nullscope/transformer/golden-tokenizers"

CORPUS = [
    "The small red boat sailed over the calm sea, and the sailors sang all day.",
    "In 1987 we counted 12345 birds; they weren't afraid, and we'll count them again.",
    "Ein Käfer läuft über die Straße. Où est le café? ¿Dónde está el niño?",
    "if (x <= 10) {\n    return x * 2;\n}\n\n\tdef f(y):\n\t\treturn y ** 2",
    "The calm sailors counted the small birds over the sea in the calm days.",
] * 3

TEXTS = [
    "",
    " ",
    "The sailors sang.",
    " The sailors sang.",
    "the  sea   and    more     spaces      ",
    "line one\nline two\r\n\r\n\tindented\n\n\n",
    "We'll see: they weren't, I'm, you've, HE'S, it'D",
    "12345 67 8.9e-10 1,000,000",
    "Käfer über Straße, cafe\u0301 and café, Å and A\u030a, ﬁne",
    "日本語のテキスト 🙂👩‍👩‍👧 مرحبا",
    "zero\u200bwidth, no\u00a0break, \ufeffmark, \u2028line",
    "<|endoftext|>The sea<|endoftext|>",
    "before<|im_start|>user\nHi<|im_end|> after",
    "a <mark> b<mark>c <keep> d<keep>e",
    "x<tool>y <|pad|>",
    "return x ** 2;  // done",
    "\x00\x07control",
]


def trained(tokenizer, size, special, alphabet):
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    )
    spelled = json.loads(tokenizer.to_str())["model"]
    return spelled["vocab"], [tuple(pair) for pair in spelled["merges"]]


def byte_level(split=None, normalizer=None, special=("<|endoftext|>",)):
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split is None)
    tokenizer.pre_tokenizer = (
        level if split is None else pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(split), "isolated"), level])
    )
    return trained(tokenizer, 330, list(special), pre_tokenizers.ByteLevel.alphabet())


QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def gpt2():
    vocab, merges = byte_level()
    return GPT2Tokenizer(vocab=vocab, merges=merges)


def neox():
    vocab, merges = byte_level()
    tokenizer = GPTNeoXTokenizer(vocab=vocab, merges=merges)
    # As GPT-NeoX-20B: runs of spaces, normalised and no special tokens.
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(6, 1, -1)])
    tokenizer.add_special_tokens({"pad_token": "<|pad|>"})
    return tokenizer


def qwen2():
    vocab, merges = byte_level(QWEN_SPLIT, normalizers.NFC())
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=merges)
    tokenizer.add_special_tokens({"extra_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    return tokenizer


def llama():
    pieces = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    vocab, merges = trained(pieces, 360, ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)], [])
    return LlamaTokenizer(vocab=vocab, merges=merges)


def backend():
    """No class of its own: TokenizersBackend, a start token, and each form of an added token."""
    vocab, merges = byte_level(special=("<|endoftext|>", "<|begin|>"))
    inner = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    inner.post_processor = processors.TemplateProcessing(
        single="<|begin|> $A", pair="<|begin|> $A $B", special_tokens=[("<|begin|>", vocab["<|begin|>"])]
    )
    tokenizer = TokenizersBackend(
        tokenizer_object=inner, bos_token="<|begin|>", eos_token="<|endoftext|>", extra_special_tokens=["<tool>"]
    )
    tokenizer.add_tokens(
        [AddedToken("<mark>", lstrip=True, rstrip=True, normalized=False), AddedToken("<keep>", single_word=True)]
    )
    return tokenizer


def main():
    for make in (gpt2, neox, qwen2, llama, backend):
        folder = OUT / make.__name__
        make().save_pretrained(folder)
        for other in folder.iterdir():
            if other.name not in ("tokenizer.json", "tokenizer_config.json"):
                other.unlink()
        auto = AutoTokenizer.from_pretrained(folder)
        examples = [
            {
                "text": text,
                "ids": auto.encode(text, add_special_tokens=False),
                "with_special": auto.encode(text),
            }
            for text in TEXTS
        ]
        (folder / "expected.json").write_text(
            json.dumps({"special": sorted(auto.all_special_ids), "texts": examples}, indent=1) + "\n"
        )
        print(f"{make.__name__}: {type(auto).__name__}, {len(auto)} tokens")


main()
