#!/usr/bin/env python3
"""Compares the speed of `gradus eval` with lm-evaluation-harness on the same questions, in turn on the same cores.

    python3 -m venv v && v/bin/pip install "lm_eval[hf]"
    v/bin/python scripts/lm-eval-speed.py MODEL DATA [--rounds 2] [--hellaswag 24] [--mmlu 12] [--gsm8k 3]

MODEL is a folder of Hugging Face files (float32). DATA has hellaswag/*.jsonl, mmlu/test, mmlu/dev, gsm8k/*.jsonl.
Each round runs lm-evaluation-harness with each batch size, then Gradus. Start-up and loading do not count:
lm-evaluation-harness is timed inside its process, after one question of the first task; from Gradus, a run that answers
one question is subtracted. CPU seconds (user and system, with children) are less disturbed by other work on the machine
than seconds of wall time.
"""
import argparse
import csv
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SUBJECT = "astronomy"
LOG_LIKELIHOOD = ("hellaswag", "mmlu")


def rows(file, count):
    with open(file) as lines:
        return [json.loads(line) for _, line in zip(range(count), lines)]


def write_rows(file, content):
    file.write_text("".join(json.dumps(row) + "\n" for row in content))


def mmlu(file):
    with open(file, newline="") as text:
        for row in csv.reader(text):
            yield {"question": row[0], "subject": SUBJECT, "choices": row[1:5], "answer": "ABCD".index(row[5])}


def harness_tasks(data, folder, counts):
    """lm-evaluation-harness's own tasks; only the source of the data is replaced by local files."""
    asked = counts
    counts = {"hellaswag": 1, "mmlu": 1, "gsm8k": 1, **{t: n for t, n in asked.items() if n}}
    hellaswag = next((data / "hellaswag").glob("*.jsonl"))
    write_rows(folder / "hellaswag.jsonl", rows(hellaswag, counts["hellaswag"]))
    test = list(mmlu(data / "mmlu" / "test" / f"{SUBJECT}_test.csv"))[: counts["mmlu"]]
    write_rows(folder / "mmlu.jsonl", test)
    write_rows(folder / "mmlu-dev.jsonl", mmlu(data / "mmlu" / "dev" / f"{SUBJECT}_dev.csv"))
    write_rows(folder / "gsm8k.jsonl", rows(data / "gsm8k" / "test.jsonl", counts["gsm8k"]))
    files = {
        "hellaswag": {"validation": "hellaswag.jsonl", "train": "hellaswag.jsonl"},
        "mmlu": {"test": "mmlu.jsonl", "dev": "mmlu-dev.jsonl"},
        "gsm8k": {"test": "gsm8k.jsonl", "train": str(data / "gsm8k" / "train.jsonl")},
    }
    import lm_eval.tasks

    own = pathlib.Path(lm_eval.tasks.__file__).parent
    paths = {"hellaswag": "hellaswag/hellaswag", "mmlu": f"mmlu/default/mmlu_{SUBJECT}", "gsm8k": "gsm8k/gsm8k"}
    tasks = {}
    for task in asked:
        if asked[task]:
            settings = {
                "include": str(own / f"{paths[task]}.yaml"),
                "task": f"{task}_of_files",
                "dataset_path": "json",
                "dataset_name": None,
                "dataset_kwargs": {"data_files": {k: str(folder / v) for k, v in files[task].items()}},
            }
            tasks[task] = folder / f"{task}.yaml"
            tasks[task].write_text(json.dumps(settings))  # JSON is YAML
    return {task: str(file) for task, file in tasks.items()}


def harness(model, data, counts, batch):
    """Runs in a process of its own: evaluates each task once, and prints the seconds of each as JSON."""
    import lm_eval
    from lm_eval.models.huggingface import HFLM

    seconds, scores = {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        tasks = harness_tasks(data, pathlib.Path(scratch), counts)
        first = next(iter(tasks))
        warm = harness_tasks(data, pathlib.Path(tempfile.mkdtemp(dir=scratch)), {**dict.fromkeys(counts, 0), first: 1})
        evaluated = HFLM(pretrained=model, dtype="float32", batch_size=batch, device="cpu")
        shots = {"hellaswag": 0, "mmlu": 5, "gsm8k": 5}
        lm_eval.simple_evaluate(evaluated, tasks=[warm[first]], num_fewshot=shots[first], bootstrap_iters=0)
        for task, config in tasks.items():
            wall, cpu = time.perf_counter(), sum(os.times()[:4])
            result = lm_eval.simple_evaluate(evaluated, tasks=[config], num_fewshot=shots[task], bootstrap_iters=0)
            seconds[task] = (time.perf_counter() - wall, sum(os.times()[:4]) - cpu)
            scores[task] = {k: v for k, v in next(iter(result["results"].values())).items() if isinstance(v, float)}
    return {"seconds": seconds, "scores": scores}


def suite(data, folder, task, count):
    hellaswag = next((data / "hellaswag").glob("*.jsonl"))
    entries = {
        "hellaswag": f"- {{use: hellaswag, data: {{path: {hellaswag}, limit: {count}}}}}",
        "mmlu": f"- {{use: mmlu, subjects: [{SUBJECT}], data: {{path: '{data}/mmlu/test/{{subject}}_test.csv', "
        f"limit: {count}}}, prompt: {{shots: {{from: {{path: '{data}/mmlu/dev/{{subject}}_dev.csv'}}}}}}}}",
        "gsm8k": f"- {{use: gsm8k, data: {{path: {data}/gsm8k/test.jsonl, limit: {count}}}, "
        f"prompt: {{shots: {{from: {{path: {data}/gsm8k/train.jsonl}}}}}}}}",
    }
    file = folder / f"{task}-{count}.yaml"
    file.write_text(f"name: speed\nbenchmarks:\n{entries[task]}\n")
    return file


def child(command):
    """Seconds of wall time and of CPU time of a command with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}:\n{run.stdout}{run.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return (time.perf_counter() - wall, cpu), run.stdout


def gradus(command, model, data, counts):
    seconds, scores = {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        first = next(iter(counts))
        start = None
        for task, count in [(first, 1), *counts.items()]:
            output = folder / f"out-{task}-{count}"
            file = suite(data, folder, task, count)
            taken, out = child(command + ["eval", model, "--benchmarks", str(file), "--output", str(output), "--json"])
            shutil.rmtree(output)
            start = start or taken
            seconds[task] = tuple(more - one for more, one in zip(taken, start))
            scores[task] = {k: round(v["mean"], 4) for k, v in json.loads(out)["benchmarks"][task]["scores"].items()}
    return {"seconds": seconds, "scores": scores}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--hellaswag", type=int, default=24)
    parser.add_argument("--mmlu", type=int, default=12)
    parser.add_argument("--gsm8k", type=int, default=3)
    parser.add_argument("--batches", default="1,8", help="batch sizes of lm-evaluation-harness")
    parser.add_argument("--gradus", default=str(pathlib.Path(__file__).parent.parent / "gradus"))
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    data = options.data.resolve()
    counts = {task: getattr(options, task) for task in LOG_LIKELIHOOD + ("gsm8k",)}
    counts = {task: count for task, count in counts.items() if count}
    if options.only:
        print(json.dumps(harness(options.model, data, counts, options.only)))
        return
    os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    batches = [int(size) for size in options.batches.split(",")]
    results = {}

    def record(name, result):
        results.setdefault(name, []).append(result)
        print(f"{name}: {json.dumps(result)}", file=sys.stderr, flush=True)

    for _ in range(options.rounds):
        for batch in batches:
            out = child([sys.executable, __file__, *sys.argv[1:], "--only", str(batch)])[1]
            record(f"lm-eval, batch {batch}", json.loads(out.splitlines()[-1]))
        record("gradus", gradus(options.gradus.split(), options.model, data, counts))
    print(f"{'task':10} {'questions':>9} {'program':18} {'wall s':>8} {'CPU s':>8} {'wall ratio':>10} {'CPU ratio':>9}")
    for task, count in counts.items():
        best = {name: [min(run["seconds"][task][i] for run in runs) for i in (0, 1)] for name, runs in results.items()}
        for name, (wall, cpu) in best.items():
            ours = best["gradus"]
            print(f"{task:10} {count:9} {name:18} {wall:8.1f} {cpu:8.1f} {wall / ours[0]:10.2f} {cpu / ours[1]:9.2f}")


if __name__ == "__main__":
    main()
