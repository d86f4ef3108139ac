#!/usr/bin/env python3
"""Writes the Parquet files of ParquetTest, and the same rows as JSON lines.

    python3 -m venv v && v/bin/pip install pyarrow pandas
    v/bin/python make.py

The files in this folder are from pyarrow 26.0.1.
"""
import base64
import datetime
import decimal
import json
import pathlib
import uuid

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption

HERE = pathlib.Path(__file__).parent
UTC = datetime.timezone.utc


def row(i):
    day = datetime.datetime(2026, 1, 31) + datetime.timedelta(days=i, microseconds=250_000 * (i % 3))
    return {
        "question": None if i == 13 else f"How much is {i} + {i * 7}? Größe {'ß日本🎲'[i % 4]}" + "!" * (i % 5),
        "answer": str(8 * i),
        "level": ["easy", "hard", None][i % 3],
        "count": -3 + i,
        "tiny": i - 128,
        "unsigned": 4_294_967_295 - i,
        "huge": 18_446_744_073_709_551_615 - i,
        "big": 9_007_199_254_740_993 * (i - 20),
        "score": [0.1, 1.0, 1e-7, 1e22, -0.0, 12_345_678.9, 1e16, None][i % 8],
        "single": [0.5, 0.1, 3e10][i % 3],
        "half": [1.5, -0.25, 65504.0, 6e-8][i % 4],
        "right": [True, False, None][i % 3],
        "tags": [None, [], ["a"], ["b", None, "c"]][i % 4],
        "grid": [[[1, 2], [], [3]], None, []][i % 3],
        "meta": None if i % 5 == 4 else {"source": f"book {i // 7}", "page": i, "at": {"x": i / 4}},
        "choices": {"text": ["yes", "no"][: i % 3], "label": ["A", "B"][: i % 3]},
        "messages": [
            {"role": "user", "content": f"turn {i}"},
            {"role": "assistant", "content": None if i % 6 == 5 else "ok"},
        ][: i % 3],
        "counts": [None, {}, {"a": 1, "b": None}][i % 3],
        "day": day.date(),
        "time": day.time(),
        "zoned": day.replace(tzinfo=UTC),
        "local": day,
        "price": decimal.Decimal(i * 1_000_003 - 7).scaleb(-4),
        "precise": decimal.Decimal(i * 10**25 + 1).scaleb(-6),
        "nothing": None,
    }


FIELDS = pa.schema([
    ("question", pa.string()),
    ("answer", pa.large_string()),
    ("level", pa.dictionary(pa.int32(), pa.string())),
    ("count", pa.int32()),
    ("tiny", pa.int8()),
    ("unsigned", pa.uint32()),
    ("huge", pa.uint64()),
    ("big", pa.int64()),
    ("score", pa.float64()),
    ("single", pa.float32()),
    ("half", pa.float16()),
    ("right", pa.bool_()),
    ("tags", pa.list_(pa.string())),
    ("grid", pa.list_(pa.list_(pa.int64()))),
    ("meta", pa.struct([("source", pa.string()), ("page", pa.int16()), ("at", pa.struct([("x", pa.float64())]))])),
    ("choices", pa.struct([("text", pa.list_(pa.string())), ("label", pa.list_(pa.string()))])),
    ("messages", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
    ("counts", pa.map_(pa.string(), pa.int64())),
    ("day", pa.date32()),
    ("time", pa.time64("us")),
    ("zoned", pa.timestamp("us", tz="UTC")),
    ("local", pa.timestamp("ms")),
    ("price", pa.decimal128(12, 4)),
    ("precise", pa.decimal128(38, 6)),
    ("nothing", pa.null()),
])


def clock(value):
    """ISO 8601 with as many digits of a second as java.time writes: none, three or six."""
    micros = value.microsecond
    digits = "auto" if micros % 1000 else "milliseconds"
    return value.isoformat(timespec=digits if micros else "seconds").replace("+00:00", "Z")


def plain(value, field):
    """A value as JSON lines have it."""
    if value is None:
        return None
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, (datetime.datetime, datetime.time)):
        return clock(value)
    if isinstance(value, decimal.Decimal):
        return f"<{value:f}>"
    if field in ("single", "half"):
        width = pa.float32() if field == "single" else pa.float16()
        return float(pa.array([value], pa.float64()).cast(width)[0].as_py())
    return value


def write_jsonl(name, rows):
    with open(HERE / name, "w", encoding="utf-8") as file:
        for each in rows:
            text = json.dumps({k: plain(v, k) for k, v in each.items()}, ensure_ascii=False)
            file.write(text.replace('"<', "").replace('>"', "") + "\n")


class Keys(encryption.KmsClient):
    """Keys that protect nothing."""

    def __init__(self, config):
        super().__init__()

    def wrap_key(self, key, name):
        return base64.b64encode(key)

    def unwrap_key(self, key, name):
        return base64.b64decode(key)


def encrypted(table, file, plain_footer):
    factory = encryption.CryptoFactory(Keys)
    config = encryption.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": ["question"]}, plaintext_footer=plain_footer
    )
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), config)
    with pq.ParquetWriter(HERE / file, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)


def main():
    rows = [row(i) for i in range(40)]
    table = pa.Table.from_pylist(rows, FIELDS)
    write_jsonl("rows.jsonl", rows)
    pq.write_table(table, HERE / "snappy.parquet")  # what pandas and Hugging Face's data sets write
    pq.write_table(
        table,
        HERE / "zstd-v2.parquet",
        compression="zstd",
        data_page_version="2.0",
        data_page_size=64,
        write_batch_size=4,
        write_page_checksum=True,
    )
    pq.write_table(table, HERE / "gzip.parquet", compression="gzip", row_group_size=7, version="1.0")
    pq.write_table(
        table, HERE / "lz4-deltas.parquet", compression="lz4", use_dictionary=False,
        column_encoding={
            "question": "DELTA_BYTE_ARRAY",
            "answer": "DELTA_LENGTH_BYTE_ARRAY",
            "count": "DELTA_BINARY_PACKED",
            "big": "DELTA_BINARY_PACKED",
            "score": "BYTE_STREAM_SPLIT",
            "single": "BYTE_STREAM_SPLIT",
        },
    )
    pq.write_table(
        table.drop_columns(["nothing", "half"]), HERE / "stored-old.parquet", compression="none", version="1.0",
        use_compliant_nested_type=False, use_deprecated_int96_timestamps=True,
    )
    small = table.select(["question", "answer"])
    pq.write_table(small, HERE / "brotli.parquet", compression="brotli")
    pq.write_table(small.slice(0, 0), HERE / "empty.parquet")
    encrypted(small, "encrypted.parquet", plain_footer=False)
    encrypted(small, "encrypted-column.parquet", plain_footer=True)
    pq.write_table(
        pa.table({"question": ["How much is one and one and one?"] * 200_000, "answer": ["3"] * 200_000}),
        HERE / "repeated.parquet",
    )
    pictures = pa.table({
        "question": ["What is on the picture?"],
        "image": pa.array([{"bytes": b"\x89PNG", "path": "a.png"}]),
        "raw": pa.array([b"\x00\xff"], pa.binary()),
        "id": pa.array([uuid.UUID(int=7).bytes], pa.uuid()),
    })
    pq.write_table(pictures, HERE / "bytes.parquet")


if __name__ == "__main__":
    main()
