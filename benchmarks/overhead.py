#!/usr/bin/env python3
"""How much of a finished study was not computing, from the logs of its services.

    NULLSCOPE_HOME=HOME ./nullscope run STUDY.yaml --out OUT        # a fresh home, so that nothing is reused
    benchmarks/overhead.py HOME OUT/results.json

idle      time in which no service ran a step: events on their way through Kafka, and what comes before and after steps
          (the metrics and verdicts steps of metrics-service are steps, too)
waited    time in which the thread that runs a step stood still for the object store (storeWaitMilliseconds of "Step
          done"): its own calls with their digests, and background work that was not done when it was needed
store     time inside calls to the object store while steps ran, in whatever thread (storeMilliseconds)

Overhead = (idle + waited) / wall time. That is an upper bound: services work at the same time, and while one waits
another computes. With "store" in place of "waited" it is what the overhead would be if nothing went on in the background.
"""

import datetime
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

LINE = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}).*stepId=(\S+) .*?"
    r"(?:milliseconds=(\d+) storeMilliseconds=(\d+) storeBytes=(\d+) storeWaitMilliseconds=(\d+) )?Step (started|done)$"
)

home, results = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
steps, running = defaultdict(lambda: [0, 0, 0, 0, 0]), []
for log in sorted((home / "logs").glob("*.log")):
    started = {}
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        at = datetime.datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S.%f").timestamp()
        if match[7] == "started":
            started[match[2]] = at
        elif match[3]:
            running.append((started.pop(match[2]), at))
            kind = steps[log.stem]
            kind[0] += 1
            for i in range(4):
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
idle = max(0.0, wall - busy)
work, store, waited = (sum(s[i] for s in steps.values()) / 1e3 for i in (1, 2, 4))

print("| service | steps | s | waited, s | waited share | in the store, s | MB moved |\n| --- | --- | --- | --- | --- | --- | --- |")
for service, (count, ms, inside, size, wait) in steps.items():
    print(
        f"| {service} | {count} | {ms/1e3:.1f} | {wait/1e3:.2f} | {wait/max(1, ms):.1%} "
        f"| {inside/1e3:.2f} | {size/1e6:.0f} |"
    )
print(
    f"\nwall {wall:.1f} s; no step ran for {idle:.1f} s ({idle/wall:.1%}); steps {work:.1f} s, "
    f"of which waited {waited:.1f} s ({waited/work:.1%}) and in the store {store:.1f} s ({store/work:.1%})."
    f"\nOverhead (idle + waited) / wall: {(idle + waited)/wall:.1%}; with all of the store's time: {(idle + store)/wall:.1%}."
)
