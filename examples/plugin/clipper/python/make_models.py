#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the models, inputs and answers of tests/, and the model of ../../clipper-onnx/tests.

Made with numpy==2.4.6 pandas==3.1.1 scikit-learn==1.9.1 skops==0.16.0.
"""

import pathlib
import shutil
import sys
import zipfile

import numpy as np
import pandas as pd
import skops.io
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
TESTS = HERE.parent / "tests"
sys.path.insert(0, str(HERE))
from clipper import ClippedRegressor, QuantileClipper  # noqa: E402


def save(name, model, method, X):
    skops.io.dump(model, TESTS / f"{name}.skops", compression=zipfile.ZIP_DEFLATED)
    answers = getattr(model, method)(X)
    columns = model.get_feature_names_out() if method == "transform" else [method]
    pd.DataFrame(answers, columns=columns).to_csv(TESTS / f"{name}-{method}.csv", index=False, na_rep="nan", lineterminator="\n")


def main():
    random = np.random.default_rng(7)
    X = pd.DataFrame(random.standard_t(2, (80, 4)).round(3), columns=["depth", "width", "height", "weight"])
    y = X.to_numpy().clip(-3, 3) @ [1.5, -0.7, 0.1, 0.4] + 2 + random.normal(size=80)
    holed = X.mask(random.random(X.shape) < 0.05)
    new = (X[:25] * 1.3).round(4)
    new_holed = (holed[:25] * 1.3).round(4)
    new.to_csv(TESTS / "input.csv", index=False, lineterminator="\n")
    new_holed.to_csv(TESTS / "input-holed.csv", index=False, lineterminator="\n")

    save("clip", QuantileClipper(lower=0.08).fit(holed), "transform", new_holed)
    save("missing", QuantileClipper(lower=0.125, upper=1, outside="missing").fit(holed), "transform", new_holed)
    pipeline = make_pipeline(StandardScaler(), QuantileClipper(), ClippedRegressor(lower=0.1, upper=0.9))
    save("pipeline", pipeline.fit(X, y), "predict", new)
    selected = make_pipeline(SelectFromModel(ClippedRegressor(), threshold="median"), LinearRegression())
    save("selected", selected.fit(X, y), "predict", new)

    onnx = HERE.parent.parent / "clipper-onnx" / "tests"
    for name in ("pipeline.skops", "pipeline-predict.csv", "input.csv"):
        shutil.copy(TESTS / name, onnx / name)


if __name__ == "__main__":
    main()
