#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# skops audit and skops verify: verdicts as exit statuses and as JSON.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
cases=$top_srcdir/tests/fixtures/cases/1.7
model=$cases/logistic/model.skops

# A registry without plugins knows nothing.
bare () {
	SKOPS_REGISTRY_PATH=$work/none SKOPS_PLUGIN_PATH=$work/none "$top_builddir/tools/skops" "$@"
}
mkdir "$work/none"

answers 0 "audit" skops audit "$model"
check "the type is told" says sklearn.linear_model._logistic:LogisticRegression
answers 0 "audit --json" skops audit --json "$model"
check "the verdict is ok" says '"verdict": "ok"'
answers 0 "several files" skops audit --json "$model" "$cases/random-forest/model.skops"
check "an object for each, on a line of its own" test "$(grep -c '^{.*}$' "$work/out") $(wc -l <"$work/out")" = "2 2"
answers 0 "audit --quiet" skops audit --quiet "$model"
check "nothing is written" test ! -s "$work/out"
answers 0 "audit --python" skops audit --python "$cases/random-forest/model.skops"
check "Python would ask about trees" says sklearn.tree._tree.Tree

answers 1 "audit without plugins" bare audit "$model"
check "the unknown type is on standard error" complains LogisticRegression
answers 1 "audit --json without plugins" bare audit --json "$model"
check "the verdict is unknown" says '"verdict": "unknown"'
answers 0 "--trust" bare audit --trust sklearn.linear_model._logistic:LogisticRegression "$model"
printf '# mine\nsklearn.linear_model._logistic:LogisticRegression # all of it\n' >"$work/trust"
answers 0 "--trust-file" bare audit --trust-file "$work/trust" "$model"
answers 2 "--trust of no type" skops audit --trust LogisticRegression "$model"
answers 2 "--trust-file that is not there" skops audit --trust-file "$work/absent" "$model"

answers 0 "verify" skops verify "$model"
check "it says so" says verified
answers 0 "verify --json" skops verify --json "$model"
check "verified is true" says '"verified": true'
answers 0 "verify --json of several files" skops verify --json "$model" "$cases/random-forest/model.skops"
check "an object for each, on a line of its own" test "$(grep -c '^{.*}$' "$work/out") $(wc -l <"$work/out")" = "2 2"
answers 0 "verify --quiet" skops verify -q "$model"
check "nothing is written" test ! -s "$work/out"
answers 1 "verify without plugins" bare verify --json "$model"
check "verified is false" says '"verified": false'

head -c 700 "$model" >"$work/cut.skops"
echo "no model" >"$work/text.skops"
for command in audit verify; do
	answers 3 "$command of a file cut short" skops $command "$work/cut.skops"
	check "the file is named" complains cut.skops
	answers 3 "$command --json of a file cut short" skops $command --json "$work/cut.skops"
	check "the verdict is in the JSON" says '"verdict": "bad file"'
	answers 3 "$command of no model" skops $command "$work/text.skops"
	answers 2 "$command of a file that is not there" skops $command "$work/absent.skops"
	answers 3 "$command: the worst counts" skops $command "$model" "$work/text.skops" "$model"
	answers 2 "$command of nothing" skops $command
	answers 2 "$command --colour" skops $command --colour "$model"
	answers 0 "$command of standard input" skops $command - <"$model"
done

done_testing
