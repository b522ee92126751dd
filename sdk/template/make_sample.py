#!/usr/bin/env python3
"""Makes tests/model.skops, tests/input.csv and tests/predict.csv anew. Needs skops, scikit-learn and pandas."""

import pathlib
import sys

import numpy as np
import pandas as pd
import skops.io

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from %MODULE% import %CLASS%  # noqa: E402

TESTS = pathlib.Path(__file__).parent.parent / "tests"


def main():
    numbers = np.random.default_rng(0).integers(-8, 9, (12, 3)) / 4
    X = pd.DataFrame(numbers, columns=["a", "b", "c"])
    model = %CLASS%(floor=-1.0).fit(X, numbers @ [0.5, -1.25, 2.0] + 0.75)
    # Numbers that every machine adds up alike, so that the test can ask for equal answers.
    model.weights_, model.bias_ = np.round(model.weights_ * 8) / 8, round(model.bias_ * 8) / 8
    skops.io.dump(model, TESTS / "model.skops")
    X.to_csv(TESTS / "input.csv", index=False, lineterminator="\n")
    pd.DataFrame({"predict": model.predict(X)}).to_csv(TESTS / "predict.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
