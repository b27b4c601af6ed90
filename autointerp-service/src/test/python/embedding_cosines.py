"""Golden cosines of MiniLmTest: all-MiniLM-L6-v2 in float32 by sentence-transformers.

    python embedding_cosines.py MODEL_DIR > ../resources/io/nullscope/autointerp/adapter/minilm/cosines.tsv

MODEL_DIR is a local copy of sentence-transformers/all-MiniLM-L6-v2. Made with sentence-transformers 6.2.0, transformers
5.23.0, torch 2.7.1. Tests do not run it.
"""

import sys

from sentence_transformers import SentenceTransformer

PAIRS = [
    ("A man is eating food.", "A man is eating a piece of bread."),
    ("A man is eating food.", "The girl is carrying a baby."),
    ("A man is eating food.", "A cheetah is running behind its prey."),
    ("words about weather, such as rain and snow", " it rained all day and the snow on the hills was wet"),
    ("words about weather, such as rain and snow", " the judge read the verdict to a silent court"),
    ("closing brackets in source code", "for (int i = 0; i < n; i++) { sum += x[i]; }"),
    ("closing brackets in source code", "Once upon a time, there was a little girl named Lily."),
    ('fires on " king" (61.0 %), " queen" (20.5 %)', " the old king gave his crown to the queen"),
    ('fires on " king" (61.0 %), " queen" (20.5 %)', " pour the batter into a greased tin and bake"),
    ("names of months", "in January and February of 1998, and again in May"),
    ("names of months", "the engine's oil pressure was low"),
    ("Überraschung in the naïve café", "<0xE2><0x80> surprise at the cafe"),
    ("the", "of"),
    ("long " * 400, "long long long"),
]

model = SentenceTransformer(sys.argv[1], device="cpu")
print(f"# max_seq_length {model.max_seq_length}", file=sys.stderr)
for a, b in PAIRS:
    x = model.encode([a], normalize_embeddings=True)[0].astype("float64")
    y = model.encode([b], normalize_embeddings=True)[0].astype("float64")
    print(f"{float(x @ y):.6f}\t{a}\t{b}")
