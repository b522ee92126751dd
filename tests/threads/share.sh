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

# A file of megabytes is read by two threads: here, because of a member that nothing refers to.
if command -v python3 >/dev/null; then
	cp "$cases/random-forest/model.skops" "$work/large.skops"
	python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "a").writestr("more", bytes(2 << 20))' "$work/large.skops"
	check "threads read and share a large file" "$top_builddir/run" tests/threads/share "$work/large.skops" predict_proba
else
	skipped "threads read and share a large file" "no python3"
fi

awk 'BEGIN { srand (3); print "a,b,c,d"; for (r = 0; r < 3000; r++) printf "%.6f,%.6f,%.6f,%.6f\n", rand () * 8 - 4, rand () * 8 - 4, rand () * 8 - 4, rand () * 8 - 4 }' >"$work/x.csv"
for model in random-forest logistic k-neighbors-classifier; do
	for threads in 1 2 5; do
		skops predict "$cases/$model/model.skops" -i "$work/x.csv" -o "$work/$threads.csv" --threads $threads >"$work/said" 2>&1 || echo failed >>"$work/$threads.csv"
	done
	check "$model: two threads answer as one" cmp "$work/1.csv" "$work/2.csv"
	check "$model: five threads answer as one" cmp "$work/1.csv" "$work/5.csv"
done
done_testing
