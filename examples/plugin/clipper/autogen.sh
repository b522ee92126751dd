#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Makes ./configure: needed once. The macro SKOPS_PLUGIN is found where skops was installed.
cd "$(dirname "$0")" || exit 2
skops_aclocal=$(pkg-config --variable=aclocaldir skops-plugin) || {
	echo "skops-plugin.pc is not found: set PKG_CONFIG_PATH to the folder that has it" >&2
	exit 1
}
ACLOCAL_PATH=$skops_aclocal${ACLOCAL_PATH:+:$ACLOCAL_PATH} exec autoreconf --force --install
