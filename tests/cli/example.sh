#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The example program of the README, built against the library as a user would, predicts; and the README shows it as it is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
example=$top_builddir/examples/c/predict
penguins=$top_srcdir/examples/penguins

predicts () {
	env SKOPS_REGISTRY_PATH="$top_builddir/registry.d" SKOPS_PLUGIN_PATH="$top_builddir/plugins.d" "$top_builddir/libtool" --quiet --mode=execute "$example" "$@"
}

answers 0 "the example predicts" predicts "$penguins/model.skops" "$penguins/penguins.csv"
check "as scikit-learn does" cmp "$work/out" "$penguins/expected/predict.csv"
answers 1 "a model that is not there" predicts "$work/none.skops" "$penguins/penguins.csv"
check "is named" complains none.skops
answers 1 "without arguments it says how it is used" predicts
check "usage" complains usage

shown () {
	awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$top_srcdir/README.md" | diff - "$top_srcdir/examples/c/predict.c"
}
check "the README shows the program as it is" shown

done_testing
