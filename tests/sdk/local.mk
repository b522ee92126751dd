# SPDX-License-Identifier: BSD-3-Clause
# What others build with what is installed.
dist_check_SCRIPTS += \
	tests/sdk/plugins.sh \
	$(NULL)
EXTRA_DIST += tests/sdk/onnx_equal.py tests/sdk/tree.sh
