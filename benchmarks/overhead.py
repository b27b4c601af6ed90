#!/usr/bin/env python3
"""How much of a finished study was not computing, from the logs of its services.

    NULLSCOPE_HOME=HOME ./nullscope run STUDY.yaml --out OUT        # a fresh home, so that nothing is reused
    benchmarks/overhead.py HOME OUT/results.json

store     time inside calls to the object store while steps ran (storeMilliseconds of "Step done"), of the steps' time
idle      time in which no service ran a step: events on their way through Kafka, and what comes before and after steps
          (the metrics and verdicts steps of metrics-service are steps, too)
Their sum over the study's wall time is an upper bound of the overhead: store time hidden behind the work of another
service counts in full. Digests of blobs are not in it (about 1 GB/s, see README.md); reading and writing of shards is.
"""

import datetime
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

LINE = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}).*stepId=(\S+) .*?"
    r"(?:milliseconds=(\d+) storeMilliseconds=(\d+) storeBytes=(\d+) )?Step (started|done)$"
)

home, results = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
steps, running = defaultdict(lambda: [0, 0, 0, 0]), []
for log in sorted((home / "logs").glob("*.log")):
    started = {}
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        at = datetime.datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S.%f").timestamp()
        if match[6] == "started":
            started[match[2]] = at
        elif match[3]:
            running.append((started.pop(match[2]), at))
            kind = steps[log.stem]
            kind[0] += 1
            for i in range(3):
                kind[i + 1] += int(match[3 + i])
if not running:
    raise SystemExit(f"{home}/logs holds no finished step; run the study with NULLSCOPE_HOME={home}")


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


wall = seconds(results["finishedAt"]) - seconds(results["startedAt"])
busy, end = 0.0, 0.0
for first, last in sorted(running):
    busy += max(0.0, last - max(first, end))
    end = max(end, last)
print("| service | steps | s | in the store, s | MB moved | store share |\n| --- | --- | --- | --- | --- | --- |")
for service, (count, ms, store, size) in steps.items():
    print(f"| {service} | {count} | {ms/1e3:.1f} | {store/1e3:.2f} | {size/1e6:.0f} | {store/max(1, ms):.1%} |")
work = sum(s[1] for s in steps.values()) / 1e3
store = sum(s[2] for s in steps.values()) / 1e3
idle = max(0.0, wall - busy)
print(
    f"\nwall {wall:.1f} s, of which no step ran {idle:.1f} s ({idle/wall:.1%}); steps {work:.1f} s, of which store {store:.1f} s "
    f"({store/work:.1%}). Overhead at most {idle/wall + store/work:.1%}."
)
