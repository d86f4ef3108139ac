#!/usr/bin/env bash
# Checks exported models with Hugging Face's own libraries, which it installs into a virtual environment. Compares the
# weights bit for bit, log-probs and greedy text. Also checks that an adapter loads in PEFT and gives the same results
# as the merged model.
#
#   scripts/check-export.sh FOLDER [PROMPT]                        what 'gradus export RUN --to FOLDER' wrote
#   scripts/check-export.sh FOLDER --adapter ADAPTER BASE [PROMPT]  FOLDER written with --merge, ADAPTER with --adapter; BASE is
#                                                                  the folder of safetensors that the run began with
#
# CHECK_EXPORT_PYTHON names a Python that has torch, transformers and peft already; nothing is installed then.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { sed -n '2,10p' "$0"; exit 2; }
python=${CHECK_EXPORT_PYTHON:-target/check-export/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv target/check-export
  target/check-export/bin/pip install --quiet torch transformers peft safetensors
fi
exec "$python" scripts/check-export.py "${GRADUS:-./gradus}" "$@"
