#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The progress bar: on a terminal, while the work is long, and nowhere else. Work is made longer until the bar is seen, so that no clock decides.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
cases=$top_srcdir/tests/fixtures/cases/1.9
model=$cases/gaussian-process/model.skops
escape=$(printf '\033')
export TERM=xterm

if ! script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	skipped "the bar on a terminal" "there is no script (1) of util-linux"
	done_testing
	exit
fi

# matrix ROWS COLUMNS: zeros as float64 in .npy.
matrix () {
	printf '\223NUMPY\001\000\166\000%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': ($1, $2), }"
	head -c $(($1 * $2 * 8)) /dev/zero
}

# terminal COMMAND: runs it with a terminal for standard error; what that shows is left in $work/screen.
terminal () {
	script -qec "$1" /dev/null </dev/null >"$work/screen"
}

predict="'$top_builddir/run' skops predict '$model' -i '$work/x.npy' -o '$work/y.npy' --force"
# judge COMMAND: over $files times the same file.
judge () { echo "cd '$work' && '$top_builddir/run' skops $1 \$(yes m | head -n $files) >/dev/null"; }
bar="$escape\\[K\\[=* *\\] +[0-9]+%  "

# seen_with COMMAND: runs it over ever more rows, until there is a bar.
seen_with () {
	until terminal "$1" && grep -qE "$bar" "$work/screen" || [ $rows -gt 10000000 ]; do
		rows=$((rows * 3))
		matrix $rows 4 >"$work/x.npy"
	done
}

cleared () { tail -c 4 "$work/screen" | grep -q "$escape\[K\$"; }

rows=200 # one block: nothing between blocks
matrix $rows 4 >"$work/x.npy"
answers 0 "short work on a terminal" terminal "$predict"
check "has no bar" test ! -s "$work/screen"
seen_with "$predict"
check "long work has a bar with its speed" grep -qE "$bar[0-9]+ rows/s" "$work/screen"
check "which is erased at the end" cleared
rows=$((rows * 2))
matrix $rows 4 >"$work/x.npy"
for quiet in "TERM=dumb $predict" "env -u TERM $predict" "$predict --quiet"; do
	answers 0 "${quiet%%\'*}${quiet##*\'} on a terminal" terminal "$quiet"
	check "has no bar" test ! -s "$work/screen"
done
seen_with "NO_COLOR=1 $predict"
check "NO_COLOR does not matter to it" grep -qE "$bar" "$work/screen"
answers 0 "long work with standard error in a pipe" sh -c "$predict 2>&1 | cat >'$work/piped'"
check "has no bar" test ! -s "$work/piped"

cp "$model" "$work/m"
for command in audit verify; do
	files=1
	answers 0 "$command of one file on a terminal" terminal "$(judge $command)"
	check "has no bar" test ! -s "$work/screen"
	files=64
	until grep -qE "$bar" "$work/screen" || [ $files -gt 100000 ]; do
		files=$((files * 2))
		terminal "$(judge $command)" || break
	done
	check "$command of many files has a bar that counts them" grep -qE "${bar}file [0-9]+ of [0-9]+" "$work/screen"
	check "which is erased at the end" cleared
	answers 0 "$command of many files in a pipe" sh -c "$(judge $command) 2>'$work/piped'"
	check "has no bar" test ! -s "$work/piped"
done

done_testing
