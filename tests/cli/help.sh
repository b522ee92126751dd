#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The manual says of every option what --help says, and of no other.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
man=$top_srcdir/docs/man

# of_help PROGRAM [COMMAND]: its long and short options, one on a line.
of_help () {
	"$@" --help | sed -n '/^Options:/,/^$/p' | grep -o '^  *-[^ ].*' | sed 's/  [^ -].*//' | grep -oE -e '--?[a-z][-a-z]*' | LC_ALL=C sort -u
}

# of_page PAGE: those in the headings of its section OPTIONS.
of_page () {
	sed -n '/^\.SH OPTIONS/,/^\.SH [^O]/p' "$man/$1.1" | awk 'heading { print } { heading = /^\.TP/ }' | sed 's/\\-/-/g; s/\\f[A-Z]//g' |
		grep -oE -e '--?[a-z][-a-z]*' | LC_ALL=C sort -u
}

same () {
	page=$1
	shift
	of_help "$@" >"$work/help"
	of_page "$page" >"$work/page"
	test -s "$work/help" && diff "$work/help" "$work/page"
}

check "skops" same skops skops
check "skops-plugins" same skops-plugins skops_plugins
for page in "$man"/skops-*.1; do
	name=$(basename "$page" .1)
	command=${name#skops-}
	[ "$command" = plugins ] && continue
	check "skops $command" same "$name" skops "$command"
	answers 0 "skops $command --help" skops "$command" --help
	check "skops $command: examples come first" test "$(head -n 1 "$work/out")" = "Examples:"
	check "skops $command: lines fit a terminal" sh -c "! grep -qE '^.{81}' '$work/out'"
	check "skops $command is a command" sh -c "'$top_builddir/run' skops --help | grep -q '^  $command '"
	check "skops (1) names it" grep -qF "$name" "$man/skops.1"
done

# Every command has a page.
for command in $(skops --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	check "skops $command has a manual page" test -f "$man/skops-$command.1"
done

if command -v groff >/dev/null; then
	for page in "$man"/*.[13]; do
		groff -man -ww -z -Tutf8 "$page" >"$work/groff" 2>&1
		check "$(basename "$page") is well formed" test ! -s "$work/groff"
	done
else
	skipped "pages are well formed" "no groff"
fi

done_testing
