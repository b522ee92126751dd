#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What a process is made of from its start: a library that only some models or commands need is opened when they do, for each costs every start its share of a millisecond.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"

needed () {
	readelf -d "$top_builddir/tools/.libs/skops" "$top_builddir/libskops/.libs/libskops.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'
}

needs_few () {
	needed >"$work/needed"
	grep -q '^libc\.so' "$work/needed" && ! grep -E '^lib(archive|blas|openblas|lapack|cairo|microhttpd|cmark|xml2|icu)' "$work/needed"
}
check "skops links nothing that only some need" needs_few

# opens CASE: whether the dynamic linker looks for libarchive while a model of that case is verified.
opens () {
	rm -f "$work"/debug.*
	LD_DEBUG=files LD_DEBUG_OUTPUT="$work/debug" skops verify "$top_srcdir/tests/fixtures/cases/$1/model.skops" || return 2
	cat "$work"/debug.* | grep -q 'file=libarchive'
}

opens_not () {
	opens "$1"
	[ $? = 1 ]
}
check "compressed members are unpacked by libarchive" opens 1.9/logistic
check "for members that are stored it is not opened" opens_not 1.7/isotonic
done_testing
