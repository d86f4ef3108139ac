#!/bin/sh
# The math verifier and Math-Verify in turns on the same machine, so that a busy neighbour slows both.
# usage: math-throughput.sh [PYTHON with math-verify] [PEER SCRIPT] [DATA]; without arguments only ours runs.
# Our figures are lines with "verifier": "gradus"; the peer's script prints its own line for MATH-500.
set -eu
cd "$(dirname "$0")/../../.."
mvn -q -B -pl rewards -am test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
run() {
  java -cp "rewards/target/test-classes:rewards/target/classes:$(cat rewards/target/classpath.txt)" \
    io.gradus.rewards.math.MathBenchmark 5
}
for turn in 1 2 3; do
  run
  if [ $# -ge 3 ]; then "$1" "$2" "$3" | grep math500; fi
done
run
