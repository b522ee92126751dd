# SPDX-License-Identifier: BSD-3-Clause
"""Writes mock.skops, the model of a class that only the mock plugins know. Needs skops."""
import sys
import types

import skops.io

mocklib = types.ModuleType("mocklib")
sys.modules["mocklib"] = mocklib


class Mock:
    def __init__(self, alpha):
        self.alpha = alpha
        self.n_features_in_ = 1


Mock.__module__ = "mocklib"
mocklib.Mock = Mock
skops.io.dump(Mock(1.5), "mock.skops")
