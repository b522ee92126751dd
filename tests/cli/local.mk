# SPDX-License-Identifier: BSD-3-Clause
# Tests of the whole programs: one line for each script in dist_check_SCRIPTS.
EXTRA_DIST += tests/cli/harness.sh

check_PROGRAMS += tests/cli/npycompare
tests_cli_npycompare_CPPFLAGS = $(LIBARCHIVE_CFLAGS)
tests_cli_npycompare_LDADD = $(LIBARCHIVE_LIBS)
dist_check_SCRIPTS += \
	tests/cli/audit.sh \
	tests/cli/card.sh \
	tests/cli/completion.sh \
	tests/cli/conform.sh \
	tests/cli/example.sh \
	tests/cli/help.sh \
	tests/cli/inspect.sh \
	tests/cli/linked.sh \
	tests/cli/onnx.sh \
	tests/cli/parity.sh \
	tests/cli/penguins.sh \
	tests/cli/plugins.sh \
	tests/cli/predict.sh \
	tests/cli/progress.sh \
	$(NULL)
