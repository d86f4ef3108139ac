"""See check-export.sh."""
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from safetensors import safe_open

NEW = 32
PROMPT = "1+2="


def gradus(program, *arguments):
    done = subprocess.run([*program.split(), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"gradus {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def weights(folder, model):
    """Every tensor of the files is in the model, bit for bit."""
    ours = {}
    for file in sorted(pathlib.Path(folder).glob("*.safetensors")):
        with safe_open(file, framework="pt") as tensors:
            ours.update({name: tensors.get_tensor(name) for name in tensors.keys()})
    theirs = model.state_dict()
    plain = {name: tensor for name, tensor in ours.items() if name in theirs}
    differing = [name for name, tensor in plain.items() if not torch.equal(tensor, theirs[name])]
    assert not differing, f"differ: {differing}"
    # A mixture's experts are stacked in memory, so they have other names there.
    assert len(plain) == len(ours) or hasattr(model.config, "num_experts_per_tok"), set(ours) - set(theirs)
    print(f"weights: {len(plain)} of {len(ours)} tensors equal bit for bit")


def greedy(model, ids, ends):
    """Tokens, and the margin of each over the second best."""
    new, margins = [], []
    with torch.no_grad():
        while len(new) < NEW and (not new or new[-1] not in ends):
            logits = model(torch.tensor([ids + new])).logits[0, -1]
            best = logits.topk(2)
            new.append(int(best.indices[0]))
            margins.append(float(best.values[0] - best.values[1]))
    return new, margins


def same(ours, theirs, margins, what):
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            assert margins[i] < 1e-3, f"{what}: token {i} is {a}, not {b}, by a margin of {margins[i]}"
            print(f"{what}: equal up to token {i}, where two are as good (margin {margins[i]:.1e})")
            return
    assert len(ours) == len(theirs), f"{what}: {len(ours)} tokens, not {len(theirs)}"
    print(f"{what}: {len(ours)} greedy tokens equal")


def main(program, folder, *rest):
    adapter, base = None, None
    if rest[:1] == ("--adapter",):
        adapter, base, *rest = rest[1:]
    prompt = rest[0] if rest else PROMPT
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    weights(folder, model)
    said = json.loads(gradus(program, "sample", folder, prompt, "--raw", "--greedy", "--json", "--max-tokens", str(NEW)))
    ours = said["completions"][0]
    ids = tokenizer(prompt)["input_ids"]
    assert ids == ours["prompt_tokens"], f"tokens of the prompt: {ours['prompt_tokens']}, not {ids}"
    ends = model.generation_config.eos_token_id
    ends = [ends] if isinstance(ends, int) else ends
    theirs, margins = greedy(model, ids, ends)
    same(ours["tokens"], theirs, margins, "transformers")
    shown = [t for t in theirs if t not in ends]
    if ours["tokens"] == theirs:
        assert tokenizer.decode(shown) == ours["completion"], tokenizer.decode(shown)
        print("text: equal")
    with tempfile.TemporaryDirectory() as scratch:
        rows = pathlib.Path(scratch, "rows.jsonl")
        rows.write_text(json.dumps({"id": 0, "ids": ids + theirs}) + "\n")
        row = json.loads(gradus(program, "logprobs", folder, "--input", str(rows)))
    with torch.no_grad():
        all_ids = torch.tensor([ids + theirs])
        logp = model(all_ids).logits.log_softmax(-1)[0, :-1].gather(1, all_ids[0, 1:, None])[:, 0]
    difference = (torch.tensor(row["log_probs"][1:]) - logp).abs().max().item()
    assert difference < 1e-3, difference
    print(f"log-probs: within {difference:.1e}")
    if adapter:
        import peft

        adapted = peft.PeftModel.from_pretrained(
            transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), adapter
        ).eval()
        theirs, margins = greedy(adapted, ids, ends)
        same(ours["tokens"], theirs, margins, "peft")


main(*sys.argv[1:])
