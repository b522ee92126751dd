#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The converter as it was just built, beside the plugin clipper, which must be installed, over a model that Python saved. Run by make check.
here=$(dirname "$0")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
type=clipper._regress:ClippedRegressor
if ! "$SKOPS_PLUGINS" list --type $type --facet predict | grep -q .; then
	echo "SKIP: the plugin clipper is not installed"
	exit 77
fi
umask 022
mkdir "$work/plugins" "$work/registry.d" && cp .libs/clipper_onnx.so "$work/plugins" && cp clipper_onnx.yaml "$work/registry.d" || exit 99

# In front of the installed plugins; clipper may be one that this user has registered.
SKOPS_PLUGIN_PATH=$work/plugins:${SKOPS_PLUGIN_PATH:-$plugindir}
SKOPS_REGISTRY_PATH=$work/registry.d:${SKOPS_REGISTRY_PATH:-$registrydir}
export SKOPS_PLUGIN_PATH SKOPS_REGISTRY_PATH

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

model=$here/pipeline.skops
check "two plugins serve the type" sh -c '"$1" which "$2" >"$3" && grep "^predict  *clipper " "$3" && grep "^onnx  *clipper_onnx " "$3"' - "$SKOPS_PLUGINS" $type "$work/which"
check "clipper predicts" "$SKOPS" predict "$model" --input "$here/input.csv"
check "the model converts to ONNX" "$SKOPS" onnx --check "$model"
check "the graph is written" "$SKOPS" onnx "$model" -o "$work/pipeline.onnx"
exit $failed
