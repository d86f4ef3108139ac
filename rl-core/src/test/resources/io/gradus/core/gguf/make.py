"""Makes the two reference files beside this one with gguf-py, llama.cpp's own reader (pip install gguf).

    python make.py blocks > blocks.txt
    python make.py tensors SmolLM2-135M-Instruct.Q4_1.gguf > smollm2.txt

Nothing in the build runs this.
"""
import sys
import zlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf.quants import dequantize, quantize

HALVES = {T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0],
          T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208]}


def blocks():
    random = np.random.default_rng(7)
    print("# made by make.py with gguf", "0.19.0; type, bytes of a block, float32 little-endian, all in hexadecimal")
    for kind, halves in HALVES.items():
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        for scale in (np.float16(0.0123), np.float16(-3.75), np.float16(3e-7), np.float16(0)):
            block = random.integers(0, 256, size, dtype=np.uint8)
            for at in halves:
                block[at:at + 2] = np.frombuffer(np.float16(scale * random.uniform(.5, 1.5)).tobytes(), np.uint8)
            print(kind.name, block.tobytes().hex(), dequantize(block, kind).astype("<f4").tobytes().hex())
    for kind, value in ((T.F16, "<u2"), (T.BF16, "<u2")):
        bits = np.concatenate([random.integers(0, 65536, 40),
                               [0, 1, 0x8000, 0x8001, 0x3ff, 0x400, 0x7bff, 0x7c00, 0xfc00, 0x7f80, 0xff80]]).astype(value)
        wide = dequantize(bits.view(np.uint8), kind).astype("<f4")
        for b, w in zip(bits, wide):
            if not np.isnan(w):
                print(kind.name, b.tobytes().hex(), w.tobytes().hex())
    for spread in (1, 1e-3, 40, 1e-6, 0):
        x = (random.standard_normal(32) * spread).astype("<f4")
        print("quantize_Q8_0", x.tobytes().hex(), quantize(x, T.Q8_0).tobytes().hex())
    halves_away = np.array([127] + [k + .5 for k in range(-15, 16)], "<f4")
    print("quantize_Q8_0", halves_away.tobytes().hex(), quantize(halves_away, T.Q8_0).tobytes().hex())


def unpermuted(x, heads):
    """The inverse of LlamaModel.permute in llama.cpp's conversion/llama.py."""
    return x.reshape(heads, x.shape[0] // heads // 2, 2, *x.shape[1:]).swapaxes(1, 2).reshape(x.shape)


def tensors(path):
    print("# made by make.py with gguf 0.19.0; name, type, shape, CRC-32 of the float32 little-endian bytes")
    for t in gguf.GGUFReader(path).tensors:
        x = np.ascontiguousarray(dequantize(t.data, t.tensor_type), "<f4")
        print(t.name, t.tensor_type.name, "x".join(map(str, x.shape)), zlib.crc32(x.tobytes()))
        for own, hf, heads in ((".attn_q.", "q_proj", 9), (".attn_k.", "k_proj", 3)):
            if own in t.name:
                layer = t.name.split(".")[1]
                print(f"model.layers.{layer}.self_attn.{hf}.weight", "loaded", "x".join(map(str, x.shape)),
                      zlib.crc32(unpermuted(x, heads).tobytes()))


if sys.argv[1] == "blocks":
    blocks()
else:
    tensors(sys.argv[2])
