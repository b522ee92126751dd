#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every header that is installed compiles by itself, strictly, as C and as C++.
. "${top_srcdir:-$(dirname "$0")/..}/tests/cli/harness.sh"
cd "$top_srcdir" || exit 99

compiles () {
	language=$1 standard=$2 header=$3
	shift 3
	echo "#include \"$header\"" |
		"$@" -x "$language" -std="$standard" -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -Isdk -Ilibskops -
}

for header in skops.h $(cd sdk && echo skops/*.h); do
	# shellcheck disable=SC2086 # a compiler may be two words
	check "$header is C11" compiles c c11 "$header" ${CC:-cc}
	# shellcheck disable=SC2086
	check "$header is C++17" compiles c++ c++17 "$header" ${CXX:-c++}
done

done_testing
