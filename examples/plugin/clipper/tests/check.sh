#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The plugin as it was just built, in a registry of its own, over models that Python saved (python/make_models.py). Run by make check.
here=$(dirname "$0")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
umask 022
mkdir "$work/plugins" "$work/registry.d" && cp .libs/clipper.so "$work/plugins" && cp clipper.yaml "$work/registry.d" || exit 99

# In front of the installed plugins, and without those that this user has registered.
SKOPS_PLUGIN_PATH=$work/plugins:${SKOPS_PLUGIN_PATH:-$plugindir}
SKOPS_REGISTRY_PATH=$work/registry.d:${SKOPS_REGISTRY_PATH:-$registrydir}
XDG_DATA_HOME=$work
export SKOPS_PLUGIN_PATH SKOPS_REGISTRY_PATH XDG_DATA_HOME

failed=0
check () {
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok: $name"
	else
		echo "FAILED: $name"
		cat "$work/log"
		failed=1
	fi
}

# same OURS PYTHONS: the same names, and numbers that differ by rounding at most.
same () {
	paste -d , "$1" "$2" | awk -F , '
		function differ(a, b) { return a == "" || b == "" || NR == 1 ? a != b : (a - b) ^ 2 > 1e-24 * (1 + b * b) }
		{ for (i = 1; i <= NF / 2; i++) if (NF % 2 || differ($i, $(i + NF / 2))) { print "line " NR ": " $0; wrong = 1 } }
		END { exit wrong || NR < 2 }'
}

# answers MODEL METHOD INPUT
answers () {
	check "$1: nothing in it is unknown, and it can be loaded" "$SKOPS" verify "$here/$1.skops"
	check "$1: $2" "$SKOPS" predict "$here/$1.skops" --method "$2" --input "$here/$3" --output "$work/$1.csv"
	check "$1: the answers are Python's" same "$work/$1.csv" "$here/$1-$2.csv"
}

check "both types are listed" sh -c 'test "$("$1" list | grep -c "^  clipper\._")" = 2' - "$SKOPS_PLUGINS"
answers clip transform input-holed.csv
answers missing transform input-holed.csv
answers pipeline predict input.csv
answers selected predict input.csv # SelectFromModel asks for the importances

check "clip: it converts to ONNX" "$SKOPS" onnx "$here/clip.skops" -o "$work/clip.onnx" --double
check "missing: it converts to ONNX" "$SKOPS" onnx "$here/missing.skops" -o "$work/missing.onnx" --double
check "the card has the bounds of columns" sh -c '"$1" card "$2" | grep -F "Numbers beyond the quantiles 0.08 and 0.95 of 80 rows are clipped."' - "$SKOPS" "$here/clip.skops"
check "the card has the range of answers" sh -c '"$1" card "$2" | grep "^## Range of answers"' - "$SKOPS" "$here/pipeline.skops"
exit $failed
