#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Converts the models of tests/fixtures/cases, runs the graphs in onnxruntime and compares with what scikit-learn answered. Needs numpy and onnxruntime.

    runtime.py SKOPS SOURCE      SKOPS is the command; tests/onnx/refused.tsv names the cases that may be refused, and parts of the only reasons

Each graph is made twice: with float64 inputs, held to the case's own tolerance, and with float32 inputs. Speaks TAP.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime

OUTPUTS = {"predict": ("label", "variable"), "transform": ("variable",), "predict_proba": ("probabilities",), "decision_function": ("scores",)}
TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(string)": object}
ROUNDING = 1e-9
FLOAT32 = 2e-5
FLOAT16 = 2e-3


def read_table(path):
    """Columns of a .csv by name, as texts."""
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return {name: [row[i] for row in rows] for i, name in enumerate(header)}


def read_sparse(path):
    parts = np.load(path)
    dense = np.zeros(parts["shape"], parts["data"].dtype)
    for row in range(dense.shape[0]):
        span = slice(*parts["indptr"][row : row + 2])
        dense[row, parts["indices"][span]] = parts["data"][span]
    return dense


def column_of(texts, dtype):
    """A column of a table as a graph takes it: a missing number is NaN, a missing text empty."""
    values = texts if dtype is object else [float(text) if text else np.nan for text in texts]
    return np.array(values, dtype=dtype).reshape(-1, 1)


def looks_at_x(session):
    """Dummies take any X, texts too, and look at its rows alone."""
    return "sklearn.dummy:" not in session.get_modelmeta().custom_metadata_map["skops.estimator"]


def read(path):
    """The data of a file: a table by columns, or an array; without rows in which a text is None, which a graph cannot tell from other missing ones."""
    if path.suffix == ".csv":
        return read_table(path)
    if path.suffix == ".json":
        data = np.array(json.loads(path.read_text(encoding="utf-8")), dtype=object)
        data[data != data] = ""
        return data.reshape(len(data), -1)
    data = read_sparse(path) if path.suffix == ".npz" else np.load(path)
    return data.reshape(len(data), -1)


def feed(session, data):
    inputs = session.get_inputs()
    if isinstance(data, dict) and inputs[0].name not in data:
        names = json.loads(session.get_modelmeta().custom_metadata_map["skops.columns"])
        data = np.hstack([column_of(data[name], float) for name in names]) if looks_at_x(session) else np.zeros((len(data[names[0]]), len(names)))
    if isinstance(data, dict):
        return {i.name: column_of(data[i.name], TYPES[i.type]) for i in inputs}
    if len(inputs) == 1:
        return {inputs[0].name: data.astype(TYPES[inputs[0].type])}
    return {i.name: data[:, [k]].astype(TYPES[i.type]) for k, i in enumerate(inputs)}


def differs(want, got, tolerance):
    """Why an answer is not what scikit-learn gave; None if it is."""
    if want.size != got.size:
        return f"shape {got.shape}, not {want.shape}"
    want, got = want.ravel(), got.ravel()
    if want.dtype.kind in "US":
        return None if np.array_equal(want, got.astype(str)) else "other labels"
    want, got = want.astype(float), got.astype(float)
    if not np.array_equal(np.isnan(want), np.isnan(got)):
        return "NaN in other places"
    scale = np.nanmax(np.abs(want[np.isfinite(want)]), initial=1e-300)
    with np.errstate(invalid="ignore"):
        off = np.nanmax(np.where(want == got, 0, np.abs(want - got)), initial=0)
    return None if off <= tolerance * scale else f"off by {off:.3g} at scale {scale:.3g}"


def convert(skops, model, out, *options):
    done = subprocess.run([skops, "onnx", model, "-o", out, "--force", *options], capture_output=True, text=True)
    return done.returncode, done.stderr.strip()


def check(session, data, expected, tolerance):
    """None, or what is wrong; a graph may lack a method."""
    rows = slice(None)
    if not isinstance(data, dict) and data.dtype == object:
        rows = np.array([None not in row for row in data.tolist()])
        data = data[rows]
    names = [output.name for output in session.get_outputs()]
    answers = dict(zip(names, session.run(None, feed(session, data))))
    for method, want in expected.items():
        name = next((name for name in OUTPUTS[method] if name in answers), None)
        if name and not (method == "transform" and "predict" in expected):  # the graph predicts then
            why = differs(want[rows], np.asarray(answers[name]), tolerance if want.dtype.kind == "f" else 0)
            if why:
                return f"{method}: {why}"
    return None


def cases(folder):
    """Every model with its input and expected answers, method by method."""
    found = {}
    for index in sorted(folder.glob("*/cases.tsv")):
        for line in index.read_text().splitlines():
            model, method, source, expected, tolerance = line.split("\t")
            if method in OUTPUTS and source.startswith("../inputs/") and expected.endswith(".npy"):
                entry = found.setdefault(model, (folder / source, float(tolerance), {}))
                entry[2][method] = np.load(folder / expected)
                found[model] = (entry[0], max(entry[1], float(tolerance)), entry[2])
    return found


def penguins(example):
    """The bundled model: the same of its table of texts and numbers."""
    table = {method: read_table(example / "expected" / f"{method}.csv") for method in ("predict", "predict_proba")}
    expected = {
        "predict": np.array(next(iter(table["predict"].values()))),
        "predict_proba": np.array([[float(text) for text in column] for column in table["predict_proba"].values()]).T,
    }
    return example / "penguins.csv", 0.0, expected


def judge(skops, folder, model, case, refused, out):
    path, tolerance, expected = case
    data = read(path)
    dtype = None if isinstance(data, dict) else data.dtype
    name = model.split("/")[-2]
    for options in (["--double"], []):
        code, message = convert(skops, folder / model, out, *options)
        if code:
            return None if code == 1 and any(reason in message for reason in refused.get(name, [])) else f"{code} {message}"
        session = onnxruntime.InferenceSession(out, providers=["CPUExecutionProvider"])
        # What a dtype cannot hold is held to the answer in a graph of that dtype; none is of float16, and none of sparse rows.
        if "extreme" in path.name and (options or path.name != "float32-extreme.npy"):
            continue
        # Numbers that float32 rounds may fall on the other side of a threshold: then only the graph with float64 inputs is held to the answer.
        if not options and dtype == np.float64 and not np.array_equal(data, data.astype(np.float32), equal_nan=True):
            continue
        loose = FLOAT16 if dtype == np.float16 else FLOAT32 if not options or dtype == np.float32 else 0
        why = check(session, data, expected, max(loose, tolerance, ROUNDING))
        if why:
            return f"{' '.join(options)} {why}"
    return None


def main():
    skops, source = sys.argv[1], pathlib.Path(sys.argv[2])
    refusals = (source / "tests/onnx/refused.tsv").read_text().splitlines()
    refused = {}
    for line in refusals:
        if not line.startswith("#"):
            name, reason = line.split("\t")
            refused.setdefault(name, []).append(reason)
    folder = source / "tests/fixtures/cases"
    found = {"../../../examples/penguins/model.skops": penguins(source / "examples/penguins"), **cases(folder)}
    with tempfile.TemporaryDirectory() as work:
        for number, (model, case) in enumerate(found.items(), 1):
            try:
                why = judge(skops, folder, model, case, refused, pathlib.Path(work, "model.onnx"))
            except Exception as error:  # onnxruntime's own
                why = str(error)
            print(f"{'not ' if why else ''}ok {number} - {model.rsplit('/', 1)[0]}" + (f"\n# {why}" if why else ""))
    print(f"1..{len(found)}")


if __name__ == "__main__":
    main()
