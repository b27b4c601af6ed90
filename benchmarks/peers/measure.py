"""What every measurement reports: one JSON line, with the peak of resident memory."""

import json
import os
import resource
import sys

import torch


def threads() -> int:
    """OMP_NUM_THREADS decides, as for Nullscope; inter-operator threads have nothing to do here."""
    n = int(os.environ.get("OMP_NUM_THREADS", os.cpu_count()))
    torch.set_num_threads(n)
    return n


def report(**fields):
    fields["peakMiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    json.dump(fields, sys.stdout)
    print()
