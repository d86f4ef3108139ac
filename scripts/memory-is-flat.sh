#!/usr/bin/env bash
# Trains 2,000 steps of a small model and prints the resident size after step 100 and after step 2,000.
set -euo pipefail
cd "$(dirname "$0")/.."
run="$(mktemp -d)/run"
./gradus train recipes/quickstart.yaml --run "$run" --set sft.plan.steps=60 --set grpo.plan.steps=2000 --set evaluation.every=0 \
  --set 'evaluation.benchmarks=[]' --set checkpoint.every=500 --set grpo.plan.problems-per-step=8 > "$run.log" 2>&1 &
launcher=$!
resident() { awk '/VmRSS/ {print $2}' "/proc/$launcher/status"; }
steps() { grep -c '"stage":"grpo"' "$run/metrics.jsonl" 2> /dev/null || true; }
until [ "$(steps)" -ge 100 ] 2> /dev/null; do sleep 0.2; done
first=$(resident)
while [ "$(steps)" -lt 1995 ]; do sleep 0.2; kill -0 "$launcher"; last=$(resident); done
echo "{\"resident_kb_step_100\": $first, \"resident_kb_step_2000\": $last, \"ratio\": $(awk "BEGIN {print $last / $first}")}"
wait "$launcher"
