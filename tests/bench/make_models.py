# SPDX-License-Identifier: BSD-3-Clause
"""The benchmark's models: make_models.py FOLDER [NAME...]. For each workload, in FOLDER/NAME:

model.skops    what skops reads
model.pickle   the same for scikit-learn
model.onnx     what the usual converter makes of it, unless it cannot, or is wrong: then graph.txt says so, and skops's own graph takes its place
treelite.so    what tl2cgen compiles it to, where it is an ensemble of trees that treelite imports
x.f4           10,000 distinct rows, float32
expected.f8    scikit-learn's answers to them
workload.txt   "method rows columns width"
"""
import os
import pathlib
import pickle
import subprocess
import sys

import numpy
import onnxruntime
import skl2onnx
import skops.io
import tl2cgen
import treelite
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FEATURES, ROWS, OPSET = 30, 10_000, 17
CATEGORICAL = range(5)


LARGE = "rf-1000"


def data(classes, kind):
    """Rows to fit on and rows to ask for, of the same distribution, as float32."""
    x, y = make_classification(2 * ROWS, FEATURES, n_informative=15, n_redundant=5, n_classes=classes, random_state=0)
    x = x.astype(numpy.float32)
    random = numpy.random.default_rng(0)
    if kind == "nan":
        x[random.random(x.shape) < 0.05] = numpy.nan
    if kind == "categorical":
        for column in CATEGORICAL:
            x[:, column] = numpy.digitize(x[:, column], numpy.quantile(x[:, column], numpy.linspace(0, 1, 13)[1:-1]))
            x[:, column] = random.permutation(12)[x[:, column].astype(int)]
    return x[:ROWS], y[:ROWS], x[ROWS:]


HIST = {"max_iter": 100, "max_leaf_nodes": 31, "early_stopping": False, "random_state": 0}
WORKLOADS = {
    "rf-depth-8": (RandomForestClassifier(100, max_depth=8, random_state=0), 2, "plain"),
    "rf-full": (RandomForestClassifier(100, random_state=0), 3, "plain"),
    "hgb": (HistGradientBoostingClassifier(**HIST), 2, "plain"),
    "hgb-nan": (HistGradientBoostingClassifier(**HIST), 2, "nan"),
    "hgb-categorical": (HistGradientBoostingClassifier(categorical_features=list(CATEGORICAL), **HIST), 2, "categorical"),
    "gb-depth-3": (GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=0), 3, "plain"),
    "logistic": (LogisticRegression(max_iter=1000), 2, "plain"),
    "scaler-logistic": (make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)), 2, "plain"),
}


def answers(path, rows):
    session = onnxruntime.InferenceSession(str(path))
    return session.run(["probabilities"], {"X": rows})[0]


def convert(folder, model, rows, expected):
    """The usual converter's graph, if it runs and is right; else a word on why not."""
    try:
        options = {id(model): {"zipmap": False}}
        graph = skl2onnx.convert_sklearn(model, "model", [("X", skl2onnx.common.data_types.FloatTensorType([None, FEATURES]))], options=options, target_opset=OPSET)
        (folder / "model.onnx").write_bytes(graph.SerializeToString())
        off = numpy.abs(answers(folder / "model.onnx", rows) - expected).max(axis=1)
        # Its trees round thresholds another way: now and then a row takes another branch.
        if (off > 1e-4).mean() < 0.01:
            return f"the usual converter's: {(off > 1e-4).sum()} of {len(off)} rows differ by more than 1e-4"
        return f"skops's own: of the usual converter's, {(off > 1e-4).mean():.0%} of the rows differ"
    except Exception as error:
        return f"skops's own: the usual converter fails: {str(error).splitlines()[0][:200]}"


def make_large(folder):
    """A forest to load, not to ask: 50 MB."""
    x, y, _ = data(2, "plain")
    (folder / LARGE).mkdir(parents=True, exist_ok=True)
    skops.io.dump(RandomForestClassifier(1000, max_depth=10, random_state=0, n_jobs=-1).fit(x, y), folder / LARGE / "model.skops")


def make(folder, name):
    model, classes, kind = WORKLOADS[name]
    x, y, rows = data(classes, kind)
    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    model.fit(x, y)
    expected = model.predict_proba(rows).astype(numpy.float64)
    skops.io.dump(model, folder / "model.skops")
    (folder / "model.pickle").write_bytes(pickle.dumps(model))
    rows.tofile(folder / "x.f4")
    expected.tofile(folder / "expected.f8")
    graph = convert(folder, model, rows, expected)
    if graph.startswith("skops"):
        (folder / "model.onnx").unlink(missing_ok=True)
        subprocess.run([*os.environ.get("SKOPS", "skops").split(), "onnx", str(folder / "model.skops"), "-o", str(folder / "model.onnx")], check=True)
    (folder / "graph.txt").write_text(graph + "\n")
    if "logistic" not in name:
        tl2cgen.export_lib(treelite.sklearn.import_model(model), toolchain="gcc", libpath=folder / "treelite.so", params={"parallel_comp": 100})
    (folder / "workload.txt").write_text(f"predict_proba {ROWS} {FEATURES} {classes}\n")
    print(f"{name}: {graph}", flush=True)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for wanted in sys.argv[2:] or WORKLOADS:
        if not (target / wanted / "workload.txt").exists():
            make(target, wanted)
    if not (target / LARGE / "model.skops").exists():
        make_large(target)
