"""Compares the scores of an exported reward model in Gradus and in transformers.

    gradus export runs/reward-model --to FOLDER
    python scripts/reward_model_in_transformers.py FOLDER ROWS.jsonl

ROWS.jsonl has texts as {"question": ..., "completion": ...}. Needs torch and transformers. Both programs read the same
folder; the prompt is written by the folder's chat template. All texts are scored in one padded batch, so the padding
token is tested, too. Exits with 1 if a score differs by more than 1e-4.
"""

import json
import subprocess
import sys
import tempfile

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

folder, rows = sys.argv[1], [json.loads(line) for line in open(sys.argv[2])]
gradus = sys.argv[3:] or ["./gradus"]

with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as asked:
    for row in rows:
        asked.write(json.dumps({**row, "verifier": "reward-model", "options": {"model": folder}}) + "\n")
    asked.flush()
    scored = subprocess.run(gradus + ["score", asked.name], check=True, capture_output=True, text=True)
ours = torch.tensor([json.loads(line)["reward"] for line in scored.stdout.splitlines()])

tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
chats = [[{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["completion"]}] for row in rows]
texts = [tokenizer.apply_chat_template(chat, tokenize=False) for chat in chats]
batch = tokenizer(texts, return_tensors="pt", padding=True, padding_side="right", add_special_tokens=False)
with torch.no_grad():
    theirs = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits[:, 0]

difference = (ours - theirs).abs().max().item()
lengths = batch["attention_mask"].sum(1)
print(f"{len(rows)} texts of {lengths.min()} to {lengths.max()} tokens, largest difference {difference:.1e}")
sys.exit(difference > 1e-4)
