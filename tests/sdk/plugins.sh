# SPDX-License-Identifier: BSD-3-Clause
# Plugins as others write them: built outside this tree, against an installed one, by their own builds; listed and used in every facet.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
. "$top_srcdir/tests/sdk/tree.sh"
cd "$work" || exit 99

# onnx_equal MODEL INPUT ANSWERS: its graph answers as Python did.
onnx_equal () {
	if "${SKOPS_PYTHON:-python3}" -c 'import numpy, onnxruntime' 2>/dev/null; then
		check "$1: onnxruntime answers as Python did" sh -c 'skops onnx "$1" -o graph.onnx --double --force && "$4" "$5" graph.onnx "$2" "$3"' - \
			"$1" "$2" "$3" "${SKOPS_PYTHON:-python3}" "$top_srcdir/tests/sdk/onnx_equal.py"
	else
		skipped "$1: onnxruntime answers as Python did" "no Python with numpy and onnxruntime: set SKOPS_PYTHON"
	fi
}

# ---- skops-plugins new ----

answers 0 "skops-plugins new" skops-plugins new mine --type mylib.models:Thing
check "it says what comes next" says "./autogen.sh && ./configure && make && make check && make install-user"
answers 2 "a folder that is there is left alone" skops-plugins new mine
check "and why" complains "nothing is overwritten"
for name in a-b 1a A é '' ../up "$(printf '%065d' 0 | tr 0 a)"; do
	answers 2 "\"$name\" is no name" skops-plugins new "$name"
done
for type in Thing mylib: :Thing mylib:Thing:x mylib..x:Thing 'my lib:Thing' 'mylib:Thing
x'; do
	answers 2 "\"$(echo "$type" | head -n 1)\" is no type" skops-plugins new other --type "$type"
done
check "nothing was made of these" test ! -e other
answers 0 "without a type" skops-plugins new two_words
check "the class is named after the plugin" says "two_words:TwoWords"
check "as README says" grep -q "^skops-plugins list --type mine:Mine$" "$top_srcdir/README.md"
answers 2 "without a template" env SKOPS_TEMPLATE_PATH="$work/absent" skops-plugins new third
check "nothing is made" test ! -e third
check "no placeholder is left" sh -c '! grep -rE "%[A-Z_]+%" mine two_words && ! find mine two_words | grep %'

check "it builds" built mine
check "without a warning" sh -c '! grep -i "warning: unused\|is not a standard libtool\|mine\.c:.*warning" built.log'
check "make check passes" make -s -C mine check
check "make install-user" make -s -C mine install-user
answers 0 "it is listed" skops-plugins list --type mylib.models:Thing
check "as the user's" says "mine 0.1.0 (user)"
answers 0 "it predicts" skops predict mine/tests/model.skops -i mine/tests/input.csv -o predict.csv
check "as Python does" cmp predict.csv mine/tests/predict.csv
onnx_equal mine/tests/model.skops mine/tests/input.csv mine/tests/predict.csv
answers 0 "it conforms" skops-plugins check mine --sample mine/tests/model.skops --input mine/tests/input.csv
check "nothing is left untried" sh -c '! grep note: out && grep -qx "  samples: 1" out'
check "make uninstall-user" make -s -C mine uninstall-user
answers 1 "it predicts no more" skops predict mine/tests/model.skops -i mine/tests/input.csv
check "make install" make -s -C mine install
answers 0 "it is listed again" skops-plugins list --type mylib.models:Thing
check "as the package's" says "mine 0.1.0 (package)"
check "make check, with the plugin installed" make -s -C mine check
if "${SKOPS_PYTHON:-python3}" -c 'import pandas, sklearn.utils.validation as v, skops.io; v.validate_data' 2>/dev/null; then
	check "its model is made anew by Python" "${SKOPS_PYTHON:-python3}" mine/python/make_sample.py
	check "make check passes with that, too" make -s -C mine check
else
	skipped "its model is made anew by Python" "no Python with skops"
fi

# ---- examples/plugin ----

cp -R "$top_srcdir/examples/plugin" . && chmod -R u+w plugin
clip=plugin/clipper/tests pipeline=plugin/clipper/tests/pipeline.skops

answers 1 "without its plugin a model is unknown" skops audit $clip/clip.skops
check "clipper: it builds" built plugin/clipper
check "clipper: without a warning" sh -c '! grep "\.[ch]:.*warning" built.log'
check "clipper: make check passes" make -s -C plugin/clipper check
check "clipper: make install-user" make -s -C plugin/clipper install-user
answers 0 "clipper: it is listed" skops-plugins list --type clipper._regress:ClippedRegressor
check "clipper: with its facets" says "predict, importances, card"
answers 0 "clipper: show" skops-plugins show clipper._clip:QuantileClipper
check "clipper: the record's table is told" says "points                   float64 array [F,Q], finite"
answers 1 "without a converter there is no graph" skops onnx --check $pipeline
check "the type is named" says "refused clipper._regress:ClippedRegressor"
check "clipper-onnx: it builds" built plugin/clipper-onnx
check "clipper-onnx: without a warning" sh -c '! grep "\.[ch]:.*warning" built.log'
check "clipper-onnx: make check passes" sh -c 'make -s -C plugin/clipper-onnx check && ! grep -q "^# SKIP:  1" plugin/clipper-onnx/test-suite.log'
check "clipper-onnx: make install-user" make -s -C plugin/clipper-onnx install-user
answers 0 "which" skops-plugins which clipper._regress:ClippedRegressor
check "two plugins serve one type" sh -c 'grep -q "^predict  *clipper 1.0" out && grep -q "^onnx  *clipper_onnx 1.0" out'

answers 0 "inspect" skops inspect $pipeline
check "inspect shows the record" says "clipper._state.Interval"
answers 0 "audit" skops audit $pipeline
check "audit names who claims the record" says "clipper._state:Interval, plugin clipper of the user: part of clipper._regress:ClippedRegressor"
answers 1 "audit without the user's plugins" skops audit --system-only $pipeline
answers 0 "verify" skops verify $clip/*.skops
answers 0 "predict" skops predict $pipeline -i $clip/input.csv
answers 0 "importances: SelectFromModel over a regressor of the plugin" skops predict $clip/selected.skops -i $clip/input.csv
answers 0 "onnx --check" skops onnx --check $pipeline $clip/clip.skops $clip/missing.skops
answers 0 "card" skops card $pipeline
check "the card has a section of each type" sh -c 'grep -q "^## Outliers" out && grep -q "^## Range of answers" out'
onnx_equal $pipeline $clip/input.csv $clip/pipeline-predict.csv
onnx_equal $clip/clip.skops $clip/input-holed.csv $clip/clip-transform.csv
onnx_equal $clip/missing.skops $clip/input-holed.csv $clip/missing-transform.csv

answers 0 "all plugins conform, two of them others' work" skops-plugins check --all --sample $pipeline --input $clip/input.csv --sample $clip/clip.skops --input $clip/input-holed.csv \
	--sample $clip/missing.skops --input $clip/input-holed.csv --sample $clip/selected.skops --input $clip/input.csv
check "clipper was tried with its models" sh -c 'sed -n "/^clipper$/,/^  conforms$/p" out | grep -q "^  samples: 4$"'
check "clipper_onnx as well" sh -c 'sed -n "/^clipper_onnx$/,/^  conforms$/p" out | grep -q "^  samples: [1-9]$"'

# broken STATE WORDS: clip.skops with the edited schema is refused with these words.
broken () {
	python3 - "$clip/clip.skops" broken.skops "$1" <<-'END'
		import sys, zipfile
		source, target, edit = sys.argv[1:]
		old, new = edit.split("=>")
		with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as made:
		    for name in given.namelist():
		        data = given.read(name)
		        if name == "schema.json":
		            assert old.encode() in data
		            data = data.replace(old.encode(), new.encode(), 1)
		        made.writestr(name, data)
	END
	answers "$2" "clipper refuses: $1" skops verify broken.skops
	check "it says why" complains "$3"
}
if command -v python3 >/dev/null; then
	broken '"0.08"=>"0.99"' 3 "lower is 0.99, upper is 0.95"
	broken '"content": "\"clip\""=>"content": "\"drop\""' 1 'drop'
	broken '"QuantileSketch"=>"OtherSketch"' 1 "clipper._state.OtherSketch"
else
	skipped "what clipper refuses" "no python3"
fi

done_testing
