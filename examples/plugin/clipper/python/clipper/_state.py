# SPDX-License-Identifier: BSD-3-Clause
"""What fitted estimators keep. Both classes behave as those of a C extension do: they have no __dict__, and say themselves what is to be saved."""

import numpy as np


class QuantileSketch:
    """The quantiles of columns at some levels. Saved by __getstate__, which skops stores as an object with a dictionary."""

    __slots__ = ("_rows", "_levels", "_points")

    def __init__(self, X, resolution=20):
        self._rows = len(X)
        self._levels = np.linspace(0, 1, resolution + 1)
        self._points = np.ascontiguousarray(np.nanquantile(X, self._levels, axis=0).T)

    def quantile(self, level):
        """Of each column, interpolated between the levels that are kept."""
        return np.array([np.interp(level, self._levels, points) for points in self._points])

    def __getstate__(self):
        return {"rows": self._rows, "levels": self._levels, "points": self._points}

    def __setstate__(self, state):
        self._rows, self._levels, self._points = state["rows"], state["levels"], state["points"]


class Interval:
    """From low to high. Saved by __reduce__, which skops stores as the arguments of a constructor."""

    __slots__ = ("low", "high")

    def __init__(self, low, high):
        self.low, self.high = float(low), float(high)

    def clip(self, values):
        return np.clip(values, self.low, self.high)

    def __reduce__(self):
        return Interval, (self.low, self.high)
