#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every answer in tests/fixtures/cases, as the scikit-learn that wrote the model gave it, is given again by `skops predict`.
# PARITY=PATTERN limits it to the models that match; tests/fixtures/make_fixtures.py tells what the columns of cases.tsv are.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
cases=$top_srcdir/tests/fixtures/cases

agrees () {
	model=$1 method=$2 input=$3 expected=$4 tolerance=$5
	got=$work/got.${expected##*.}
	rm -f "$got"
	set -- predict "$cases/$model" --output "$got"
	[ "$input" = - ] || set -- "$@" --input "$cases/$input"
	# shellcheck disable=SC2086 # the method may be followed by options
	skops "$@" --method $method && "$top_builddir/tests/cli/npycompare" "$cases/$expected" "$got" "$tolerance"
}

for index in "$cases"/*/cases.tsv; do
	while IFS='	' read -r model method input expected tolerance; do
		case $model in
		*${PARITY-}*) check "${model%/model.skops} $method" agrees "$model" "$method" "$input" "$expected" "$tolerance" ;;
		esac
	done <"$index"
done

done_testing
