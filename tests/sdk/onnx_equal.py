# SPDX-License-Identifier: BSD-3-Clause
"""onnx_equal.py GRAPH INPUT.csv ANSWERS.csv: fails unless onnxruntime answers the same. The graph takes float64 numbers as X."""
import sys

import numpy as np
import onnxruntime

graph, given, expected = sys.argv[1:]
X = np.genfromtxt(given, delimiter=",", skip_header=1, ndmin=2)
answers = np.genfromtxt(expected, delimiter=",", skip_header=1, ndmin=2)
if answers.shape[0] != X.shape[0]:
    answers = answers.T  # one column comes as one row
session = onnxruntime.InferenceSession(graph)
(name,) = [i.name for i in session.get_inputs()]
got = session.run(["variable"], {name: X})[0]
np.testing.assert_allclose(got, answers, rtol=1e-12, atol=1e-12)
