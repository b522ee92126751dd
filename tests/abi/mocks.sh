#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A library that breaks the ABI, lies, or is open to others is refused with a sentence that says what is wrong; `skops-plugins list` works all the same,
# and opens nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/abi/mock.sh"
printf 'x\n1\n2\n' >"$work/x.csv"

predicts () {
	with_mock skops predict "$model" --input "$work/x.csv" --output "$work/y.csv" --force
}

# refused WAY WORDS: predict refuses with these words, list works.
refused () {
	install "$1"
	answers 1 "$1: predict is refused" predicts
	check "$1: the words are \"$2\"" complains "$2"
	answers 0 "$1: list works" lists
	check "$1: list names the type" says mocklib:Mock
}

install GOOD
answers 0 "GOOD: predicts" predicts
check "GOOD: the answer" grep -qx 1.5 "$work/y.csv"

# What it hands on lives as long as the answer, also where X had to be made dense for it: AddressSanitizer sees that.
install HANDS_ON
answers 0 "HANDS_ON: predicts of sparse rows" with_mock skops predict "$model" --input "$top_srcdir/tests/fixtures/inputs/sparse.npz" --output "$work/y.npy"
answers 0 "HANDS_ON: predicts of rows" predicts

refused MAGIC "its magic is"
refused MAJOR "built for ABI 1."
refused MINOR "build it again"
refused DESCRIPTOR_SIZE "its descriptor has"
refused HANDLER_SIZE "a handler has"
refused FACET_SIZE "its predict facet has"
refused STRIDE "bytes apart"
refused TABLE_SIZE "the table has"
refused MEMBER "the member has 4 bytes"
refused OFFSET "the member ends at byte"
refused NO_DESCRIPTOR "answers nothing"
refused UNDEFINED "nobody_defines_this"
refused NO_ENTRY "no skops_plugin_query"
refused LESS_TYPES "has no handler for mocklib:Mock"
refused OTHER_NAME "calls itself another"
refused OTHER_VERSION "is version 2"
refused OTHER_FACETS "loader kind or facets"
refused SILENT "did not say why"
refused UNWRITTEN "left output 0 without a form"
refused BAD_CSR "answered column 77"
refused SURPRISE_EDGE "which it did not state"

# The linker would map what is not there, and the process die of SIGBUS.
size=$(wc -c <"$top_builddir/tests/abi/mock-GOOD.so")
for left in 100 1000 3000 5000 $((size / 2)) $((size - 1)); do
	install GOOD
	head -c "$left" "$top_builddir/tests/abi/mock-GOOD.so" >"$work/plugins.d/mock.so"
	answers 1 "$left bytes of a library: predict is refused" predicts
	check "it says so, and what to do" complains "mock.so is cut short: its header tells of more than the file holds; copy, install or build it again"
	answers 1 "$left bytes of a library: verify" with_mock skops verify "$model"
	answers 1 "$left bytes of a library: skops-plugins show" with_mock skops-plugins show mocklib:Mock
done
head -c 40 "$top_builddir/tests/abi/mock-GOOD.so" >"$work/plugins.d/mock.so"
answers 1 "not even a header of one" predicts
check "is what the linker says" complains "does not open"

install GOOD
chmod o+w "$work/plugins.d/mock.so"
answers 1 "a library that others can write is refused" predicts
check "it says so" complains "others can write"
answers 0 "list works beside it" lists

install GOOD
chmod o+w "$work/plugins.d"
answers 1 "a library in a folder that others can write is refused" predicts
check "it says so, too" complains "others can write"

install GOOD
mkdir -p "$work/open/folder"
mv "$work/plugins.d/mock.so" "$work/open/folder"
ln -s "$work/open/folder/mock.so" "$work/plugins.d/mock.so"
answers 0 "a link to a library" predicts
chmod o+w "$work/open"
answers 1 "a link to a library below a folder that others can write is refused" predicts
check "and the folder is told" complains "others can write $(realpath "$work/open") "
chmod +t "$work/open"
answers 0 "where only owners can rename, it is not" predicts

install GOOD
rm "$work/plugins.d/mock.so"
answers 1 "a library that is not there" predicts
check "the way out is told" complains "install it"

install GOOD
printf 'sha256: "%064d"\n' 0 >>"$work/registry.d/mock.yaml"
answers 1 "a library that is not the pinned one" predicts
check "both sums are told" complains "pins"

install CONSTRUCTOR
rm -f "$work/trace"
answers 0 "list with a library that leaves a trace when it is opened" lists
check "list opened nothing" test ! -e "$work/trace"
answers 0 "audit of its model" with_mock skops audit "$model"
check "audit opened nothing" test ! -e "$work/trace"
answers 0 "predict opens it" predicts
check "the trace is there" test -e "$work/trace"

done_testing
