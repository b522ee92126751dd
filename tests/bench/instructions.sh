#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# No row costs more instructions than it did: callgrind counts those of a session that has run once, which are the same on every run. Times would not be.
# A library of another compiler has other counts, so it is the one that instructions.tsv names which is held to it. With --write the counts become the new ones; for another compiler, name it in
# instructions.tsv first.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
unset MALLOC_PERTURB_ # which fills memory, and that counts
counts=$top_srcdir/tests/bench/instructions.tsv
compiler=$(sed -n 's/.*compiler \([^,]*\),.*/\1/p' "$counts")

# Why this build is not held to the counts; empty if it is.
reason () {
	[ "$(${CC:-cc} -dumpfullversion 2>/dev/null) $(uname -m)" = "$compiler" ] || { echo "the counts are of compiler $compiler"; return; }
	grep -qw avx2 /proc/cpuinfo || { echo "the counts are of a processor with AVX2"; return; }
	command -v valgrind >/dev/null || { echo "no valgrind"; return; }
	grep -q '^CFLAGS = -g -O2$' "$top_builddir/Makefile" && ! grep -q '^SKOPS_CFLAGS.*-fsanitize' "$top_builddir/Makefile" || echo "the counts are of a build without options"
}

# instructions MODEL METHOD NUMBERS KERNELS ROWS: of a row, as a whole number.
instructions () {
	calls=$((512 / $5))
	rm -f "$work/counted"
	SKOPS_SIMD=$4 SKOPS_PLUGIN_PATH=$top_builddir/plugins.d SKOPS_REGISTRY_PATH=$top_builddir/registry.d \
		"$top_builddir/libtool" --quiet --mode=execute valgrind --quiet --tool=callgrind --toggle-collect=counted --callgrind-out-file="$work/counted" \
		"$top_builddir/tests/bench/count" "$top_srcdir/tests/fixtures/cases/1.9/$1/model.skops" "$2" "$3" "$5" $calls 2>"$work/errors" || return 1
	sed -n 's/^summary: *\([0-9]*\).*/\1/p' "$work/counted" | awk -v rows=$((calls * $5)) '{ printf "%d\n", $1 / rows + 0.5 }'
}

why=$(reason)
missing=
while IFS='	' read -r model method numbers kernels rows most; do
	case $model in '#'*) echo "$model${method:+	$method	$numbers	$kernels	$rows	$most}" >>"$work/new"; continue ;; esac
	name="$model $method $numbers $kernels $rows rows"
	if [ -n "$why" ]; then
		skipped "$name" "$why"
		continue
	fi
	count=$(instructions "$model" "$method" "$numbers" "$kernels" "$rows")
	echo "$model	$method	$numbers	$kernels	$rows	$count" >>"$work/new"
	[ "${count:-0}" -gt 0 ] || missing=$name # also where the function that is counted was not found
	echo "$name: ${count:-nothing counted} instructions a row, $most before" >"$work/said"
	cat "$work/errors" >>"$work/said"
	if [ "${count:-0}" -gt 0 ] && [ $((count * 100)) -le $((most * 105)) ]; then passed "$name"; else failed "$name" "$work/said"; fi
done <"$counts"
if [ "${1:-}" = --write ] && [ -z "$why$missing" ]; then
	cp "$work/new" "$counts"
elif [ "${1:-}" = --write ]; then
	echo "# nothing is written: ${why:-nothing was counted of $missing}"
fi
done_testing
