# SPDX-License-Identifier: BSD-3-Clause
"""QuantileClipper: columns without their extremes."""

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from ._state import QuantileSketch


class QuantileClipper(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Brings each column between two of its quantiles.

    outside: what becomes of a number beyond them, "clip" (the nearer bound) or "missing" (NaN). NaN stays NaN.
    """

    def __init__(self, lower=0.05, upper=0.95, outside="clip"):
        self.lower = lower
        self.upper = upper
        self.outside = outside

    def fit(self, X, y=None):
        if not 0 <= self.lower <= self.upper <= 1:
            raise ValueError("0 <= lower <= upper <= 1 is due")
        if self.outside not in ("clip", "missing"):
            raise ValueError('outside is "clip" or "missing"')
        X = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        if np.isnan(X).all(axis=0).any():
            raise ValueError("a column has no number")
        self.sketch_ = QuantileSketch(X)
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        low, high = self.sketch_.quantile(self.lower), self.sketch_.quantile(self.upper)
        if self.outside == "missing":
            return np.where((X < low) | (X > high), np.nan, X)
        return np.clip(X, low, high)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
