#!/usr/bin/env python3
"""Runs Nullscope and a peer in turns, with the same threads, and prints medians and their ratio as a Markdown table.

    compare.py extraction --python VENV/bin/python --model DIR… [--threads 1 2] [--repeats 2] [-- ARGUMENTS FOR BOTH…]
    compare.py caching    --python VENV/bin/python --model DIR … -- --sae DIR

Every measurement is appended to results/KIND.jsonl. Nullscope runs with the environment that its services get
(cli's ChildCommands), the peer as it comes and, as a row of its own, with the same environment.
"""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = {
    "extraction": ("extraction.ForwardThroughput", "extraction.py"),
    "caching": ("caching.CachingThroughput", "caching.py"),
}
SERVICE_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_TOP_PAD_": str(64 << 20),
    "OMP_WAIT_POLICY": "PASSIVE",
}

cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
cli.add_argument("kind", choices=PROGRAMS)
cli.add_argument("--python", default="python3", help="of a virtual environment with peers/requirements.txt")
cli.add_argument("--model", nargs="+", required=True)
cli.add_argument("--threads", nargs="+", type=int, default=[1, 2])
cli.add_argument("--repeats", type=int, default=2)
split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
options = cli.parse_args(sys.argv[1:split])
for_both = sys.argv[split + 1 :]
ours, peer = PROGRAMS[options.kind]


def run(command, threads, environment):
    env = os.environ | {"OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1"} | environment
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(lines[-1])


def commands(model):
    arguments = ["--model", model, *for_both]
    python = [options.python, str(HERE / "peers" / peer), *arguments]
    java = [str(HERE / "run.sh"), ours, *arguments]
    runs = {"nullscope": (java, SERVICE_ENVIRONMENT)}
    if options.kind == "caching":
        runs["nullscope, kept"] = ([*java, "--activations", "kept"], SERVICE_ENVIRONMENT)
    return runs | {"peer": (python, {}), "peer, our environment": (python, SERVICE_ENVIRONMENT)}


names = list(commands(options.model[0]))
columns = ["model", "threads", *names, "ratio", "peak MiB, ours / peer"]
print("| " + " | ".join(columns) + " |")
print("|" + " --- |" * len(columns))
log = HERE / "results" / f"{options.kind}.jsonl"
for model in options.model:
    for threads in options.threads:
        results = {}
        for _ in range(options.repeats):
            for name, (command, environment) in commands(model).items():
                result = run(command, threads, environment)
                results.setdefault(name, []).append(result)
                stamp = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
                with log.open("a") as out:
                    out.write(json.dumps({"at": stamp, "as": name} | result) + "\n")
        rates = {name: statistics.median(r["tokensPerSecond"] for r in list_) for name, list_ in results.items()}
        peaks = {name: max(r["peakMiB"] for r in list_) for name, list_ in results.items()}
        best_peer = max(rate for name, rate in rates.items() if name.startswith("peer"))
        print(
            f"| {Path(model).name} | {threads} | "
            + " | ".join(f"{rate:,.0f}" for rate in rates.values())
            + f" | {rates['nullscope'] / best_peer:.2f} | {peaks['nullscope']} / {peaks['peer']} |",
            flush=True,
        )
