#!/usr/bin/env bash
# Kills a small run with SIGKILL at random instants (25, or as many as the first argument says), and as often in all
# small runs of each kind of method, and in a pipeline with a stage of each kind. Resumes each of them, and compares
# weights, rollouts, metrics, evaluations, ledger and artefacts with those of a run that was not killed. The second
# argument is a seed for other instants.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl experiments -am test -Dtest=ResumeTest,MethodsResumeTest,PipelineTest \
  -Dsurefire.failIfNoSpecifiedTests=false "-Dgradus.kills=${1:-25}" "-Dgradus.kill.seed=${2:-17}"
