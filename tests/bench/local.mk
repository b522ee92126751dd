# SPDX-License-Identifier: BSD-3-Clause
# `make bench` compares with other engines, which it fetches into bench-data/, and writes docs/benchmarks/. The first time it fits models and compiles their trees. BENCH="rf-full hgb" names the workloads.
EXTRA_PROGRAMS += tests/bench/bench tests/bench/load
tests_bench_bench_SOURCES = tests/bench/bench.c tests/bench/bench.h tests/bench/engine_onnxruntime.c tests/bench/engine_python.c tests/bench/engine_skops.c tests/bench/engine_treelite.c
tests_bench_bench_CPPFLAGS = $(AM_CPPFLAGS) -isystem $(bench_data)/include
tests_bench_bench_LDADD = libskops/libskops.la -ldl -lm
tests_bench_load_SOURCES = tests/bench/load.c
tests_bench_load_CPPFLAGS = $(AM_CPPFLAGS) $(LIBARCHIVE_CFLAGS)
tests_bench_load_LDADD = libskops/libskops.la $(LIBARCHIVE_LIBS)
EXTRA_DIST += docs/benchmarks/README.md docs/benchmarks/ratios.svg \
	tests/bench/engine_python.py tests/bench/make_models.py tests/bench/report.py tests/bench/requirements.txt tests/bench/setup.sh tests/bench/start.py

bench_data = $(abs_builddir)/bench-data
bench: all
	SKOPS='$(abs_builddir)/run skops' $(SHELL) $(top_srcdir)/tests/bench/setup.sh $(bench_data) $(BENCH)
	$(MAKE) $(AM_MAKEFLAGS) tests/bench/bench tests/bench/load
	models='$(BENCH)'; for model in $${models:-rf-depth-8 rf-full hgb hgb-nan hgb-categorical gb-depth-3 logistic scaler-logistic}; do \
		BENCH_PYTHON_SCRIPT=$(abs_top_srcdir)/tests/bench/engine_python.py ./run tests/bench/bench $(bench_data)/models/$$model || exit 1; \
	done >$(bench_data)/results.jsonl
	SKOPS=$(abs_builddir)/tools/.libs/skops BENCH_LOAD=$(abs_builddir)/tests/bench/.libs/load LD_LIBRARY_PATH=$(abs_builddir)/libskops/.libs \
		./run $(bench_data)/venv/bin/python $(top_srcdir)/tests/bench/start.py $(bench_data) >>$(bench_data)/results.jsonl
	$(bench_data)/venv/bin/python $(top_srcdir)/tests/bench/report.py $(bench_data) $(top_srcdir)/docs/benchmarks
.PHONY: bench

# What a row costs in instructions is held by `make check`.
check_PROGRAMS += tests/bench/count
tests_bench_count_SOURCES = tests/bench/count.c
tests_bench_count_LDADD = libskops/libskops.la
dist_check_SCRIPTS += tests/bench/instructions.sh
EXTRA_DIST += tests/bench/instructions.tsv
