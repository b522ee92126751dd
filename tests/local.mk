# SPDX-License-Identifier: BSD-3-Clause
# Every test speaks TAP: unit tests by criterion, tests of the whole program as scripts.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/unit/run-criterion

# A sanitizer's report must end the process by a signal, for criterion does not look at the exit status of a test's process.
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; export top_srcdir top_builddir; \
	CC='$(CC)'; CXX='$(CXX)'; export CC CXX; \
	ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1; export ASAN_OPTIONS; \
	UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1; export UBSAN_OPTIONS; \
	MALLOC_PERTURB_=165; export MALLOC_PERTURB_;

include tests/unit/local.mk
include tests/abi/local.mk
include tests/bench/local.mk
include tests/cli/local.mk
include tests/fixtures/local.mk
include tests/fuzz/local.mk
include tests/onnx/local.mk
include tests/sdk/local.mk
include tests/threads/local.mk

dist_check_SCRIPTS += \
	tests/headers.sh \
	tests/layers.sh \
	$(NULL)
TESTS += $(dist_check_SCRIPTS)
EXTRA_DIST += tests/unit/run-criterion
