# SPDX-License-Identifier: BSD-3-Clause
# For tests written as shell scripts: source it, call `check` and `answers`, end with `done_testing`. Results are TAP.
# A script finds its fixtures under $top_srcdir, has $work, an empty folder that goes away, and the programs as functions.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")" && git rev-parse --show-toplevel)}"
: "${top_builddir:=$top_srcdir/b}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
tests_run=0

skops () {
	"$top_builddir/run" skops "$@"
}

skops_plugins () {
	"$top_builddir/run" skops-plugins "$@"
}

# passed NAME, failed NAME FILE: one line of TAP; FILE explains the failure.
passed () {
	tests_run=$((tests_run + 1))
	echo "ok $tests_run - $1"
}

failed () {
	tests_run=$((tests_run + 1))
	echo "not ok $tests_run - $1"
	sed 's/^/# /' "$2" | head -n 40
}

skipped () {
	tests_run=$((tests_run + 1))
	echo "ok $tests_run - $1 # SKIP $2"
}

# check NAME COMMAND...: passes if the command succeeds; what it prints explains a failure.
check () {
	check_name=$1
	shift
	if "$@" >"$work/check" 2>&1; then
		passed "$check_name"
	else
		failed "$check_name" "$work/check"
	fi
}

# answers STATUS NAME COMMAND...: passes if the command exits with STATUS; leaves its output in $work/out and $work/err.
answers () {
	answers_status=$1
	answers_name=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err"
	answers_got=$?
	if [ $answers_got = "$answers_status" ]; then
		passed "$answers_name"
	else
		{
			echo "exit status $answers_got instead of $answers_status: $*"
			cat "$work/err" "$work/out"
		} >"$work/check"
		failed "$answers_name" "$work/check"
	fi
}

# says TEXT, complains TEXT: for `check`, whether the last command of `answers` wrote TEXT to its output, or its errors.
says () {
	grep -qF -e "$1" "$work/out" || { echo "not on standard output: $1"; cat "$work/out"; return 1; }
}

complains () {
	grep -qF -e "$1" "$work/err" || { echo "not on standard error: $1"; cat "$work/err"; return 1; }
}

done_testing () {
	echo "1..$tests_run"
}
