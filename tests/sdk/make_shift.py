# SPDX-License-Identifier: BSD-3-Clause
"""Writes shift.skops, a model of the class that the minimal plugin of skops-plugin (3) serves. Needs skops 0.16.0 and scikit-learn 1.9.1."""
import pathlib
import sys
import types

import numpy as np
import skops.io
from sklearn.base import BaseEstimator, TransformerMixin


class Shift(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        self.n_features_in_ = X.shape[1]
        self.offset_ = -X.min(axis=0)
        return self

    def transform(self, X):
        return X + self.offset_


for name in ("mylib", "mylib.shift"):
    sys.modules[name] = types.ModuleType(name)
Shift.__module__ = "mylib.shift"
sys.modules["mylib.shift"].Shift = Shift
skops.io.dump(Shift().fit(np.array([[1.0, -2.0], [0.5, 3.0]])), pathlib.Path(__file__).with_name("shift.skops"))
