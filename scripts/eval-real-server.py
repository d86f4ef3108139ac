#!/usr/bin/env python3
"""Evaluates one model twice: behind a real server of OpenAI's protocol, and in Gradus itself. Then compares the answers.

    python3 -m venv v && v/bin/pip install "transformers[serving]" torch accelerate
    v/bin/python scripts/eval-real-server.py MODEL_FOLDER DATA

or, with llama.cpp's server, which also returns log-probs of a prompt:

    v/bin/pip install "llama-cpp-python[server]"
    v/bin/python scripts/eval-real-server.py MODEL.gguf DATA --kind llama

MODEL_FOLDER has Hugging Face files (`gradus export` makes it of a GGUF file). DATA has svamp/*.json, gsm8k/*.jsonl and
hellaswag/*.jsonl. Answers are greedy, so both sides should write the same texts, except where two tokens are almost
equally likely. The script fails if fewer than --least (0.8) of the texts are equal, or a score differs by more.
"""
import argparse
import json
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BIN = pathlib.Path(sys.executable).parent


def suite(data, questions, tokens, likelihoods):
    """A chat that the server renders, a plain prompt with a stop, and multiple choice where the server allows it."""
    svamp = next((data / "svamp").glob("*.json"))
    parts = [
        {
            "use": "svamp",
            "data": {"path": str(svamp), "limit": questions},
            "answer": {"max-tokens": tokens},
        },
        {
            "use": "gsm8k",
            "data": {"path": str(data / "gsm8k" / "test.jsonl"), "limit": questions},
            "prompt": {"shots": {"count": 1, "from": {"path": str(data / "gsm8k" / "train.jsonl")}}},
            "answer": {"max-tokens": tokens},
        },
    ]
    if likelihoods:
        hellaswag = next((data / "hellaswag").glob("*.jsonl"))
        parts.append({"use": "hellaswag", "data": {"path": str(hellaswag), "limit": questions}})
    return {"name": "server", "benchmarks": parts}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(kind, model, port):
    """The server's command, and its name for the model."""
    if kind == "transformers":
        serve = [str(BIN / "transformers"), "serve", "--host", "127.0.0.1", "--port", str(port), "--dtype", "float32"]
        return serve, str(model)
    llama = [sys.executable, "-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", str(port)]
    return llama + ["--model", str(model), "--model_alias", "model", "--n_ctx", "2048", "--logits_all", "true"], "model"


def await_start(url, server, log, seconds=300):
    end = time.time() + seconds
    while time.time() < end:
        if server.poll() is not None:
            sys.exit(f"the server ended:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(url + "/models", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers, whatever it says of the list of models
        except OSError:
            time.sleep(1)
    sys.exit(f"the server did not start in {seconds} s:\n{log.read_text()[-3000:]}")


def gradus(options, *arguments):
    done = subprocess.run(shlex.split(options.gradus) + ["eval", *map(str, arguments)], text=True)
    if done.returncode:
        sys.exit(f"gradus eval ended with exit code {done.returncode}")


def answers(folder, benchmark):
    with open(folder / "answers" / f"{benchmark}.jsonl") as lines:
        return {(a.get("subject", ""), a["row"]): a for a in map(json.loads, lines)}


def compare(out, benchmark, least):
    """Prints one line for a benchmark; returns whether both sides agree."""
    server, own = answers(out / "server", benchmark), answers(out / "own", benchmark)
    if server.keys() != own.keys():
        sys.exit(f"{benchmark}: the sides answered other questions")
    words = []
    agree = True
    if "answers" in next(iter(own.values())):
        texts = [[[a["text"].strip() for a in side[key]["answers"]] for key in own] for side in (server, own)]
        equal = sum(a == b for a, b in zip(*texts)) / len(own)
        words.append(f"equal texts {equal:.0%}")
        agree &= equal >= least
    else:
        pairs = [zip(server[k]["log_likelihoods"], own[k]["log_likelihoods"]) for k in own]
        largest = max(abs(a - b) for pair in pairs for a, b in pair)
        words.append(f"largest difference of a log-likelihood {largest:.4f}")
    for score in next(iter(own.values()))["scores"]:
        means = [sum(sum(a["scores"][score]) / len(a["scores"][score]) for a in side.values()) / len(own)
                 for side in (server, own)]
        words.append(f"{score}: server {means[0]:.3f}, Gradus {means[1]:.3f}")
        agree &= abs(means[0] - means[1]) <= 1 - least
    print(f"{benchmark}, {len(own)} questions: " + "; ".join(words))
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("data", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--kind", choices=["transformers", "llama"], default="transformers")
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=96)
    parser.add_argument("--least", type=float, default=0.8)
    parser.add_argument("--gradus", default="./gradus", help="command that runs Gradus")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped, too
    out = pathlib.Path(tempfile.mkdtemp(prefix="real-server-"))
    asked = suite(options.data, options.questions, options.tokens, options.kind == "llama")
    file = out / "suite.yaml"
    file.write_text(json.dumps(asked))  # JSON is YAML
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    serve, name = command(options.kind, options.model, port)
    log = out / "server.log"
    with open(log, "w") as sink:
        server = subprocess.Popen(
            serve, stdout=sink, stderr=subprocess.STDOUT, env={**os.environ, "HF_HUB_OFFLINE": "1"}
        )
        try:
            await_start(url, server, log)
            gradus(options, name, "--server", url, "--benchmarks", file, "--output", out / "server", "--patience", 600)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
    gradus(options, options.model, "--benchmarks", file, "--output", out / "own")
    agreed = [compare(out, part["use"], options.least) for part in asked["benchmarks"]]
    print(f"answers and the server's log: {out}")
    sys.exit(0 if all(agreed) else 1)


if __name__ == "__main__":
    main()
