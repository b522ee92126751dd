#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The example is answered as scikit-learn answered it, from a table of texts and numbers with holes; `bootstrap demo` shows it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
penguins=$top_srcdir/examples/penguins

for method in predict predict_proba predict_log_proba; do
	got=$work/$method.npy
	answers 0 "$method" skops predict "$penguins/model.skops" --input "$penguins/penguins.csv" --method $method --output "$got"
	# The probabilities are exact; their logarithms are the C library's.
	case $method in
	*log*) tolerance=1e-15 ;;
	*) tolerance=0 ;;
	esac
	check "$method agrees" "$top_builddir/tests/cli/npycompare" "$penguins/expected/$method.npy" "$got" $tolerance
done
for method in predict predict_proba; do
	answers 0 "$method as CSV" skops predict "$penguins/model.skops" --input "$penguins/penguins.csv" --method $method --output "$work/$method.csv"
	check "$method as CSV agrees to the digit" cmp "$penguins/expected/$method.csv" "$work/$method.csv"
done
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
	{ printf "{"; for (i = 1; i <= NF; i++) printf ("%s\"%s\": %s", (i > 1) ? ", " : "", name[i], ($i == "") ? "null" : ($i ~ /^[-0-9.]+$/) ? $i : "\"" $i "\""); print "}" }' \
	"$penguins/penguins.csv" >"$work/penguins.jsonl"
answers 0 "JSON, null for what is missing" skops predict "$penguins/model.skops" --input "$work/penguins.jsonl" --method predict_proba --output "$work/json.npy"
check "JSON agrees" "$top_builddir/tests/cli/npycompare" "$penguins/expected/predict_proba.npy" "$work/json.npy" 0
answers 0 "nothing in the file is unknown" skops audit "$penguins/model.skops"

done_testing
