#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# skops predict: what goes in and comes out, in every format; what is refused, with which exit status and which way out.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
penguins=$top_srcdir/examples/penguins
model=$penguins/model.skops
data=$penguins/penguins.csv
logistic=$top_srcdir/tests/fixtures/cases/1.7/logistic/model.skops

head -n 6 "$data" >"$work/five.csv"

# columns FILE: how many the header names.
columns () { head -n 1 "$1" | tr ',' '\n' | wc -l; }

answers 0 "CSV into a pipe" skops predict "$model" --input "$work/five.csv"
check "a header and one line for each row" test "$(wc -l <"$work/out")" = 6
check "a flat answer is headed by its method" says predict

answers 0 "a file for each format: csv" skops predict "$model" -i "$work/five.csv" -o "$work/y.csv"
cp "$work/y.csv" "$work/expected.csv"
for format in tsv json jsonl npy npz; do
	answers 0 "a file for each format: $format" skops predict "$model" -i "$work/five.csv" -o "$work/y.$format"
done
check "JSON is a list" grep -q '^\[.*\]$' "$work/y.json"
check "JSON has a value for each row" test "$(tr ',' '\n' <"$work/y.json" | wc -l)" = 5
check "JSON lines are values" test "$(wc -l <"$work/y.jsonl")" = 5
check ".npy is NumPy's" grep -qa NUMPY "$work/y.npy"
answers 0 "-o - is standard output, --format its format" skops predict "$model" -i "$work/five.csv" -o - --format json
check "the same as in the file" cmp "$work/out" "$work/y.json"
answers 0 "--format alone is for standard output" skops predict "$model" -i "$work/five.csv" --format jsonl
check "the same as in the file" cmp "$work/out" "$work/y.jsonl"

answers 2 "an existing file is not overwritten" skops predict "$model" -i "$work/five.csv" -o "$work/y.csv"
check "and --force is named" complains --force
answers 0 "--force overwrites it" skops predict "$model" -i "$work/five.csv" -o "$work/y.csv" --force
check "with the same answer" cmp "$work/y.csv" "$work/expected.csv"
answers 0 "a device" skops predict "$model" -i "$work/five.csv" -o /dev/null --format csv
mkfifo "$work/fifo"
cat "$work/fifo" >"$work/from-fifo" &
answers 0 "a named pipe" skops predict "$model" -i "$work/five.csv" -o "$work/fifo" --format csv
: <>"$work/fifo" # lets cat go, should nobody have written
wait $!
check "has the answer" cmp "$work/from-fifo" "$work/expected.csv"
mkdir "$work/folder.csv"
answers 2 "a folder is no file" skops predict "$model" -i "$work/five.csv" -o "$work/folder.csv" --force
answers 2 "a folder that is not there" skops predict "$model" -i "$work/five.csv" -o "$work/none/y.csv"
answers 1 "a failure leaves no file" skops predict "$model" -i "$top_srcdir/tests/fixtures/inputs/numbers.npy" -o "$work/left.csv"
check "no file is left" test ! -e "$work/left.csv"

# limited COMMAND...: no file may be longer than half a KiB, or one, as the shell counts.
limited () { (ulimit -f 1 && "$@"); }
mkdir "$work/full"
answers 2 "an answer that is too long for a file" limited skops predict "$model" -i "$data" -m predict_proba -o "$work/full/y.csv"
check "it is told" complains "File too large"
check "and nothing is left" test -z "$(ls -A "$work/full")"
answers 2 "an answer that is too long for standard output" limited skops predict "$model" -i "$data" -m predict_proba
check "it is told" complains "File too large"
answers 2 "a report that is too long for standard output" limited skops inspect "$model"
check "it is told" complains "File too large"
answers 2 "a list that is too long for standard output" limited skops_plugins list
check "it is told" complains "File too large"

# Input in other shapes gives the same answer.
answers 0 "data from standard input" skops predict "$model" -i - --format csv <"$work/five.csv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
	{ printf "{"; for (i = 1; i <= NF; i++) printf ("%s\"%s\": %s", (i > 1) ? ", " : "", name[i], ($i == "") ? "null" : ($i ~ /^[-0-9.]+$/) ? $i : "\"" $i "\""); print "}" }' \
	"$work/five.csv" >"$work/five.jsonl"
answers 0 "--format is the data's" skops predict "$model" -i - --format jsonl <"$work/five.jsonl"
check "and without --output not the answer's" cmp "$work/out" "$work/expected.csv"
answers 0 "with --output - it is both" skops predict "$model" -i - --format jsonl -o - <"$work/five.jsonl"
check "the same as in the file" cmp "$work/out" "$work/y.jsonl"
answers 0 "a model from standard input" skops predict - -i "$work/five.csv" <"$model"
check "the same answer" cmp "$work/out" "$work/expected.csv"
tr ',' '\t' <"$work/five.csv" >"$work/five.tsv"
answers 0 "TSV" skops predict "$model" -i "$work/five.tsv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
answers 0 "JSON lines" skops predict "$model" -i "$work/five.jsonl"
check "the same answer" cmp "$work/out" "$work/expected.csv"
{ echo '['; sed '$!s/$/,/' "$work/five.jsonl"; echo ']'; } >"$work/five.json"
answers 0 "JSON records" skops predict "$model" -i "$work/five.json"
check "the same answer" cmp "$work/out" "$work/expected.csv"
sed '3s/"sex": [^,}]*, //' "$work/five.jsonl" >"$work/absent.jsonl"
answers 0 "a key that one record lacks is missing there" skops predict "$model" -i "$work/absent.jsonl"
check "a note says so" complains 'note: column "sex" is absent in 1 of 5 rows, first in row 3'
answers 0 "no note with --quiet" skops predict "$model" -i "$work/absent.jsonl" --quiet
check "nothing on standard error" test ! -s "$work/err"
awk -F, 'BEGIN { OFS = "," } { for (i = NF; i > 0; i--) printf ("%s%s", $i, (i > 1) ? "," : "\n") }' "$work/five.csv" >"$work/reversed.csv"
answers 0 "columns in another order" skops predict "$model" -i "$work/reversed.csv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
sed '1s/$/,note\tone/; 2,$s/$/,x/' "$work/five.csv" >"$work/wider.csv"
answers 0 "a column that the model does not know" skops predict "$model" -i "$work/wider.csv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
check "a note says so, escaped" complains 'does not know column "note\x09one"'
answers 0 "no note with --quiet" skops predict "$model" -i "$work/wider.csv" --quiet
check "nothing on standard error" test ! -s "$work/err"
answers 0 "any number of threads" skops predict "$model" -i "$work/five.csv" --threads 3
check "the same answer" cmp "$work/out" "$work/expected.csv"

# A CSV file without a header loses its first row; a model without names of columns cannot know.
printf '5.1,3.5,1.4,0.2\n6,3,4.8,1.8\n' >"$work/headless.csv"
answers 0 "a header of numbers" skops predict "$logistic" -i "$work/headless.csv"
check "a note names the file, and what to do" complains "note: $work/headless.csv: its first line is taken for the header and holds nothing but numbers; if it is a row, put a line of names above it"
check "the other rows are answered" test "$(wc -l <"$work/out")" = 2
answers 0 "no note with --quiet" skops predict "$logistic" -i "$work/headless.csv" --quiet
check "nothing on standard error" test ! -s "$work/err"
answers 0 "from standard input" skops predict "$logistic" -i - --format csv <"$work/headless.csv"
check "a note says so, too" complains "note: standard input: its first line"
for header in a,b,c,d 1,2,3,four ,1,2,3 0,1,2,3; do # the last is that of pandas where nobody named the columns
	{ echo "$header"; cat "$work/headless.csv"; } >"$work/headed.csv"
	answers 0 "a header $header" skops predict "$logistic" -i "$work/headed.csv"
	check "no note" test ! -s "$work/err"
done
printf '0,1,2,3.5\n6,3,4.8,1.8\n' >"$work/headless.csv"
answers 0 "a header that only begins like that of pandas" skops predict "$logistic" -i "$work/headless.csv"
check "a note says so" complains "note: $work/headless.csv: its first line"
printf '5.1,3.5\n6,3\n' >"$work/headless.csv"
answers 1 "a model with names of columns" skops predict "$model" -i "$work/headless.csv"
check "misses them" complains "is missing; the input has 5.1, 3.5"

# Methods.
answers 0 "--methods" skops predict "$model" --methods
check "predict is one" says predict
check "predict_proba is one" says predict_proba
answers 0 "predict_proba" skops predict "$model" -i "$work/five.csv" -m predict_proba
check "a column for each class" test "$(columns "$work/out")" -ge 2
answers 2 "a method that it does not have" skops predict "$model" -i "$work/five.csv" -m kneighbors
check "and which it has" complains predict_proba
answers 2 "get_feature_names_out is a method like another" skops predict "$logistic" -m get_feature_names_out
check "who has none is told" complains "LogisticRegression has no get_feature_names_out"
answers 2 "--return that it does not have" skops predict "$model" -i "$work/five.csv" --return std
check "the option is named" complains "--return std: this model knows none for its predict"
scaler=$top_srcdir/tests/fixtures/cases/1.9/simple-imputer-constant/model.skops
answers 0 "get_feature_names_out needs no input" skops predict "$scaler" -m get_feature_names_out
check "a name for each column" test "$(wc -l <"$work/out")" -ge 2

# Data that does not fit: exit status 1, with the place.
cut -d, -f2- "$work/five.csv" >"$work/fewer.csv"
answers 1 "a missing column" skops predict "$model" -i "$work/fewer.csv"
check "its name is told" complains "$(head -n 1 "$work/five.csv" | cut -d, -f1)"
check "and the file's" complains "fewer.csv: column"
sed '1s/$/,sex/; 2,$s/$/,male/' "$work/five.csv" >"$work/twice.csv"
answers 1 "a column that stands twice" skops predict "$model" -i "$work/twice.csv"
check "its name is told" complains "column sex stands twice"
awk -F, 'NR == 4 { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9.]+$/) { $i = "wide"; break } } { OFS = "," } { $1 = $1; print }' "$work/five.csv" >"$work/words.csv"
answers 1 "a word where a number is due" skops predict "$model" -i "$work/words.csv"
check "the row is told" complains "row 3"
check "the word is told" complains '"wide"'
printf 'a,b\n1\n' >"$work/short.csv"
answers 1 "a short line" skops predict "$model" -i "$work/short.csv"
printf '[1, 2' >"$work/broken.json"
answers 1 "broken JSON" skops predict "$model" -i "$work/broken.json"
check "the place is told" complains byte
head -c 100 "$work/y.npy" >"$work/broken.npy"
answers 1 "a short .npy" skops predict "$model" -i "$work/broken.npy"
: >"$work/empty.csv"
answers 1 "an empty file" skops predict "$model" -i "$work/empty.csv"
head -n 1 "$data" >"$work/header.csv"
answers 1 "a header without rows" skops predict "$model" -i "$work/header.csv"
check "the file is told" complains "header.csv: the input has no rows"
printf '[[1, 2, 3, 4], [1, 2, 9007199254740993, 4]]' >"$work/huge.json"
answers 1 "an integer that float64 does not hold" skops predict "$logistic" -i "$work/huge.json"
check "its place and value are told, and a way out" complains "huge.json: row 2, column 3: the integer 9007199254740993 has no exact float64"
printf '[[1, 2, 3, 4], [1, 2, NaN, 4]]' >"$work/nan.json"
answers 1 "a missing value that nobody fills in" skops predict "$logistic" -i "$work/nan.json"
check "its file and place are told" complains "nan.json: row 2, column 3: a missing value (NaN)"
check "and a way out" complains "fill it in"

# An isolation forest takes infinite numbers, and with them what is infinite as float32; other trees take neither.
printf 'a,b,c,d\n0,0,0,0\n1e300,1e300,1e300,1e300\ninf,inf,inf,inf\n' >"$work/huge.csv"
answers 0 "numbers too large for float32" skops predict "$top_srcdir/tests/fixtures/cases/1.9/isolation-forest/model.skops" -m score_samples -i "$work/huge.csv"
check "are infinite" test "$(sed -n 3p "$work/out")" = "$(sed -n 4p "$work/out")"
check "and unlike others" test "$(sed -n 2p "$work/out")" != "$(sed -n 3p "$work/out")"
answers 1 "are refused where infinite ones are" skops predict "$top_srcdir/tests/fixtures/cases/1.9/random-forest/model.skops" -i "$work/huge.csv"
check "with the reason" complains "too large for float32"

# A selector looks at all columns, also those that it leaves out, unless the estimator that it wraps takes what is missing.
printf '[[NaN, 1, 1, 1]]\n[[1, NaN, 1, 1]]\n[[1, 1, Infinity, 1]]\n[[1, 1, 1, -Infinity]]\n' >"$work/odd.jsonl"
refuses () { # METHOD MODEL: none of the rows is answered
	while read -r row; do
		printf '%s' "$row" | skops predict "$top_srcdir/tests/fixtures/cases/$2/model.skops" --method "$1" -i - --format json && return 1
	done <"$work/odd.jsonl" 2>"$work/err" >"$work/out"
	complains "does not accept"
}
for name in 1.1/select-from-model 1.9/select-from-model 1.1/select-from-model-forest 1.9/select-from-model-discriminant 1.1/sequential-feature-selector 1.9/sequential-feature-selector; do
	check "$name refuses what is not finite in any column" refuses transform "$name"
done
for method in transform predict predict_proba decision_function; do
	check "so does rfe $method" refuses "$method" 1.9/rfe
done
printf '[[1, NaN, 1, 1]]' >"$work/nan.json"
answers 1 "trees that took no NaN yet" skops predict "$top_srcdir/tests/fixtures/cases/1.1/select-from-model-forest/model.skops" -i "$work/nan.json"
answers 0 "trees that do" skops predict "$top_srcdir/tests/fixtures/cases/1.9/select-from-model-forest/model.skops" -i "$work/nan.json"
answers 0 "a selector by variance" skops predict "$top_srcdir/tests/fixtures/cases/1.9/variance-threshold/model.skops" -i "$work/nan.json"
printf '[[1, NaN, 1]]' >"$work/nan.json"
answers 1 "but not its way back" skops predict "$top_srcdir/tests/fixtures/cases/1.9/variance-threshold/model.skops" --method inverse_transform -i "$work/nan.json"
check "for that reason" complains "a missing value (NaN)"

printf 'a,b\r1,2\r' >"$work/mac.csv"
answers 1 "lines that end in CR alone" skops predict "$model" -i "$work/mac.csv"
check "it is told" complains "in CR alone"

# Broken models: exit status 3.
head -c 1000 "$model" >"$work/cut.skops"
answers 3 "a model cut short" skops predict "$work/cut.skops" -i "$work/five.csv"
echo "no model" >"$work/text.skops"
check "it is told what is missing" complains "cut.skops: a zip container that is cut short"
answers 3 "no model at all" skops predict "$work/text.skops" -i "$work/five.csv"

# Installed without its plugins.
mkdir "$work/none"
answers 1 "no plugins" env SKOPS_REGISTRY_PATH="$work/none" XDG_DATA_HOME="$work/none" "$top_builddir/tools/skops" predict "$model" -i "$work/five.csv"
check "that is told" complains "there are no plugins at all in $work/none"

# Misuse: exit status 2.
answers 2 "no model" skops predict -i "$work/five.csv"
answers 2 "no data" skops predict "$model"
answers 2 "an unknown option" skops predict "$model" -i "$work/five.csv" --colour
check "help is named" complains "skops predict --help"
answers 2 "an option without its argument" skops predict "$model" -i
answers 2 "data that is not there" skops predict "$model" -i "$work/absent.csv"
answers 2 "a model that is not there" skops predict "$work/absent.skops" -i "$work/five.csv"
answers 2 "a name that does not tell the format" skops predict "$model" -i "$work/err"
check "--format is named, and the file" complains "err: its name does not tell what it is; say with --format"
answers 2 "a folder for data" skops predict "$model" -i "$work/folder.csv"
check "it is told" complains "folder.csv is a folder"
answers 2 "--format where both names tell otherwise" skops predict "$model" -i "$work/five.csv" -o "$work/other.json" --format csv
check "no file is left" test ! -e "$work/other.json"
answers 0 "--format as both names tell" skops predict "$model" -i "$work/five.csv" -o "$work/other.json" --format json
cp "$model" "$work/precious.skops"
answers 2 "the model for output" skops predict "$work/precious.skops" -i "$work/five.csv" -o "$work/precious.skops" --format csv --force
check "it is told" complains "is the model itself"
check "the model is still there" cmp "$model" "$work/precious.skops"
answers 2 "an unknown format" skops predict "$model" -i - --format xls
answers 2 "two files of data" skops predict "$model" -i "$work/five.csv" "$data"
answers 2 "both from standard input" skops predict - -i - --format csv
answers 2 "threads that are no number" skops predict "$model" -i "$work/five.csv" --threads many
answers 2 "more threads than are taken" skops predict "$model" -i "$work/five.csv" --threads 1025
check "the limit is told" complains "from 0 to 1024"
answers 0 "--help" skops predict --help
check "tells it, too" says "(at most 1024)"
check "and so does the manual page" grep -qF "(at most 1024)" "$top_srcdir/docs/man/skops-predict.1"
answers 2 "a version that is none" skops predict "$model" -i "$work/five.csv" --assume-version new
answers 2 "--return where nothing is predicted" skops predict "$model" --methods --return std
check "both are named" complains "only one of the two"
answers 2 "--return of something else" skops predict "$model" -i "$work/five.csv" --return mean
answers 2 "a format that cannot hold the answer" skops predict "$top_srcdir/tests/fixtures/cases/1.7/nearest-neighbors-brute/model.skops" \
	-i "$top_srcdir/tests/fixtures/inputs/numbers.npy" -m kneighbors -o "$work/two.npy"
check "and one that can" complains .npz

# Folders that name a model.
mkdir "$work/mlflow" "$work/hub" "$work/bad"
cp "$model" "$work/mlflow/model.skops"
cp "$model" "$work/hub/m.skops"
printf 'flavors:\n  sklearn:\n    pickled_model: model.skops\n    serialization_format: skops\n' >"$work/mlflow/MLmodel"
printf '{"sklearn": {"columns": ["a"], "model": {"file": "m.skops"}, "task": "x"}}' >"$work/hub/config.json"
answers 0 "a folder of MLflow's" skops predict "$work/mlflow" -i "$work/five.csv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
answers 0 "a folder of Hugging Face's" skops predict "$work/hub" -i "$work/five.csv"
check "the same answer" cmp "$work/out" "$work/expected.csv"
answers 2 "a folder of nobody's" skops predict "$work/bad" -i "$work/five.csv"
printf '{"sklearn": {"model": {"file": "../hub/m.skops"}}}' >"$work/bad/config.json"
answers 1 "a folder that points out of itself" skops predict "$work/bad" -i "$work/five.csv"
printf '{"sklearn": {"model": {"file": "model.pkl"}}}' >"$work/bad/config.json"
answers 1 "a folder with a pickle" skops predict "$work/bad" -i "$work/five.csv"

# The dispatcher.
answers 0 "skops --version" skops --version
answers 0 "skops --help" skops --help
check "every command is told" says predict
answers 0 "skops help predict" skops help predict
check "examples come first" test "$(head -n 1 "$work/out")" = "Examples:"
answers 2 "skops alone" skops
answers 2 "an unknown command" skops conquer
answers 2 "help on an unknown command" skops help conquer

# Integers widen exactly or are refused, in columns of integers as in columns of other numbers too.
scaler=$top_srcdir/tests/fixtures/cases/1.9/min-max-scaler-float16/model.skops
for rest in "1,2,3" "1,2,0.5" "1,,3"; do
	printf 'a,b,c,d\n%s,%s\n' 1152921504606846976.0 "$rest" >"$work/decimal.csv"
	answers 0 "a large number, $rest" skops predict "$scaler" -i "$work/decimal.csv"
	cp "$work/out" "$work/large.csv"
	printf 'a,b,c,d\n%s,%s\n' 1152921504606846976 "$rest" >"$work/exact.csv"
	answers 0 "a large integer that widens, $rest" skops predict "$scaler" -i "$work/exact.csv"
	check "is the same number" cmp "$work/out" "$work/large.csv"
	printf 'a,b,c,d\n%s,%s\n' 1152921504606846977 "$rest" >"$work/inexact.csv"
	answers 1 "a large integer that does not, $rest" skops predict "$scaler" -i "$work/inexact.csv"
	check "is shown" complains "the integer 1152921504606846977 has no exact float64"
done

printf '[{"island": ["Biscoe"], "sex": "male", "bill_length_mm": 40, "bill_depth_mm": 18, "flipper_length_mm": 190, "body_mass_g": 4000}]' >"$work/list.json"
answers 1 "a list in a cell is refused" skops predict "$top_srcdir/examples/penguins/model.skops" --input "$work/list.json"
check "with its column" complains "column island"
answers 2 "a report that cannot be written" sh -c '"$0" skops audit "$1" >/dev/full' "$top_builddir/run" "$top_srcdir/examples/penguins/model.skops"

imputer=$top_srcdir/tests/fixtures/cases/1.9/simple-imputer-strings/model.skops
printf '[["green", null], [null, "S"]]' >"$work/null.json"
answers 0 "null is what an imputer has learnt to fill" skops predict "$imputer" -i "$work/null.json"
check "so it is filled" grep -qx 'green,S' "$work/out"
printf '[["green", null], [NaN, "S"]]' >"$work/both.json"
answers 0 "where a file writes NaN itself" skops predict "$imputer" -i "$work/both.json"
check "null is None, which it lets pass" grep -qx 'green,' "$work/out"

done_testing
