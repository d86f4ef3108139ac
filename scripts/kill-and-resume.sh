#!/usr/bin/env bash
# Kills a small run with SIGKILL at 25 random instants, and small runs of each kind of method as often. Resumes each run,
# and compares its weights, rollouts, metrics, evaluations and ledger with a run that was not killed.
# Usage: scripts/kill-and-resume.sh [KILLS [SEED]]. Another seed gives other instants.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl experiments -am test -Dtest=ResumeTest,MethodsResumeTest -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dgradus.kills=${1:-25}" "-Dgradus.kill.seed=${2:-17}"
