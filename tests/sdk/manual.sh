# SPDX-License-Identifier: BSD-3-Clause
# The author's manual keeps its word: the minimal plugin of the page is built and runs as it stands there, and nothing of the SDK is left out.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/harness.sh"
. "$top_srcdir/tests/sdk/tree.sh"
page=$top_srcdir/docs/man/skops-plugin.3
sdk=$top_srcdir/sdk/skops
cd "$work" || exit 99

# part NAME: what stands on the page between the marks, as a reader sees it.
part () {
	sed -n "/^\.\\\\\" begin $1\$/,/^\.\\\\\" end/p" "$page" | sed '/^\.EX/,/^\.EE/!d; /^\.E[XE]/d; s/\\-/-/g; s/\\e/\\/g'
}

part shift.c >shift.c
part shift.yaml.in >shift.yaml.in
part install.sh >install.sh
check "the page has a minimal plugin" test -s shift.c -a -s shift.yaml.in -a -s install.sh
if command -v groff >/dev/null; then
	groff -man -Tascii -P-cbou -rLL=120n "$page" | tr -s ' \t' ' ' >rendered
	check "it is what a reader sees" awk '{ gsub(/[ \t]+/, " "); sub(/^ /, "") } NR == FNR { sub(/ $/, ""); seen[$0] = 1; next } !($0 in seen) { print; bad = 1 } END { exit bad }' rendered shift.c
else
	skipped "it is what a reader sees" "no groff"
fi

# The page's commands, for a user whose home is empty.
HOME=$work/somebody
unset XDG_DATA_HOME
export HOME
sed "s,^cc ,${CC:-cc} -Wall -Wextra -Wconversion -Werror ," install.sh >quoted.sh
check "the page's commands build and register it" sh -eu quoted.sh
answers 0 "it is listed" skops-plugins list --type mylib.shift:Shift
check "as the user's" says "shift 1.0 (user): Shift of mylib"
printf 'a,b\n1,2\n-0.5,0\n' >x.csv
answers 0 "it predicts" skops predict "$top_srcdir/tests/sdk/shift.skops" -i x.csv -o y.csv
printf '0.5,4.0\n-1.0,2.0\n' >expected.csv
check "its answers are Python's" sh -c 'sed 1d y.csv | diff - expected.csv'
if command -v nm >/dev/null; then
	check "it exports one symbol" sh -c 'test "$(nm -D --defined-only shift.so | wc -l)" = 1'
	check "it needs none of skops" sh -c '! nm -D --undefined-only shift.so | grep skops'
fi

# Every function, kind of field, flag, status and key of a registry file is on the page.
sed 's/\\-/-/g' "$page" >plain
for name in $(sed -n 's/^static inline .*\(skops_[a-z0-9_]*\) (struct skops_call.*/\1/p' "$sdk"/host.h "$sdk"/onnx.h "$sdk"/card.h) \
	$(sed -n 's/^#define \(SKOPS_[A-Z_0-9]*\)(T, m.*{.*/\1/p; s/^\t\(SKOPS_[A-Z_0-9]*\) = 1 << .*/\1/p' "$sdk"/table.h) \
	$(sed -n 's/^\t\(SKOPS_[A-Z_0-9]*\) = 1 << .*/\1/p' "$sdk"/plugin.h) \
	$(sed -n 's/^\t\(SKOPS_[A-Z_]*\) = .*/\1/p' "$sdk"/status.h) \
	$(sed -n 's/.*skops_text_is (at->key, "\([a-z0-9]*\)").*/\1/p' "$top_srcdir"/libskops/registry/entry.c) \
	$(sed -n 's/^#   \([A-Za-z_, ]*[A-Za-z_]\)   *[a-z].*/\1/p' "$top_srcdir"/m4/skops_plugin.m4 | tr -d ,); do
	check "the page names $name" grep -qw -e "$name" plain
done

done_testing
