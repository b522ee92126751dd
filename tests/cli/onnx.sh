#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# skops onnx: verdicts as exit statuses, as text and as JSON; the same for --check as for the conversion.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
cases=$top_srcdir/tests/fixtures/cases/1.9
names=$top_srcdir/tests/onnx/names
model=$cases/logistic/model.skops

answers 0 "a conversion" skops onnx "$model" -o "$work/a.onnx"
check "nothing is said" test ! -s "$work/out"
answers 2 "an existing file is kept" skops onnx "$model" -o "$work/a.onnx"
answers 0 "with --json" skops onnx "$model" -o "$work/a.onnx" --force --json
check "the verdict is on standard output" says '"converts": true, "reason": null, "steps": [{'
answers 2 "graph and verdict on standard output" skops onnx "$model" -o - --json
answers 0 "--check" skops onnx --check "$model"
check "in words" says ": converts to ONNX"
answers 0 "--check --json" skops onnx --check --json "$model"
check "the same in JSON" says '"converts": true, "reason": null, "steps": [{'

# Files that are none.
echo "no model" >"$work/text.skops"
for file in text.skops:3 absent.skops:2; do
	answers ${file#*:} "--check --json of ${file%:*}" skops onnx --check --json "$work/${file%:*}"
	check "all keys are there" says '"converts": false, "reason": "'
	check "steps are" says '"steps": []'
	answers ${file#*:} "conversion of ${file%:*}, --json" skops onnx --json "$work/${file%:*}" -o "$work/b.onnx"
	check "all keys are there" says '"converts": false, "reason": "'
	check "nothing is written" test ! -e "$work/b.onnx"
done

# both STATUS NAME TEXT ARGUMENT...: --check and the conversion answer STATUS and give TEXT as the reason.
both () {
	both_status=$1
	both_name=$2
	both_text=$3
	shift 3
	answers "$both_status" "--check: $both_name" skops onnx --check "$@"
	check "it says why" complains "$both_text"
	answers "$both_status" "conversion: $both_name" skops onnx "$@" -o "$work/b.onnx"
	check "it says why" complains "$both_text"
}
both 1 "two columns of one name" "the name of another" "$names/dup.skops"
both 1 "a column without a name" "an empty name" "$names/empty.skops"
both 1 "a NUL in a name" "a NUL in its name" "$names/nul.skops"
both 1 "a column called like an output" "called variable" "$names/output.skops"
both 1 "texts compared in opset 18" "needs opset 19" --opset 18 "$cases/pipeline-table/model.skops"
both 2 "an opset that there is not" "opset 17" --opset 17 "$model"
answers 0 "texts compared in opset 19" skops onnx --check --opset 19 "$cases/pipeline-table/model.skops"

done_testing
