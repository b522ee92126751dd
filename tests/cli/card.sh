#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Model cards: what they say, what they leave out, and that nothing in a file becomes markup.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
penguins=$top_srcdir/examples/penguins/model.skops
cases=$top_srcdir/tests/fixtures/cases

answers 0 "the penguins have a card" skops card "$penguins" -o "$work/README.md"
has () {
	check "$1" grep -qF -- "$2" "$work/README.md"
}
has "front matter" 'pipeline_tag: "tabular-classification"'
has "front matter names the file" 'model_file: "model.skops"'
has "the origin" "written by scikit-learn 1.9 and saved with skops 0.16.0 (protocol 2)"
has "parameters of steps" "| estimator__forest__n_estimators | 40 |"
has "the diagram" "columns: ColumnTransformer"
has "columns with their kinds" "| island | text |"
has "classes" "Classes: Adelie, Chinstrap, Gentoo."
has "methods" "| predict_proba | 3 numbers |"
answers 2 "an existing card is kept" skops card "$penguins" -o "$work/README.md"
answers 0 "unless it is forced" skops card "$penguins" -o "$work/README.md" --force
answers 0 "to standard output" skops card "$cases/1.1/logistic/model.skops"
check "deprecated parameters are left out" sh -c "! grep -q deprecated '$work/out'"
answers 0 "a transformer has one too" skops card "$cases/1.9/standard-scaler/model.skops"
check "without a task" sh -c "! grep -q pipeline_tag '$work/out'"

# Names of files are quoted for the shell and for Python; the card names the file, not the path to it.
name="it's \"\$(touch ran)\" \\ here.skops"
mkdir "$work/folder" && cp "$penguins" "$work/folder/$name"
answers 0 "a file with an odd name" skops card "$work/folder/$name"
check "its name alone is quoted for a shell" says "skops audit 'it'\\''s \"\$(touch ran)\" \\ here.skops'"
check "and for Python" says 'load("it'"'"'s \"$(touch ran)\" \\ here.skops", trusted=[])'
check "front matter has no folder" sh -c "grep -q '^model_file: \"it' '$work/out'"
cp "$penguins" "$work/folder/-x.skops"
answers 0 "a file that looks like an option" skops card "$work/folder/-x.skops"
check "is none in the shell" says "skops audit ./-x.skops"
answers 0 "from standard input" sh -c '"$1/run" skops card - <"$2"' - "$top_builddir" "$penguins"
check "the file needs a name" says "skops audit model.skops"
mkdir "$work/hub" && cp "$penguins" "$work/hub/inside.skops"
echo '{"sklearn": {"model": {"file": "inside.skops"}}}' >"$work/hub/config.json"
answers 0 "a folder" skops card "$work/hub"
check "the file in it is named" says "skops audit inside.skops"

# A name that JSON writes with an escape is one like another.
if command -v python3 >/dev/null; then
	python3 - "$penguins" "$work/line.skops" <<-'END'
		import sys, zipfile
		with zipfile.ZipFile(sys.argv[1]) as given, zipfile.ZipFile(sys.argv[2], "w") as made:
		    for name in given.namelist():
		        data = given.read(name)
		        if name == "schema.json":
		            assert b'"\\"forest\\""' in data
		            data = data.replace(b'"\\"forest\\""', b'"\\"for\\\\nest\\""')
		        made.writestr(name, data)
	END
	answers 0 "a step whose name has a line break" skops card "$work/line.skops"
	check "is in the diagram" says '        for\x0aest: RandomForestClassifier'
	check "and among the parameters" sh -c "grep -q 'estimator__for.*est__n_estimators | 40' '$work/out'"
else
	skipped "a step whose name has a line break" "no python3"
fi

done_testing
