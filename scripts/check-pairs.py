"""Checks that a file of preference pairs loads in TRL's DPO trainer, and makes two steps with a tiny random model.

    python3 -m venv target/check-pairs && target/check-pairs/bin/pip install trl
    target/check-pairs/bin/python scripts/check-pairs.py PAIRS.jsonl

Needs trl, torch, transformers and datasets; the model and its tokenizer of characters are made here.
"""
import json
import math
import sys
import tempfile

import datasets
import tokenizers
import transformers
import trl


def tokenizer(texts):
    characters = sorted(set("".join(texts)))
    vocabulary = {text: number for number, text in enumerate(["<pad>", "<eos>", *characters])}
    model = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<pad>"))
    model.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated")
    model.decoder = tokenizers.decoders.Fuse()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=model, pad_token="<pad>", eos_token="<eos>")


def main(path):
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    pairs = datasets.load_dataset("json", data_files=path, split="train")
    assert len(pairs) == len(rows)
    assert {"prompt", "chosen", "rejected"} <= set(pairs.column_names), pairs.column_names
    words = tokenizer([row[column] for row in rows for column in ("prompt", "chosen", "rejected")])
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, eos_token_id=1, pad_token_id=0))
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)  # the trainer loads its reference from the same place
        words.save_pretrained(folder)
        trainer = trl.DPOTrainer(
            model=folder,
            args=trl.DPOConfig(
                output_dir=folder, max_steps=2, per_device_train_batch_size=8, logging_steps=1, report_to=[],
                save_strategy="no", use_cpu=True, bf16=False),
            train_dataset=pairs,
            processing_class=words)
        trainer.train()
        losses = [line["loss"] for line in trainer.state.log_history if "loss" in line]
    assert len(losses) == 2 and abs(losses[0] - math.log(2)) < 1e-3, losses
    print(f"{len(rows)} pairs loaded in trl {trl.__version__}; first loss {losses[0]:.4f} = log 2")


main(sys.argv[1])
