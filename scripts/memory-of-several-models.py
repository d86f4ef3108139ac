#!/usr/bin/env python3
"""Compares the planned with the measured memory of runs that hold one, two and three models.

    scripts/memory-of-several-models.py [--layers 8] [--width 512] [--only WORDS] [--keep FOLDER]

Each case is a short recipe, trained in a process of its own: a policy of 27 million weights, from random weights, with a
frozen reference, a reward model, a teacher, or two of them. Measured is the largest resident size of the process
(result.json), planned is what `train --dry-run` prints. Prints a table, and ends with code 1 if a plan with two or three
models is more than a tenth off. GRADUS names another launcher than ./gradus.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MIB = 1 << 20
LARGEST_ERROR = 0.1
# A hundred characters, so that completions of random policies seldom end before max-tokens.
ALPHABET = "".join(chr(c) for c in range(33, 127) if chr(c) not in "\"\\'") + "äöüßéèçñ"

# The plan assumes that every text is as long as the longest. These texts are about equally long.
PAIRS = "{type: slips, dataset: {type: arithmetic, digits: 2, guess: 0.0, no-carry: 0.0, careful: 1.0}}"
OPTIMIZER = "{type: adamw, learning-rate: 1.0e-6}"


def pairs(kind):
    return f"""
  - type: {kind}
    dataset: {PAIRS}
    plan: {{steps: 2, batch: 32}}
    optimizer: {OPTIMIZER}"""


def grpo(reward, more=""):
    return f"""
  - type: grpo
    dataset: {{type: arithmetic, digits: 2}}
    plan: {{steps: 2, problems-per-step: 4, group-size: 8}}
    sampling: {{temperature: 1.0, max-tokens: 48}}
    objective:
      reward: {reward}
      advantage: standardized
      reduction: token-mean{more}
    optimizer: {OPTIMIZER}"""


REFERENCE = "\n      reference: {type: k3, beta: 0.01}"
TAUGHT = "\n      loss: {type: teacher-divergence, beta: 0.5}"
TEACHER = "teachers:\n  teacher: {type: model, path: MODELS/language}\n"
SCORED = "{type: reward-model, model: MODELS/scores}"
LENGTH = "{type: soft-overlong, max-length: 49, buffer: 48}"  # differs within groups
RULE = "{type: arithmetic-answer}"

# name, number of models, stages, more keys of the recipe
CASES = [
    ("policy", 1, grpo(LENGTH), ""),
    ("policy, reference", 2, grpo(RULE, REFERENCE), ""),
    ("policy, reference (preference)", 2, pairs("preference"), ""),
    ("policy, reward model", 2, grpo(SCORED), ""),
    ("policy, teacher", 2, grpo(RULE, TAUGHT), TEACHER),
    ("policy, reference, reward model", 3, grpo(SCORED, REFERENCE), ""),
    ("policy, reference, teacher", 3, grpo(RULE, TAUGHT + REFERENCE), TEACHER),
    ("policy, reward model, teacher", 3, grpo(SCORED, TAUGHT), TEACHER),
    ("adapter, reward model, teacher", 3, grpo(SCORED, TAUGHT), TEACHER + "# lora"),
]


def recipe(asked, models, stages, more, head="language"):
    lora = "\n  lora: {rank: 16}" if "# lora" in more else ""
    return f"""name: memory
seed: 1
device: cpu
dtype: float32
matmul: mkl
policy:
  architecture: {{type: decoder, layers: {asked.layers}, width: {asked.width}, heads: 8, hidden: {3 * asked.width}, context: 96}}
  tokenizer: {{type: characters, alphabet: '{ALPHABET}'}}
  head: {head}{lora}
template: {{type: bare, ends-with: "="}}
{more}stages:{stages}
checkpoint: {{every: 1000, keep: 1}}
""".replace("MODELS", str(models)).replace("# lora", "")


def gradus(*words):
    launcher = os.environ.get("GRADUS", str(ROOT / "gradus"))
    done = subprocess.run([*launcher.split(), *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stderr}")
    return json.loads(done.stdout)


def trained(folder, name, text):
    file = folder / f"{name}.yaml"
    file.write_text(text)
    plan = gradus("train", file, "--dry-run", "--json")
    result = gradus("train", file, "--run", folder / name, "--no-report", "--json")
    return plan, result["peak_memory_bytes"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--layers", type=int, default=8)
    arguments.add_argument("--width", type=int, default=512, help="a multiple of 16")
    arguments.add_argument("--only", default="", help="run only cases whose name has these words")
    arguments.add_argument("--keep", help="keep recipes and runs in this folder")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(asked.keep or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        trained(folder, "language", recipe(asked, folder, grpo(RULE, REFERENCE).replace("steps: 2", "steps: 1"), ""))
        trained(folder, "scores", recipe(asked, folder, pairs("reward-model"), "", "score"))
        print("| models | measured, MiB | planned | planned : measured |\n|---|---|---|---|")
        missed = []
        for name, models, stages, more in CASES:
            if asked.only not in name:
                continue
            file = name.replace(" ", "-").replace(",", "").strip("()")
            plan, peak = trained(folder, file, recipe(asked, folder, stages, more))
            ratio = plan["memory_total"] / peak
            print(f"| {name} | {peak // MIB} | {plan['memory_total'] // MIB} | {ratio:.2f} |", flush=True)
            parts = ", ".join(f"{part} {size // MIB}" for part, size in plan["memory"].items())
            print(f"{name}: {parts}", file=sys.stderr, flush=True)
            if models > 1 and abs(ratio - 1) > LARGEST_ERROR:
                missed.append(name)
    if missed:
        sys.exit(f"more than a tenth off: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
