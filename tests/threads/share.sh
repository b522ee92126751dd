#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# One model serves many threads, and what they answer does not depend on how many there are. Under the thread sanitizer this is what finds races.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
TSAN_OPTIONS=suppressions=$top_srcdir/tests/threads/suppressions
export TSAN_OPTIONS
cases=$top_srcdir/tests/fixtures/cases/1.9

while read -r model method; do
	check "threads share $model" "$top_builddir/run" tests/threads/share "$cases/$model/model.skops" "$method"
done <<'END'
random-forest predict_proba
hist-gradient-boosting predict_proba
gradient-boosting predict_proba
logistic predict_proba
pipeline predict_proba
svc-probability predict_proba
k-neighbors-classifier predict_proba
gaussian-process predict
iterative-imputer transform
END

awk 'BEGIN { srand (3); print "a,b,c,d"; for (r = 0; r < 3000; r++) printf "%.6f,%.6f,%.6f,%.6f\n", rand () * 8 - 4, rand () * 8 - 4, rand () * 8 - 4, rand () * 8 - 4 }' >"$work/x.csv"
# A file of megabytes is read, and its trees are bound and laid out, by several threads.
if command -v python3 >/dev/null; then
	python3 "$top_srcdir/tests/threads/grow.py" "$cases/random-forest/model.skops" "$work/large.skops"
	check "threads load and share a large file" "$top_builddir/run" tests/threads/share "$work/large.skops" predict_proba
	for model in "$cases/random-forest/model.skops" "$work/large.skops"; do
		skops predict "$model" -i "$work/x.csv" -o "$work/$(basename "$model").csv" >"$work/said" 2>&1 || echo "failed: $model" >>"$work/$(basename "$model").csv"
	done
	check "and each tree many times over is the same forest" cmp "$work/model.skops.csv" "$work/large.skops.csv"
else
	skipped "threads load and share a large file" "no python3"
fi

for model in random-forest logistic k-neighbors-classifier; do
	for threads in 1 2 5; do
		skops predict "$cases/$model/model.skops" -i "$work/x.csv" -o "$work/$threads.csv" --threads $threads >"$work/said" 2>&1 || echo failed >>"$work/$threads.csv"
	done
	check "$model: two threads answer as one" cmp "$work/1.csv" "$work/2.csv"
	check "$model: five threads answer as one" cmp "$work/1.csv" "$work/5.csv"
done
done_testing
