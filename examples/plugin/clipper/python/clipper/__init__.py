# SPDX-License-Identifier: BSD-3-Clause
"""clipper: estimators that keep outliers out. A small library as others write them; the plugin beside it reads what skops saves of it."""

from ._clip import QuantileClipper
from ._regress import ClippedRegressor

__version__ = "1.0"
__all__ = ["ClippedRegressor", "QuantileClipper"]
