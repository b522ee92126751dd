#!/bin/sh
# The plugin as it was just built, in a registry of its own, over a model that Python saved (python/make_sample.py): every facet of it. Run by make check.
here=$(dirname "$0")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
umask 022
mkdir "$work/plugins" "$work/registry.d" && cp .libs/%NAME%.so "$work/plugins" && cp %NAME%.yaml "$work/registry.d" || exit 99

# In front of the installed plugins, and without those that this user has registered.
SKOPS_PLUGIN_PATH=$work/plugins:${SKOPS_PLUGIN_PATH:-$plugindir}
SKOPS_REGISTRY_PATH=$work/registry.d:${SKOPS_REGISTRY_PATH:-$registrydir}
XDG_DATA_HOME=$work
export SKOPS_PLUGIN_PATH SKOPS_REGISTRY_PATH XDG_DATA_HOME

failed=0
check () {
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok: $name"
	else
		echo "FAILED: $name"
		cat "$work/log"
		failed=1
	fi
}

model=$here/model.skops
check "the plugin is listed" sh -c '"$1" list | grep -F "%MODULE%:%CLASS%"' - "$SKOPS_PLUGINS"
check "the model is fit for prediction" "$SKOPS" verify "$model"
check "predict runs" "$SKOPS" predict "$model" --input "$here/input.csv" --output "$work/predict.csv"
check "its answers are Python's" cmp "$work/predict.csv" "$here/predict.csv"
check "the model converts to ONNX" "$SKOPS" onnx --check "$model"
check "the graph is written" "$SKOPS" onnx "$model" -o "$work/model.onnx"
check "the card is written" "$SKOPS" card "$model" -o "$work/card.md"
check "it has the plugin's section" grep -F "Weights of %CLASS%" "$work/card.md"
exit $failed
