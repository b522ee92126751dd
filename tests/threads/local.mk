# SPDX-License-Identifier: BSD-3-Clause
# What threads share; ./bootstrap check runs it under the thread sanitizer, too.
check_PROGRAMS += tests/threads/share
tests_threads_share_SOURCES = tests/threads/share.c
tests_threads_share_LDADD = libskops/libskops.la
dist_check_SCRIPTS += tests/threads/share.sh
EXTRA_DIST += tests/threads/grow.py tests/threads/suppressions
