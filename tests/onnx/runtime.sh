#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The graphs of all fixtures in onnxruntime. SKOPS_PYTHON is a Python that has numpy and onnxruntime; ./bootstrap check makes one.
here=$(dirname "$0")
if ! "${SKOPS_PYTHON:-python3}" -c 'import numpy, onnxruntime' 2>/dev/null; then
	echo "1..0 # SKIP no Python with numpy and onnxruntime: set SKOPS_PYTHON"
	exit 0
fi
skops=$(mktemp) || exit 99
trap 'rm -f "$skops"' EXIT
printf '#!/bin/sh\nexec "%s/run" skops "$@"\n' "$top_builddir" >"$skops" && chmod +x "$skops" || exit 99
"${SKOPS_PYTHON:-python3}" "$here/runtime.py" "$skops" "$top_srcdir"
