# SPDX-License-Identifier: BSD-3-Clause
# Fuzz targets: with --enable-fuzzers programs of libFuzzer, otherwise programs that replay files. Both take files and folders, so the test is the same.
fuzz_ldadd = libskops/libskops-testable.la -lstdc++
if FUZZERS
fuzz_driver = tests/fuzz/fuzz.h
fuzz_mutator = tests/fuzz/mutator.c
else
fuzz_driver = tests/fuzz/fuzz.h tests/fuzz/replay.c
fuzz_mutator =
endif
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

check_PROGRAMS += tests/fuzz/fuzz-csv
tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/csv.c $(fuzz_driver)
tests_fuzz_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-json
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/json.c $(fuzz_driver)
tests_fuzz_fuzz_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-model
tests_fuzz_fuzz_model_SOURCES = tests/fuzz/model.c $(fuzz_driver) $(fuzz_mutator)
tests_fuzz_fuzz_model_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_model_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-npy
tests_fuzz_fuzz_npy_SOURCES = tests/fuzz/npy.c $(fuzz_driver)
tests_fuzz_fuzz_npy_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_npy_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-npz
tests_fuzz_fuzz_npz_SOURCES = tests/fuzz/npz.c $(fuzz_driver) $(fuzz_mutator)
tests_fuzz_fuzz_npz_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_npz_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-schema
tests_fuzz_fuzz_schema_SOURCES = tests/fuzz/schema.c $(fuzz_driver) $(fuzz_mutator)
tests_fuzz_fuzz_schema_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_schema_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-table
tests_fuzz_fuzz_table_SOURCES = tests/fuzz/table.c $(fuzz_driver)
tests_fuzz_fuzz_table_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_table_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-yaml
tests_fuzz_fuzz_yaml_SOURCES = tests/fuzz/yaml.c $(fuzz_driver)
tests_fuzz_fuzz_yaml_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_yaml_LDADD = $(fuzz_ldadd)
check_PROGRAMS += tests/fuzz/fuzz-zip
tests_fuzz_fuzz_zip_SOURCES = tests/fuzz/zip.c $(fuzz_driver)
tests_fuzz_fuzz_zip_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_zip_LDADD = $(fuzz_ldadd)

dist_check_SCRIPTS += tests/fuzz/replay.sh
EXTRA_DIST += \
	tests/fuzz/corpus \
	tests/fuzz/fuzz.sh \
	tests/fuzz/make_corpus.py \
	tests/fuzz/mutator.c \
	tests/fuzz/replay.c \
	tests/fuzz/seeds.sh \
	$(NULL)
