#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fuzzes, in a build that was configured with --enable-fuzzers: fuzz.sh TARGET [SECONDS [OPTION...]], options being libFuzzer's. New inputs go to
# fuzz-TARGET.new, those that find a fault to fuzz-TARGET.found, both in the current folder. What is mended is shown by adding its input to tests/fuzz/corpus/TARGET.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
. "$top_srcdir/tests/fuzz/seeds.sh"
export top_srcdir

target=${1-}
seconds=${2-600}
if [ ! -x "$top_builddir/tests/fuzz/fuzz-$target" ]; then
	echo "usage: fuzz.sh TARGET [SECONDS [OPTION...]], in a build folder; targets: $fuzz_targets" >&2
	exit 2
fi
shift
[ $# -eq 0 ] || shift
mkdir -p "fuzz-$target.new" "fuzz-$target.found" "fuzz-$target.seeds" || exit 2
# libFuzzer takes folders only when it is to go on
seeds "$target" | while read -r seed; do
	if [ -d "$seed" ]; then
		find "$seed" -type f
	else
		echo "$seed"
	fi
done | while read -r seed; do
	cp "$seed" "fuzz-$target.seeds/$(cksum <"$seed" | tr ' ' '-')"
done
exec "$top_builddir/run" "$top_builddir/tests/fuzz/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1500 \
	-max_len=200000 -artifact_prefix="fuzz-$target.found/" "$@" "fuzz-$target.new" "fuzz-$target.seeds"
