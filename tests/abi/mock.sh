# SPDX-License-Identifier: BSD-3-Clause
# For tests of mock plugins, in place of tests/cli/harness.sh, which it sources: a registry with one mock, and the programs with that registry.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
model=$top_srcdir/tests/abi/mock.skops

# install WAY [FACETS]: the mock of this way as the only plugin of a registry of its own.
install () {
	rm -rf "$work/registry.d" "$work/plugins.d"
	mkdir "$work/registry.d" "$work/plugins.d"
	cp "$top_builddir/tests/abi/mock-$1.so" "$work/plugins.d/mock.so"
	cat >"$work/registry.d/mock.yaml" <<-END
		plugin: mock
		library: mock.so
		abi: "0.1"
		version: "1"
		summary: A plugin that is not what it seems
		handlers:
		  - type: "mocklib:Mock"
		    loader: "ObjectNode"
		    facets: [${2-\"predict\"}]
		    binds: ["alpha"]
	END
	chmod -R go-w "$work/registry.d" "$work/plugins.d"
}

# The programs with that registry, not the bundled one.
with_mock () {
	program=$1
	shift
	env SKOPS_REGISTRY_PATH="$work/registry.d" SKOPS_PLUGIN_PATH="$work/plugins.d" MOCK_TRACE="$work/trace" "$top_builddir/libtool" --quiet --mode=execute "$top_builddir/tools/$program" "$@"
}

lists () {
	with_mock skops-plugins list
}
