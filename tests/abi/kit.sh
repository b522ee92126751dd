#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# `skops-plugins check` finds what is wrong with each mock plugin, says at which step, and survives it; `skops-plugins list` opens none of them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/abi/mock.sh"

checks () {
	with_mock skops-plugins check mock --seconds 5 --sample "$model" --input "$work/x.csv" "$@"
}

# finds WAY STEP WORDS [FACETS]: check finds this at this step, and nothing else unless $also says what; list works.
also=
finds () {
	way=$1 step=$2 words=$3
	shift 3
	install "$way" "$@"
	answers 1 "$way: check finds something" checks
	check "$way: at the step \"$step\"" says "$step"
	check "$way: the words are \"$words\"" says "$words"
	check "$way: a way out is told" says "mend: "
	if [ "$also" ]; then
		check "$way: and that \"$also\"" says "$also"
	else
		check "$way: and nothing else" says "1 thing is wrong"
	fi
	answers 0 "$way: list works" lists
	check "$way: list names the type" says mocklib:Mock
	also=
}

conforms () {
	install "$@"
	answers 0 "$1: check finds nothing" checks
	check "$1: it says so" says conforms
	check "$1: with the sample" says "samples: 1"
}

# More rows than one, all different.
printf 'x\n' >"$work/x.csv"
for row in 1 2 3 4 5 6 7 8; do
	echo "$row.5" >>"$work/x.csv"
done

conforms GOOD
conforms ONNX_GOOD '"predict", "onnx"'
conforms HANDS_ON

# The descriptor and the registry file.
finds MAGIC "opening the library" "its magic is"
finds MAJOR "opening the library" "built for ABI 1."
finds MINOR "opening the library" "build it again"
finds DESCRIPTOR_SIZE "opening the library" "its descriptor has"
finds HANDLER_SIZE "opening the library" "a handler has"
finds FACET_SIZE "opening the library" "its predict facet has"
finds STRIDE "opening the library" "bytes apart"
finds TABLE_SIZE "opening the library" "the table has"
finds MEMBER "opening the library" "the member has 4 bytes"
finds OFFSET "opening the library" "the member ends at byte"
finds NO_DESCRIPTOR "opening the library" "answers nothing"
finds UNDEFINED "opening the library" "nobody_defines_this"
finds NO_ENTRY "opening the library" "no skops_plugin_query"
finds LESS_TYPES "comparing it with its registry file" "has no handler for mocklib:Mock"
finds OTHER_NAME "comparing it with its registry file" "calls itself another"
finds OTHER_VERSION "comparing it with its registry file" "is version 2"
finds OTHER_FACETS "comparing it with its registry file" "loader kind or facets"
finds OTHER_BINDS "comparing it with its registry file" "its tables read beta, its registry file does not say so"

# What kills a process.
finds CRASH_OPEN "opening the library" "crashed ("
finds CRASH_BUILD "mock.skops: loading it" "crashed ("
finds CRASH_APPLY "mock.skops: predict" "crashed ("
finds CALLS_EXIT "mock.skops: predict" "called exit (0)"
finds ENDLESS "mock.skops: predict" "did not come back within 5 seconds"
finds FLOODS "mock.skops: predict" "wrote more than 16 MiB to descriptor 3"
finds PRINTS_ON "mock.skops: predict" "wrote a file of more than 64 MiB"
if grep -q '^SKOPS_CFLAGS = .*sanitize=[^ ]*address' "$top_builddir/Makefile"; then
	skipped "HOG" "AddressSanitizer needs all of the address space"
else
	unset MALLOC_PERTURB_ # it would fill all that is handed out
	also="memory beyond 4 GiB is not given"
	finds HOG "mock.skops: predict" "crashed ("
fi

# Answers.
finds SILENT "mock.skops: predict" "did not say why"
finds UNWRITTEN "mock.skops: predict" "left output 0 without a form"
finds BAD_CSR "mock.skops: predict" "answered column 77"
finds SURPRISE_EDGE "mock.skops: predict" "which it did not state"
finds NO_CHAIN "mock.skops: loading it" "its edges are no chain"
finds NAMES_IN_APPLY "mock.skops: predict" "names columns in apply"
finds NOT_ROUNDED "mock.skops: predict of float32" "states SKOPS_ROUNDED and answers predict with numbers that are no float32"
finds FINDS_NOTHING "mock.skops: predict with a NaN" "a NaN is not found in 1 of 1 columns"
finds WRONG_WIDTH "mock.skops: predict" "values where"
finds WRITES_INPUT "mock.skops: predict" "wrote to the input of predict"
also="it wrote to global data of its own"
finds KEEPS_STATE "mock.skops: predict once more" "the same rows have another answer the second time"
finds WRITES_MODEL "mock.skops: predict once more" "it wrote to the model"
finds HALF_WRITTEN "mock.skops: predict with other bytes in fresh memory" "memory that nobody wrote"
finds READS_SCRATCH "mock.skops: predict with other bytes in fresh memory" "memory that nobody wrote"
finds BATCH "mock.skops: predict row by row" "a row alone has another answer than in a batch: row 1, column 1"
finds RACE "mock.skops: predict on two threads at once" "while another thread asks the answer is another"
finds BAD_LABEL "mock.skops: predict" "is 5, which is no label"
finds NO_INTEGER "mock.skops: predict" "is 1.5, which is no integer"
finds MORE_NAMES "its get_feature_names_out" "it has 2 names, transform answers 1 columns"
finds BAD_IMPORTANCES "its importances" "no float64 array" '"predict", "importances"'
finds BAD_CARD "its model card" "did not say why" '"predict", "card"'
answers 0 "BAD_CARD: the card is written without its section" with_mock skops card "$model"
check "BAD_CARD: and names the plugin" says "The plugin mock has no section for mocklib:Mock: "
finds ONNX_WIDTH "converting it to ONNX" "with 2 columns where 1 are due" '"predict", "onnx"'
finds ONNX_SILENT "converting it to ONNX" "refuses predict and does not say why" '"predict", "onnx"'
finds ONNX_OPERATOR "converting it to ONNX" "ONNX operator Negg" '"predict", "onnx"'
answers 1 "ONNX_SILENT: no graph is written" with_mock skops onnx "$model" -o "$work/model.onnx"
check "ONNX_SILENT: not even in part" test ! -e "$work/model.onnx"

# No file of data: made-up rows have NaN in their turn.
install REFUSES_NAN
answers 1 "REFUSES_NAN: check finds something in made-up rows" with_mock skops-plugins check mock --sample "$model"
check "REFUSES_NAN: the words" says "it states SKOPS_TAKES_NAN and refuses NaN in every column: row 7"
answers 0 "REFUSES_NAN: list works" lists

# What is not the plugin's.
finds PRINTS "mock.skops: predict" "wrote to standard output"
finds SETS_LOCALE "mock.skops: predict" "changed the locale"
finds SETS_FOLDER "mock.skops: predict" "changed the working directory"
finds SETS_MASK "mock.skops: predict" "changed the umask"
finds SETS_SIGNAL "mock.skops: predict" "changed what signals do"
finds SETS_ENVIRONMENT "mock.skops: predict" "changed the environment"
finds SETS_ROUNDING "mock.skops: predict" "changed the rounding"
if grep -q '^SKOPS_CFLAGS = .*sanitize=[^ ]*address' "$top_builddir/Makefile"; then
	skipped "LEAKS, LEAKS_MODEL" "AddressSanitizer counts memory itself"
else
	finds LEAKS "mock.skops: predict many times" "bytes of memory behind"
	finds LEAKS_MODEL "mock.skops: loading it many times" "bytes of memory are left behind"
fi

# Plugins by file; reports for programs; misuse.
install GOOD
answers 0 "a library by its file" with_mock skops-plugins check "$work/plugins.d/mock.so" --sample "$model"
check "its registry file is found" says "samples: 1"
mv "$work/registry.d/mock.yaml" "$work"
answers 0 "a library that no registry file names" with_mock skops-plugins check "$work/plugins.d/mock.so" --sample "$model"
check "the note says how to go on" says SKOPS_REGISTRY_PATH
echo "nonsense: true" >>"$work/mock.yaml" && mv "$work/mock.yaml" "$work/registry.d"
answers 1 "a registry file that is refused" with_mock skops-plugins check --all
check "it says why" says "is no key of a registry file"
install CALLS_EXIT
answers 1 "--json" with_mock skops-plugins check --all --json --sample "$model"
check "what is wrong is in it" says '"wrong": "called exit (0)"'
answers 1 "neither plugin nor file" with_mock skops-plugins check nothing
install GOOD
echo "no model" >"$work/broken.skops"
answers 1 "a sample that cannot be read" checks --sample "$work/broken.skops"
check "it says which" says "broken.skops: looking for types"
check "and why" says "it cannot be read: "
strange=$top_srcdir/tests/fixtures/cases/1.9/standard-scaler/model.skops
answers 1 "a sample without a type of the plugin" checks --sample "$strange"
check "it says so" says "it holds no type that the plugin serves"
answers 0 "unless all plugins are checked" with_mock skops-plugins check --all --sample "$model" --sample "$strange"
answers 2 "a sample that is not there" checks --sample "$work/absent.skops"
answers 2 "--input without a sample" with_mock skops-plugins check mock --input "$work/x.csv"
answers 2 "--all and a plugin" with_mock skops-plugins check --all mock
answers 2 "no plugin" with_mock skops-plugins check
answers 2 "--sample for list" with_mock skops-plugins list --sample "$model"

done_testing
