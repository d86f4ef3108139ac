#!/usr/bin/env bash
# Trains a small model for 2,000 steps, and prints the resident memory after step 100 and after step 2,000. The learning
# rate is nearly 0, so that every step has the same work. Otherwise the policy would learn to write longer completions,
# which need more memory.
set -euo pipefail
cd "$(dirname "$0")/.."
run="$(mktemp -d)/run"
./gradus train recipes/quickstart.yaml --run "$run" --set sft.plan.steps=60 --set grpo.plan.steps=2000 --set evaluation.every=0 \
  --set 'evaluation.benchmarks=[]' --set checkpoint.every=500 --set grpo.plan.problems-per-step=8 \
  --set grpo.optimizer.learning-rate=1.0e-12 > "$run.log" 2>&1 &
launcher=$!
alive() { kill -0 "$launcher" 2> /dev/null || { tail -5 "$run.log" >&2; exit 1; }; }
resident() { awk '/VmRSS/ {print $2}' "/proc/$launcher/status"; }
steps() { grep -c '"stage":"grpo"' "$run/metrics.jsonl" 2> /dev/null || true; }
until [ "$(steps)" -ge 100 ] 2> /dev/null; do alive; sleep 0.2; done
first=$(resident)
last=$first
while [ "$(steps)" -lt 1990 ]; do alive; last=$(resident); sleep 0.2; done
echo "{\"resident_kb_step_100\": $first, \"resident_kb_step_2000\": $last, \"ratio\": $(awk "BEGIN {print $last / $first}")}"
wait "$launcher"
