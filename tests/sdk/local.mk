# SPDX-License-Identifier: BSD-3-Clause
# What others build with what is installed.
dist_check_SCRIPTS += \
	tests/sdk/manual.sh \
	tests/sdk/plugins.sh \
	$(NULL)
EXTRA_DIST += tests/sdk/make_shift.py tests/sdk/onnx_equal.py tests/sdk/shift.skops tests/sdk/tree.sh

# Both install this build, each into a folder of its own; libtool links anew in this one while it does.
tests/sdk/manual.log: tests/sdk/plugins.log
