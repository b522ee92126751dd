#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the seeds in tests/fuzz/corpus that no other file of the tests can be: schemas taken out of model files, and odd corners of the text formats.

Run it by hand; what fuzzing found lies beside the seeds and is left alone.
"""

import json
import pathlib
import zipfile

TOP = pathlib.Path(__file__).resolve().parents[2]
CORPUS = TOP / "tests" / "fuzz" / "corpus"
CASES = TOP / "tests" / "fixtures" / "cases"

SCHEMAS = [
    "1.1-protocol-0/standard-scaler",
    "1.2-protocol-1/one-hot-encoder",
    "1.9/function-transformer-log1p",
    "1.9/gaussian-process-matern",
    "1.9/pipeline",
    "1.9/decision-tree",
    "1.9/select-from-model",
    "1.9/svc-probability",
    "1.9/tfidf-vectorizer",
]

TEXTS = {
    "json": [
        b'{"a": [1, -0, 1.5e-7, 1e999, 340282366920938463463374607431768211456], "b": {"\\u00e9\\ud83d\\ude00\\ud800": null}, "c": [true, false, "\\n\\u0000"]}',
        b'[NaN, Infinity, -Infinity, [[[{}]]], "", {"a": 1, "a": 2}]',
        b'\xef\xbb\xbf{"a": 1} trailing',
    ],
    "csv": [b'a,b\r\n1,"x ""y"", z"\r\n,""\n', b'\xef\xbb\xbfa\n\n\nb', b'a\tb\n"1\n2"\t3\n'],
    "yaml": [b'- {a: [1, "2"], b: |\n    text\n  }\n- &x y\n- *x\n- !!python/object z\n', b'a: "\\x41"\nb:\n  - c\n  - {}\n...\n---\nd\n'],
    "table": [
        b'[{"height": 1.5, "weight": null, "colour": "red", "size": "S", "text": "the cat", "count": 3}]',
        b'{"columns": ["height", "weight", "colour", "size", "text", "count"], "data": [[1, 2, "red", "S", "a", 1]]}',
        b'{"height": [1, 2], "weight": [1, null], "colour": ["red", "x"], "size": ["S", "M"], "text": ["a", "b"], "count": [1, 2]}',
        b'[[1, 2, 3, 4], [NaN, -1e999, 0, 7]]',
        b'["a", "b", "long"]',
    ],
}


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


for schema in SCHEMAS:
    with zipfile.ZipFile(CASES / schema / "model.skops") as archive:
        content = json.loads(archive.read("schema.json"))
    write("schema", "seed-" + schema.replace("/", "-") + ".json", json.dumps(content, separators=(",", ":")).encode())
for target, texts in TEXTS.items():
    for i, text in enumerate(texts):
        write(target, f"seed-{i}", text)
