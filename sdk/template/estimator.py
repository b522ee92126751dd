"""%CLASS%: the estimator whose saved models the plugin %NAME% reads. Needs scikit-learn 1.6 or newer."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data


class %CLASS%(RegressorMixin, BaseEstimator):
    """Least squares, with answers that are never less than `floor` (None: no limit)."""

    def __init__(self, floor=0.0):
        self.floor = floor

    def fit(self, X, y):
        X, y = validate_data(self, X, y, y_numeric=True)
        solution = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
        self.weights_, self.bias_ = solution[:-1], float(solution[-1])
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        answer = X @ self.weights_ + self.bias_
        return answer if self.floor is None else np.maximum(answer, self.floor)
