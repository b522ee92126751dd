# SPDX-License-Identifier: BSD-3-Clause
# Tests of the whole programs: one line for each script in dist_check_SCRIPTS.
EXTRA_DIST += tests/cli/harness.sh
