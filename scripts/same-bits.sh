#!/usr/bin/env bash
# Runs one recipe several times while other processes keep every core busy, and compares the hashes of the weights.
# Usage: scripts/same-bits.sh [RUNS [RECIPE [--set KEY=VALUE ...]]]
set -euo pipefail
cd "$(dirname "$0")/.."
runs="${1:-5}"
recipe="${2:-experiments/src/test/resources/recipes/tiny.yaml}"
if [ $# -ge 2 ]; then shift 2; else set -- --set device=auto --set dtype=auto --set matmul=auto; fi
folder="$(mktemp -d)"
busy=()
finish() {
  [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2> /dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
for ((core = 0; core < $(getconf _NPROCESSORS_ONLN); core++)); do
  # On for a moment, off for a moment: a steady load would slow both libraries alike.
  (while :; do
    end=$((SECONDS + 1 + RANDOM % 3))
    while [ $SECONDS -lt $end ]; do :; done
    sleep "0.$((RANDOM % 9))"
  done) &
  busy+=($!)
done
for ((run = 1; run <= runs; run++)); do
  ./gradus train "$recipe" --run "$folder/$run" "$@" > "$folder/$run.log" 2>&1 || { tail -5 "$folder/$run.log" >&2; exit 1; }
  sed -n 's/.*"weights_sha256" *: *"\([0-9a-f]*\)".*/\1/p' "$folder/$run/result.json" | tee -a "$folder/hashes"
done
hashes=$(sort -u "$folder/hashes" | wc -l)
echo "{\"runs\": $(wc -l < "$folder/hashes"), \"hashes\": $hashes}"
[ "$hashes" -eq 1 ] && [ "$(wc -l < "$folder/hashes")" -eq "$runs" ]
