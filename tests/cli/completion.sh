# SPDX-License-Identifier: BSD-3-Clause
# Completion offers every command and every option that --help has.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
if ! command -v bash >/dev/null; then
	echo "1..0 # SKIP no bash"
	exit 0
fi

mkdir "$work/bin"
for program in skops skops-plugins; do
	printf '#!/bin/sh\nexec "%s/run" %s "$@"\n' "$top_builddir" $program >"$work/bin/$program"
	chmod +x "$work/bin/$program"
done
PATH=$work/bin:$PATH

# offers WORD...: what bash offers behind these words, the last of which is being typed; one on a line.
offers () {
	bash -c '
		. "$1" || exit
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_skops "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"
	' - "$top_srcdir/tools/completion/skops-plugins" "$@" | LC_ALL=C sort -u
}

# of_help PROGRAM [COMMAND]: its long options.
of_help () {
	"$@" --help | sed -n '/^Options:/,/^$/p' | grep -o '^  *-[^ ].*' | sed 's/  [^ -].*//' | grep -oE -e '--[a-z][-a-z]*' | LC_ALL=C sort -u
}

# same FILE FILE: not empty, and equal.
same () {
	test -s "$1" && diff "$1" "$2"
}

skops --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$work/commands"
{ cat "$work/commands"; echo help; } | LC_ALL=C sort >"$work/expected"
offers skops '' >"$work/offered"
check "skops: commands" same "$work/expected" "$work/offered"
LC_ALL=C sort "$work/commands" >"$work/expected"
offers skops help '' >"$work/offered"
check "skops help: commands" same "$work/expected" "$work/offered"
of_help skops >"$work/expected"
offers skops - >"$work/offered"
check "skops: options" same "$work/expected" "$work/offered"
while read -r command; do
	of_help skops "$command" </dev/null >"$work/expected"
	offers skops "$command" model.skops - </dev/null >"$work/offered"
	check "skops $command: options" same "$work/expected" "$work/offered"
done <"$work/commands"

skops-plugins --help | grep -o '^ *\(Usage:\)* *skops-plugins [a-z]*' | sed 's/.* //' | LC_ALL=C sort -u >"$work/expected"
offers skops-plugins '' >"$work/offered"
check "skops-plugins: commands" same "$work/expected" "$work/offered"
of_help skops-plugins >"$work/expected"
offers skops-plugins list -- >"$work/offered"
check "skops-plugins: options" same "$work/expected" "$work/offered"
offers skops-plugins list --facet im >"$work/offered"
check "skops-plugins list --facet: its values" grep -qx importances "$work/offered"
offers skops predict mod >"$work/offered"
check "a file is left to bash" test "$(cat "$work/offered")" = ""

done_testing
