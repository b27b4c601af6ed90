#!/usr/bin/env bash
# The same on one GPU: the card's matrix-product peak, the SAE step, extraction and latent caching, and with --python the peers beside them.
#   benchmarks/gpu.sh --model DIR --sae DIR [--device gpu0] [--python VENV/bin/python] [--tokens 1048576] [--steps 20]
# --device cpu runs the same programs without a GPU: for checking this script.
#
# libtorch: the bundled one is for CPUs. Point the engine at one with CUDA, of the same version, before calling:
#   export PYTORCH_LIBRARY_PATH=/usr/local/lib/python3.12/site-packages/torch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
device=gpu0 model='' sae='' python='' tokens=1048576 steps=20

fail() {
  echo "gpu.sh: $1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "$1 needs a value"
  case $1 in
    --device) device=$2 ;;
    --model) model=$2 ;;
    --sae) sae=$2 ;;
    --python) python=$2 ;;
    --tokens) tokens=$2 ;;
    --steps) steps=$2 ;;
    *) fail "$1 is not an option; see the head of this file" ;;
  esac
  shift 2
done
[ -n "$model" ] && [ -n "$sae" ] || fail "--model DIR and --sae DIR are needed; peers/make_models.py and peers/make_sae.py make some"
[ -f "$model/config.json" ] || fail "$model holds no config.json"
[ -f "$sae/sae.safetensors" ] || fail "$sae holds no sae.safetensors"
if [ "$device" != cpu ]; then
  nvidia-smi -L >/dev/null 2>&1 || fail "there is no NVIDIA GPU here (nvidia-smi finds none); --device cpu runs the same programs on the CPU"
  [ -n "${PYTORCH_LIBRARY_PATH:-}" ] || fail "PYTORCH_LIBRARY_PATH is not set: the bundled libtorch is for CPUs. Set it to the lib folder of a PyTorch 2.7.1 with CUDA, with PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128"
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
fi
export NULLSCOPE_DEVICE=$device


log=$(mktemp)
trap 'rm -f "$log" "$log.jmh"' EXIT

# What a program prints on stderr is shown when it fails; the others run all the same, and the status is 1 in the end.
status=0
measure() {
  "$@" 2>"$log" || {
    status=1
    echo "gpu.sh: failed: $*" >&2
    tail -n 20 "$log" >&2
  }
}

echo "# float32 matrix-product peak (flops per second)"
measure "$here/run.sh" jmh MatrixProductBenchmark -v SILENT -rf text -rff "$log.jmh" -p shape=4096x512x32768,4096x4096x4096
grep flops "$log.jmh" || status=1
echo "# SAE training step: D 512, 32,768 latents, K 32, batch 4,096"
measure "$here/run.sh" sae.TrainingStep bfloat16 512 32768 32 4096 "$steps"
measure "$here/run.sh" sae.TrainingStep float32 512 32768 32 4096 "$steps"
echo "# extraction, latent caching"
measure "$here/run.sh" extraction.ForwardThroughput --model "$model" --tokens "$tokens" --batch 64
measure "$here/run.sh" caching.CachingThroughput --model "$model" --sae "$sae" --layer 1 --tokens "$tokens"
if [ -n "$python" ]; then
  echo "# peers"
  torch_device=${device/gpu/cuda:}
  export HF_HUB_OFFLINE=1
  for optimiser in signum adam; do
    measure "$python" "$here/peers/sparsify_step.py" "$optimiser" 512 32768 32 4096 "$steps" "$(nproc)" "$torch_device"
  done
  measure "$python" "$here/peers/extraction.py" --model "$model" --tokens "$tokens" --batch 64 --device "$torch_device"
  measure "$python" "$here/peers/caching.py" --model "$model" --sae "$sae" --layer 1 --tokens "$tokens" --device "$torch_device"
fi
exit "$status"
