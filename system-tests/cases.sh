#!/usr/bin/env bash
# Runs a folder of inputs that once failed (broken models, odd text, a server of a language model that misbehaves) against one local stack, and
# compares each outcome with what a user should see.
#
#   system-tests/cases.sh CASES [NAME...]       all of them, or those named
#
# CASES holds a folder with a study.yaml for each case, scripted-judge.py (a server whose first part of the path chooses how it misbehaves) and
# judge.yaml. KEEP=FOLDER keeps what each run printed; JUDGE_PORT is the server's port.
set -u
nullscope=$(cd "$(dirname "$0")/.." && pwd)/nullscope
cases=$(cd "${1:?usage: system-tests/cases.sh CASES [NAME...]}" && pwd) || exit 2
shift
only=" $* "
work=$(mktemp -d)
keep=${KEEP:-$work}
port=${JUDGE_PORT:-28911}
export NULLSCOPE_HOME=$work/home
passed=0
failed=0
judge=
stack=

stop() {
  kill $judge $stack 2>/dev/null
  wait
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# The studies name their files from a folder beside CASES.
cd "$cases/.." || exit 2
mkdir -p "$keep"
"$nullscope" serve >"$work/serve.log" 2>&1 &
stack=$!
python3 "$cases/scripted-judge.py" "$port" >"$work/judge.log" 2>&1 &
judge=$!
server=
for _ in $(seq 600); do
  server=$(sed -nE 's/.*gRPC.*(127\.0\.0\.1:[0-9]+).*/\1/p' "$work/serve.log" | head -n 1)
  [ -z "$server" ] || break
  kill -0 "$stack" 2>/dev/null || break
  sleep 1
done
[ -n "$server" ] || { echo "the stack did not start:"; cat "$work/serve.log"; exit 1; }
kill -0 "$judge" 2>/dev/null || { echo "the scripted judge did not start:"; cat "$work/judge.log"; exit 1; }

# check NAME EXIT-CODE REGEX ARGUMENT...: runs a study; its exit code must be EXIT-CODE and its output match REGEX.
check() {
  local name=$1 code=$2 regex=$3 output status begun=$SECONDS
  shift 3
  [ "$only" = "  " ] || [[ $only == *" $name "* ]] || return 0
  output=$(timeout 900 "$nullscope" run "$@" --server "$server" --out "$work/out-$name" 2>&1)
  status=$?
  printf '%s\n' "$output" >"$keep/$name.txt"
  if [ "$status" -eq "$code" ] && grep -qE -- "$regex" <<<"$output"; then
    echo "ok      $name ($((SECONDS - begun)) s): exit code $status, $(grep -oE -m 1 -- "$regex" <<<"$output" | head -n 1 | cut -c 1-110)"
    passed=$((passed + 1))
  else
    echo "FAILED  $name ($((SECONDS - begun)) s): exit code $status, expected $code and /$regex/"
    sed 's/^/        /' <<<"$output" | tail -n 12
    failed=$((failed + 1))
  fi
}

# judged NAME EXIT-CODE REGEX ARGUMENT...: a study whose language model is the server in mode NAME.
judged() {
  local name=$1 code=$2 regex=$3
  shift 3
  check "$name" "$code" "$regex" "$cases/judge.yaml" --set "name=judge-$name" \
    --set "autointerp.explainer.baseUrl=http://127.0.0.1:$port/$name/v1" "$@"
}

check index-total-size 0 'completed in' "$cases/index-total-size/study.yaml" --set name=index-total-size
check metadata-null 0 'completed in' "$cases/metadata-null/study.yaml" --set name=metadata-null
check null-text 0 'completed in' "$cases/null-text/study.yaml" --set name=null-text
check lfs-pointer 3 'LFS pointer' "$cases/lfs-pointer/study.yaml" --set name=lfs-pointer
check one-nan 3 'INVALID_MODEL.*' "$cases/one-nan/study.yaml" --set name=one-nan
check start-token-outlier 0 'completed in' "$cases/start-token-outlier/study.yaml" --set name=start-token-outlier --set 'hookPoints=[layers.0]'

for mode in ok retrynone retrydate retry0 newmodel notemp nosystem lp500 lp501 lp404 lpnan lpnull lplegacy lprank bools strings nobr why blip; do
  judged "$mode" 0 'completed in'
done
judged think 0 'completed in' --set autointerp.explainer.thinkingTokens=2000
judged filter 0 'completed with failures.*'
# With fewer windows the prompts fit into the context of 512 tokens.
judged ctx-short 0 'completed in' --set autointerp.explanationWindows=5
judged ctx 3 'Prompts are too long for it.*'
judged trunc 3 'The server cuts prompts.*'
judged credit402 3 'LANGUAGE_MODEL_QUOTA_EXHAUSTED.*'
for mode in html err200 slow; do
  judged "$mode" 3 'LANGUAGE_MODEL_(UNAVAILABLE|TOO_SLOW).*'
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
