#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# skops-plugins: the registry as it is, and the handlers section that a plugin's own tables make.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
scaler=sklearn.preprocessing._data:StandardScaler

answers 0 "list" skops_plugins list
check "a plugin is told" says preprocessing
check "a type is told" says "$scaler"
answers 0 "list --json" skops_plugins list --json
check "it is a list" grep -q '^\[$' "$work/out"
answers 0 "list --type" skops_plugins list --type "$scaler"
check "only this plugin is told" test "$(grep -c '^[a-z]' "$work/out")" = 1
answers 1 "list --type of nobody's" skops_plugins list --type nothing:Nothing
check "it is named" complains nothing:Nothing
answers 1 "the same with --json" skops_plugins list --json --type nothing:Nothing
answers 0 "list --facet" skops_plugins list --facet importances
check "types without it are left out" sh -c "! grep -q StandardScaler '$work/out'"
answers 2 "a facet that is none" skops_plugins list --facet onyx

answers 0 "show TYPE" skops_plugins show "$scaler"
check "an attribute is told" says with_mean
check "and what it must be" says "float64 array [F], may be None"
answers 0 "show TYPE --json" skops_plugins show "$scaler" --json
answers 0 "show PLUGIN" skops_plugins show preprocessing
check "its types are told" says "$scaler"
answers 1 "show what is not there" skops_plugins show nothing:Nothing
check "and how to find what is" complains "skops-plugins list"

answers 0 "which" skops_plugins which "$scaler"
check "the plugin is told" says "preprocessing"
answers 1 "which of nobody's" skops_plugins which nothing:Nothing
answers 0 "which --json" skops_plugins which "$scaler" --json

# A user's class that is read as another, until somebody else can write the file.
mkdir -p "$work/data/skops/registry.d"
mine=$work/data/skops/registry.d/mine.yaml
printf 'plugin: mine\nlibrary: mine.so\nabi: "0.1"\nversion: "1"\naliases:\n  "mylib:MyScaler": "%s"\n' "$scaler" >"$mine"
chmod 644 "$mine"
export XDG_DATA_HOME="$work/data"
answers 0 "list of an alias" skops_plugins list --type mylib:MyScaler
check "what it stands for is told" says "mylib:MyScaler  alias of $scaler"
answers 0 "list --json of an alias" skops_plugins list --type mylib:MyScaler --json
check "what it stands for is told" says "{\"type\": \"mylib:MyScaler\", \"as\": \"$scaler\"}"
answers 0 "which of an alias" skops_plugins which mylib:MyScaler
check "its file is told" says "alias of    $scaler, by $mine"
check "and who serves it" says preprocessing
answers 0 "show of an alias" skops_plugins show mylib:MyScaler
check "an attribute is told" says with_mean
answers 0 "show of the plugin" skops_plugins show mine
check "the alias is told" says mylib:MyScaler
chmod 666 "$mine"
answers 1 "which of an alias in a file that others can write" skops_plugins which mylib:MyScaler
check "the file is told" complains "$mine is refused"
answers 0 "list" skops_plugins list
check "the file is told there, too" says "$mine (user)"
answers 1 "where there are no plugins" env SKOPS_REGISTRY_PATH="$work" "$top_builddir/tools/skops-plugins" which "$scaler"
check "that is told" complains "there are no plugins at all in $work"
unset XDG_DATA_HOME

# The build makes registry files of this: the same again.
for library in "$top_builddir"/plugins.d/*.so; do
	name=$(basename "$library" .so)
	answers 0 "registry $name" skops_plugins registry "$library"
	sed -n '/^handlers:/,$p' "$top_builddir/registry.d/$name.yaml" >"$work/handlers"
	check "it is what stands in $name.yaml" cmp "$work/out" "$work/handlers"
done
answers 2 "registry of a file that is not there" skops_plugins registry "$work/absent.so"
echo "no library" >"$work/text.so"
answers 1 "registry of a file that is no library" skops_plugins registry "$work/text.so"

answers 0 "--version" skops_plugins --version
answers 0 "--help" skops_plugins --help
answers 2 "nothing to do" skops_plugins
answers 2 "an unknown verb" skops_plugins conquer
answers 2 "an unknown option" skops_plugins list --colour
answers 2 "list of a name" skops_plugins list preprocessing
answers 2 "show of nothing" skops_plugins show
answers 2 "show --type" skops_plugins show --type "$scaler" "$scaler"
answers 2 "too many names" skops_plugins which a:b c:d

done_testing
