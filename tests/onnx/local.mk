# SPDX-License-Identifier: BSD-3-Clause
# Graphs of ONNX, run by another's runtime.
dist_check_SCRIPTS += tests/onnx/runtime.sh
EXTRA_DIST += tests/onnx/refused.tsv tests/onnx/requirements.txt tests/onnx/runtime.py \
	tests/onnx/names/output.skops tests/onnx/names/dup.skops tests/onnx/names/empty.skops tests/onnx/names/nul.skops
