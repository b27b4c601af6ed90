#!/usr/bin/env python3
"""Time and peak memory against tokens, layers and latents, measured and drawn (results/growth.svg).

    growth.py measure --model DIR --saes DIR…     appends to results/growth.jsonl; see README.md for the sizes used
    growth.py plot
"""

import argparse
import json
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "results" / "growth.jsonl"
PLOT = HERE / "results" / "growth.svg"

cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
cli.add_argument("action", choices=["measure", "plot"])
cli.add_argument("--model")
cli.add_argument("--saes", nargs="*", default=[], help="SAEs of 2 to 5 sizes, the last part of each name its latents")
cli.add_argument("--tokens", nargs="+", type=int, default=[65536, 131072, 262144, 524288])
cli.add_argument("--layers", nargs="+", type=int, default=[1, 2, 4, 8])
options = cli.parse_args()


def run(axis, size, *command):
    env = os.environ | {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE", "MALLOC_ARENA_MAX": "2"}
    env["NULLSCOPE_BENCHMARK_JVM"] = "-Xmx768m -XX:+UseSerialGC"  # as activation-service in the local stack
    done = subprocess.run([str(HERE / "run.sh"), *command], env=env, capture_output=True, text=True, check=True)
    line = [text for text in done.stdout.splitlines() if text.startswith("{")][-1]
    with DATA.open("a") as out:
        out.write(json.dumps({"axis": axis, "size": size} | json.loads(line)) + "\n")
    print(axis, size, line, flush=True)


def measure():
    model = ["--model", options.model]
    for n in options.tokens:
        run("tokens", n, "extraction.ExtractionThroughput", *model, "--layers", "0,1", "--tokens", str(n))
    for n in options.layers:
        layers = ",".join(str(i) for i in range(n))
        run("layers", n, "extraction.ExtractionThroughput", *model, "--layers", layers, "--tokens", "65536")
    for sae in options.saes:
        latents = int(sae.rsplit("-", 1)[1])
        run("latents", latents, "caching.CachingThroughput", *model, "--sae", sae, "--layer", "0", "--tokens", "65536")


def panel(x0, y0, points, title, unit):
    """One line chart, both axes from 0: linear growth is a straight line."""
    width, height = 250, 150
    top_x, top_y = max(x for x, _ in points), max(y for _, y in points) * 1.1
    place = [(x0 + width * x / top_x, y0 + height * (1 - y / top_y)) for x, y in points]
    svg = [f'<text x="{x0}" y="{y0 - 10}" class="title">{title}</text>']
    svg.append(f'<path class="axis" d="M{x0},{y0}v{height}h{width}"/>')
    svg.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in place)}"/>')
    previous = x0 - 100.0
    for (x, y), (px, py) in zip(points, place):
        lift = 20 if px - previous < 45 else 7  # labels of neighbours above each other
        previous = px
        svg.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3"/>')
        svg.append(f'<text x="{px:.1f}" y="{py - lift:.1f}" class="label" text-anchor="middle">{y:,.4g} {unit}</text>')
        name = f"{x // 1024}k" if x >= 1024 else f"{x}"
        drop = 14 if lift == 7 else 25
        svg.append(f'<text x="{px:.1f}" y="{y0 + height + drop}" class="label" text-anchor="middle">{name}</text>')
    return svg


def plot():
    rows = [json.loads(line) for line in DATA.read_text().splitlines()]
    svg = []
    for column, (axis, step) in enumerate(
        [("tokens", "extraction"), ("layers", "extraction"), ("latents", "latent cache")]
    ):
        latest = {row["size"]: row for row in rows if row["axis"] == axis}  # a later run replaces an earlier one
        points = [latest[size] for size in sorted(latest)]
        if not points:
            continue
        x = 40 + 320 * column
        svg += panel(x, 40, [(p["size"], p["seconds"]) for p in points], f"{step}: time against {axis}", "s")
        svg += panel(x, 260, [(p["size"], p["peakMiB"]) for p in points], f"{step}: peak memory against {axis}", "MiB")
    style = (
        "text{font:12px sans-serif;fill:#222}.label{font-size:10px}.title{font-weight:bold}"
        ".axis{fill:none;stroke:#888}polyline{fill:none;stroke:#0b6;stroke-width:2}circle{fill:#0b6}"
    )
    PLOT.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 450"><style>'
        + style
        + '</style><rect width="980" height="450" fill="#fff"/>'
        + "".join(svg)
        + "</svg>\n"
    )
    print(PLOT)


measure() if options.action == "measure" else plot()
