# SPDX-License-Identifier: BSD-3-Clause
# Manual pages, written by hand; tests/cli/help.sh holds them against what --help says.
dist_man1_MANS = \
	docs/man/skops.1 \
	docs/man/skops-audit.1 \
	docs/man/skops-card.1 \
	docs/man/skops-inspect.1 \
	docs/man/skops-onnx.1 \
	docs/man/skops-plugins.1 \
	docs/man/skops-predict.1 \
	docs/man/skops-verify.1
dist_man3_MANS = docs/man/skops-plugin.3
