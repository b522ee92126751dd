#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# skops inspect: a tree, its parts, its types; JSON; exit statuses.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
model=$top_srcdir/tests/fixtures/cases/1.7/logistic/model.skops

answers 0 "inspect" skops inspect "$model"
check "the type is told" says LogisticRegression
check "an array is told with its shape" says coef_
cp "$work/out" "$work/all"
answers 0 "inspect of standard input" skops inspect - <"$model"
answers 0 "inspect --depth 0" skops inspect --depth 0 "$model"
check "it is shorter" test "$(wc -l <"$work/out")" -lt "$(wc -l <"$work/all")"
answers 0 "inspect --path" skops inspect --path coef_ "$model"
check "only this is told" sh -c "! grep -q intercept_ '$work/out'"
answers 2 "inspect --path of nothing" skops inspect --path nothing "$model"
check "it is named, with its file" complains "model.skops: there is nothing at nothing; the nearest is the root"
answers 2 "--path that leaves the tree" skops inspect --path 'coef_.data[0]' "$model"
check "the nearest is named" complains "the nearest is coef_"
answers 2 "--path of nothing with --json" skops inspect --path nothing --json "$model"
check "it is the path that is told" says '"verdict": "no such path"'
answers 0 "inspect --types" skops inspect --types "$model"
check "the type is told" says LogisticRegression
answers 2 "inspect --types --depth" skops inspect --types --depth 1 "$model"
answers 0 "inspect --json" skops inspect --json "$model"
check "it is an object" grep -q '^{' "$work/out"
check "with entries" says '"entries"'
answers 0 "inspect --json --types" skops inspect --json --types "$model"
check "with types" says '"types"'

head -c 700 "$model" >"$work/cut.skops"
answers 3 "a file cut short" skops inspect "$work/cut.skops"
check "it is named" complains cut.skops
answers 3 "--json of a file cut short" skops inspect --json "$work/cut.skops"
check "the verdict is in the JSON" says '"verdict": "bad file"'
answers 2 "a file that is not there" skops inspect "$work/absent.skops"
answers 2 "nothing" skops inspect
answers 2 "two files" skops inspect "$model" "$model"
answers 2 "an unknown option" skops inspect --colour "$model"
answers 2 "a depth that is no number" skops inspect --depth deep "$model"

done_testing
