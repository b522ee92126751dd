# SPDX-License-Identifier: BSD-3-Clause
# Sourced behind the harness: what `make install` installs, in $work/tree, as authors of plugins have it; the commands, pkg-config and the user's own folder lead there and nowhere else.
for tool in autoreconf automake libtoolize pkg-config; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP no $tool"
		exit 0
	fi
done
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES SKOPS_PLUGIN_PATH SKOPS_REGISTRY_PATH SKOPS_TEMPLATE_PATH
# Plugins are built as their authors would, whatever this build is: not with its sanitizers.
unset CFLAGS CPPFLAGS LDFLAGS

tree=$work/tree
if ! make -s -C "$top_builddir" install DESTDIR="$tree" >"$work/install.log" 2>&1; then
	sed 's/^/# /' "$work/install.log"
	echo "Bail out! make install failed"
	exit 99
fi
# A tree that stands elsewhere than it was configured for: every absolute folder of the .pc file is in it.
pc=$(find "$tree" -name skops-plugin.pc)
sed "s,=/,=$tree/," "$pc" >"$work/skops-plugin.pc" && cp "$work/skops-plugin.pc" "$pc"
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH
of_pc () {
	pkg-config --variable="$1" skops-plugin
}
PATH=$(of_pc bindir):$PATH
LD_LIBRARY_PATH=$(of_pc libdir)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
SKOPS_PLUGIN_PATH=$(of_pc plugindir)
SKOPS_REGISTRY_PATH=$(of_pc registrydir)
SKOPS_TEMPLATE_PATH=$(find "$tree" -path '*/skops/template')
XDG_DATA_HOME=$work/home
export PATH LD_LIBRARY_PATH SKOPS_PLUGIN_PATH SKOPS_REGISTRY_PATH SKOPS_TEMPLATE_PATH XDG_DATA_HOME
unset -f skops skops_plugins

# built FOLDER: a plugin from its sources to ./configure and make, at the first failure its log.
built () {
	(cd "$1" && ./autogen.sh && ./configure --quiet --cache-file="$work/configure.cache" && make) >"$work/built.log" 2>&1 || { tail -n 30 "$work/built.log"; return 1; }
}
