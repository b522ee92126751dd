#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Holds the order of the layers, one door for each third-party library, and what plugins, tools and the SDK may include.
. "${top_srcdir:-$(dirname "$0")/..}/tests/cli/harness.sh"
cd "$top_srcdir" || exit 99

layers="base format tree registry report out plugin model"

# Headers of C, POSIX and the compiler, and the patterns that make one library of several headers.
libc="assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool
	stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
	dirent dlfcn fcntl link malloc fnmatch ftw getopt glob langinfo libgen poll pthread pwd sched spawn strings termios unistd
	arpa/inet netinet/in netinet/tcp sys/file sys/ioctl sys/mman sys/random sys/resource sys/select sys/socket sys/stat sys/time
	sys/types sys/uio sys/un sys/wait
	elf immintrin sanitizer/asan_interface"
libraries="archive* libdeflate.h yaml.h simdjson* ltdl.h libltdl/* pcre2* uni* msgpack* *pb-c.h microhttpd* cmark* cairo*"

# Every line: file, tab, < or ", tab, what is included.
find sdk libskops plugins tools \( -name '*.[ch]' -o -name '*.cpp' \) | LC_ALL=C sort |
	xargs sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\([<"]\)\([^>"]*\)[>"].*/\1	\2/
		T
		F
		p' |
	awk 'NR % 2 { file = $0; next } { print file "\t" $0 }' >"$work/includes"

# rule NAME: passes if there are no complaints.
rule () {
	if [ -s "$work/complaints" ]; then failed "$1" "$work/complaints"; else passed "$1"; fi
}

check "include lines are found" grep -q 'libskops/skops.c' "$work/includes"

awk -F '\t' -v layers="$layers" '
	BEGIN { n = split (layers, names, " "); for (i = 1; i <= n; i++) level[names[i]] = i }
	$1 !~ /^libskops\/[a-z]+\// || $2 != "\"" { next }
	$3 == "config.h" || $3 ~ /^skops\// { next }
	{ split ($1, own, "/"); split ($3, other, "/") }
	!(own[2] in level) { print $1 ": " own[2] " is no layer"; next }
	!(other[1] in level) { print $1 ": \"" $3 "\" names no layer"; next }
	level[other[1]] > level[own[2]] { print $1 ": \"" $3 "\" is of a higher layer" }
' "$work/includes" >"$work/complaints"
rule "libskops: a file includes its own layer or a lower one"

awk -F '\t' -v libc="$libc" -v libraries="$libraries" '
	BEGIN {
		n = split (libc, names, " ")
		for (i = 1; i <= n; i++) known[names[i] ".h"] = 1
		n_libraries = split (libraries, library, " ")
		for (i = 1; i <= n_libraries; i++) {
			pattern[i] = library[i]
			gsub (/\./, "\\.", pattern[i])
			gsub (/\*/, ".*", pattern[i])
			pattern[i] = "^" pattern[i] "$"
		}
	}
	$2 != "<" || ($3 in known) { next }
	$1 ~ /\.cpp$/ && $3 !~ /\./ { next } # the standard library of C++
	{
		for (i = 1; i <= n_libraries && $3 !~ pattern[i]; i++)
			;
		if (i > n_libraries) { print $1 ": <" $3 "> is unknown: list its library in tests/layers.sh"; next }
		if ((i in door) && door[i] != $1) print $1 ": <" $3 ">, but the door to that library is " door[i]
		else door[i] = $1
	}
' "$work/includes" >"$work/complaints"
rule "one file alone includes each third-party library"

# only FOLDER PATTERN: the include lines of files under FOLDER that are neither libc, nor match PATTERN, nor lie beside the file.
only () {
	awk -F '\t' -v folder="$1" -v pattern="$2" -v libc="$libc" '
		BEGIN { n = split (libc, names, " "); for (i = 1; i <= n; i++) known[names[i] ".h"] = 1 }
		index ($1, folder) != 1 || ($2 == "<" && ($3 in known)) || ($2 == "\"" && $3 ~ pattern) { next }
		{
			beside = $1
			sub (/[^\/]*$/, "", beside)
			beside = beside $3
			if ($2 == "\"" && $3 !~ /\// && (getline line <beside) >= 0) { close (beside); next }
			print $1 ": " $3
		}' "$work/includes"
}
only sdk/ '^skops/' >"$work/complaints"
rule "the SDK includes itself and libc"
# A family may compile a file of another one into its own library: ../trees/impurity.h.
only plugins/ '^(skops|[.][.]/[a-z_]+)/[a-z_]+[.]h$' >"$work/complaints"
rule "plugins include the SDK, libc and headers of their own or another family"
only tools/ '^skops\.h$' >"$work/complaints"
rule "tools include skops.h and libc"

done_testing
