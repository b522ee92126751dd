#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the other files of this folder: the table, the model, and what scikit-learn itself answers.

Made with (python3 -m pip install ...):
    palmerpenguins==0.1.6 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 skops==0.16.0
Other versions write files that differ in bytes, and perhaps a forest that differs.
"""

import pathlib
import zipfile

import numpy as np
import pandas as pd
import skops.io
from palmerpenguins import load_penguins
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent
NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
TEXTS = ["island", "sex"]


def main():
    penguins = load_penguins()
    # The features alone: a missing number or text is an empty field.
    penguins[TEXTS + NUMBERS].to_csv(HERE / "penguins.csv", index=False, lineterminator="\n")
    features = pd.read_csv(HERE / "penguins.csv").astype({name: object for name in TEXTS})
    species = penguins["species"].to_numpy(dtype=str)

    columns = ColumnTransformer(
        [
            ("numbers", Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())]), NUMBERS),
            (
                "texts",
                Pipeline(
                    [("impute", SimpleImputer(strategy="most_frequent")), ("encode", OneHotEncoder(handle_unknown="ignore"))]
                ),
                TEXTS,
            ),
        ]
    )
    search = GridSearchCV(
        Pipeline([("columns", columns), ("forest", RandomForestClassifier(n_estimators=40, random_state=0))]),
        {"forest__max_depth": [2, 3, 4]},
        cv=5,
    )
    search.fit(features, species)
    skops.io.dump(search, HERE / "model.skops", compression=zipfile.ZIP_DEFLATED)

    expected = HERE / "expected"
    expected.mkdir(exist_ok=True)
    labels = search.predict(features)
    np.save(expected / "predict.npy", labels)
    write_csv(expected / "predict.csv", ["predict"], [[label] for label in labels])
    for method in ("predict_proba", "predict_log_proba"):
        with np.errstate(divide="ignore"):  # the logarithm of a probability of nought
            answers = getattr(search, method)(features)
        np.save(expected / f"{method}.npy", answers)
        write_csv(expected / f"{method}.csv", search.classes_, answers.tolist())


def write_csv(path, header, rows):
    # repr gives the shortest digits that read back as the same float64.
    lines = [",".join(header)] + [",".join(cell if isinstance(cell, str) else repr(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
