# SPDX-License-Identifier: BSD-3-Clause
"""ClippedRegressor: a regressor that answers nothing beyond what it has seen."""

import numpy as np
from sklearn.base import BaseEstimator, MetaEstimatorMixin, RegressorMixin, clone
from sklearn.linear_model import LinearRegression
from sklearn.utils.validation import check_is_fitted

from ._state import Interval


class ClippedRegressor(MetaEstimatorMixin, RegressorMixin, BaseEstimator):
    """Brings a regressor's answers between two quantiles of the target that it was fitted to."""

    def __init__(self, regressor=None, lower=0.0, upper=1.0):
        self.regressor = regressor
        self.lower = lower
        self.upper = upper

    def fit(self, X, y):
        regressor = LinearRegression() if self.regressor is None else self.regressor
        self.regressor_ = clone(regressor).fit(X, y)
        self.interval_ = Interval(*np.quantile(y, [self.lower, self.upper]))
        return self

    def predict(self, X):
        check_is_fitted(self)
        return self.interval_.clip(self.regressor_.predict(X))

    @property
    def n_features_in_(self):
        return self.regressor_.n_features_in_

    @property
    def coef_(self):
        return self.regressor_.coef_
