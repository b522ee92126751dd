#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every fuzz target takes its seeds, and every input that once found a fault, without a fault.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
. "$top_srcdir/tests/fuzz/seeds.sh"
export top_srcdir

for target in $fuzz_targets; do
	# shellcheck disable=SC2046 # names without blanks
	check "$target" "$top_builddir/run" "$top_builddir/tests/fuzz/fuzz-$target" -runs=0 $(seeds "$target")
done

done_testing
