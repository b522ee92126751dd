#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The bundled plugins conform, with every model of the fixtures and the first input of each. PARITY=PATTERN limits it to the models that match.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
cases=$top_srcdir/tests/fixtures/cases

# A model to a line, with its input or nothing: of methods that map new data rather than answers.
cat "$cases"/*/cases.tsv | awk -F '\t' '
	!($1 in input) { models[++n] = $1; input[$1] = "" }
	input[$1] == "" && $3 != "-" && $2 !~ /^inverse/ { input[$1] = $3 }
	END { for (i = 1; i <= n; i++) print models[i] "\t" input[models[i]] }' >"$work/samples"

set -- check --all
left_out=0
while IFS='	' read -r model input; do
	case $model in
	# scikit-learn has more names than columns (1.1), or fewer (of several targets), and so has the plugin.
	1.1/spline-transformer-periodic/* | */stacking-targets/*)
		left_out=$((left_out + 1))
		continue
		;;
	*${PARITY-}*) ;;
	*) continue ;;
	esac
	set -- "$@" --sample "$cases/$model"
	[ -z "$input" ] || set -- "$@" --input "$cases/$input"
done <"$work/samples"

answers 0 "all bundled plugins conform" skops_plugins "$@"
for plugin in "$top_builddir"/registry.d/*.yaml; do
	check "$(basename "$plugin" .yaml) was tried" grep -qx "$(basename "$plugin" .yaml)" "$work/out"
done
[ "${PARITY-}" ] || check "every model was a sample of a plugin" test "$(awk '/^  samples:/ { n += $2 } END { print n }' "$work/out")" -ge "$(($(wc -l <"$work/samples") - left_out))"

done_testing
