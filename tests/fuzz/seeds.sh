# SPDX-License-Identifier: BSD-3-Clause
# Sourced by replay.sh and fuzz.sh: which files a target starts from, beside tests/fuzz/corpus/TARGET.
fuzz_targets="csv json model npy npz schema table yaml zip"

# seeds TARGET: the names of files and folders, one on a line; they have no blanks in them.
seeds () {
	[ ! -d "$top_srcdir/tests/fuzz/corpus/$1" ] || echo "$top_srcdir/tests/fuzz/corpus/$1"
	inputs=$top_srcdir/tests/fixtures/inputs
	cases=$top_srcdir/tests/fixtures/cases
	case $1 in
	csv) echo "$inputs"/*.csv "$top_srcdir/examples/penguins/penguins.csv" ;;
	json) echo "$inputs"/*.json ;;
	model) echo "$cases"/1.1*/*/model.skops "$cases"/1.9/*/model.skops ;;
	npy) echo "$inputs"/*.npy ;;
	npz) echo "$inputs"/*.npz "$top_srcdir"/tests/unit/sparse/*.npz ;;
	table) echo "$inputs"/* ;;
	yaml) echo "$top_builddir"/registry.d/*.yaml ;;
	zip) echo "$inputs"/*.npz "$cases"/1.9/pipeline-table/model.skops "$cases"/1.9/linear/model.skops ;;
	esac | tr ' ' '\n'
}
