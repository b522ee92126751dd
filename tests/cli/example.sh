#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The example program of the README, built against the library as a user would, predicts; and the README shows it as it is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
penguins=$top_srcdir/examples/penguins

asks () {
	run_example rows "$top_srcdir/tests/fixtures/cases/1.9/linear/model.skops" <"$1"
}

run_example () {
	program=$1
	shift
	env SKOPS_REGISTRY_PATH="$top_builddir/registry.d" SKOPS_PLUGIN_PATH="$top_builddir/plugins.d" "$top_builddir/libtool" --quiet --mode=execute "$top_builddir/examples/c/$program" "$@"
}

predicts () {
	run_example predict "$@"
}

answers 0 "the example predicts" predicts "$penguins/model.skops" "$penguins/penguins.csv"
check "as scikit-learn does" cmp "$work/out" "$penguins/expected/predict.csv"
answers 1 "a model that is not there" predicts "$work/none.skops" "$penguins/penguins.csv"
check "is named" complains none.skops
answers 1 "without arguments it says how it is used" predicts
check "usage" complains usage

printf '1 2 3 4\n0 -1 0.5 7\n' >"$work/rows"
printf '[[1, 2, 3, 4], [0, -1, 0.5, 7]]' >"$work/rows.json"
answers 0 "the example of sessions answers" asks "$work/rows"
cp "$work/out" "$work/asked"
answers 0 "as skops predict" skops predict "$top_srcdir/tests/fixtures/cases/1.9/linear/model.skops" -i "$work/rows.json"
check "does" sh -c "tail -n +2 '$work/out' | awk '{ printf \"%.10g\\n\", \$1 }' >'$work/a' && awk '{ printf \"%.10g\\n\", \$1 }' '$work/asked' | diff - '$work/a'"

shown () {
	awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$top_srcdir/README.md" | diff - "$top_srcdir/examples/c/predict.c"
}
check "the README shows the program as it is" shown

done_testing
