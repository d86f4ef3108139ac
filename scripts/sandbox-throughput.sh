#!/usr/bin/env bash
# Compares two builds of the sandbox by the number of programs that they run per second. The builds take turns, so that
# both meet the same load.
# Usage: scripts/sandbox-throughput.sh BEFORE [PAIRS [LEAST]]. BEFORE is another checkout. Build both checkouts first, with
# their tests (mvn -DskipTests package). Exits with 1 if the ratio of the medians is below LEAST (0.95) for one kind of
# program.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
before="$(cd "${1:?the other checkout}" && pwd)"
pairs="${2:-5}"
figures="$(mktemp -d)"
trap 'rm -rf "$figures"' EXIT
measure() { # checkout, file
  (cd "$1" && java -Xmx1g -cp "rewards/target/classes:rewards/target/test-classes:rl-core/target/classes:rl-core/target/test-classes:$here/experiments/target/lib/*" \
    io.gradus.rewards.code.CodeBenchmark throughput > "$2")
}
for ((pair = 1; pair <= pairs; pair++)); do
  # Each build goes first in every other pair.
  if ((pair % 2)); then order="before after"; else order="after before"; fi
  for build in $order; do
    if [ "$build" = before ]; then measure "$before" "$figures/before-$pair"; else measure "$here" "$figures/after-$pair"; fi
  done
done
python3 - "$figures" "$pairs" "${3:-0.95}" << 'END'
import json, statistics, sys

folder, pairs, least = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
runs = {b: [json.load(open("%s/%s-%d" % (folder, b, p + 1))) for p in range(pairs)] for b in ("before", "after")}
low = False
for kind in ("python_stdio", "python_function", "java_stdio_with_compile"):
    line = {"kind": kind}
    if any(kind not in figures for b in runs for figures in runs[b]):
        sys.exit("no figure '%s': put this checkout's CodeBenchmark.java into the other one and build it again" % kind)
    for name, better in (("runs_per_second", 1), ("processor_ms_per_run", -1)):
        values = {b: [figures[kind][name] for figures in runs[b]] for b in runs}
        middle = {b: statistics.median(values[b]) for b in runs}
        ratio = middle["after"] / middle["before"]
        line[name] = {**values, "ratio": round(ratio, 3)}
        low = low or (better > 0 and ratio < least)
    print(json.dumps(line))
sys.exit(1 if low else 0)
END
