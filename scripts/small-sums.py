#!/usr/bin/env python3
"""Writes the problems of recipes/arithmetic-smollm2.yaml: each pair of numbers from 1 to 20 once, in one of both orders.

Each pair occurs in only one order, because Gradus decides by the question which problems are held out.
"""
import json
import random

shuffled = random.Random(17)
pairs = [(a, b) for a in range(1, 21) for b in range(a, 21)]
shuffled.shuffle(pairs)
for a, b in pairs:
    if shuffled.random() < 0.5:
        a, b = b, a
    print(json.dumps({"a": a, "b": b, "answer": str(a + b)}))
