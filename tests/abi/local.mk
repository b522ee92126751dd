# SPDX-License-Identifier: BSD-3-Clause
# One mock plugin for each way to break the ABI or a promise: tests/abi/mock.c says which. They are linked as plugins are, but nothing of them must resolve, and they are never installed.
mocks = \
	GOOD MAGIC MAJOR MINOR DESCRIPTOR_SIZE HANDLER_SIZE FACET_SIZE STRIDE TABLE_SIZE MEMBER OFFSET NO_DESCRIPTOR UNDEFINED NO_ENTRY LESS_TYPES OTHER_NAME \
	OTHER_VERSION OTHER_FACETS CONSTRUCTOR SILENT UNWRITTEN BAD_CSR SURPRISE_EDGE \
	CRASH_OPEN CRASH_BUILD CRASH_APPLY CALLS_EXIT ENDLESS HOG PRINTS KEEPS_STATE WRITES_MODEL BATCH RACE WRITES_INPUT HALF_WRITTEN READS_SCRATCH WRONG_WIDTH \
	OTHER_BINDS ONNX_GOOD ONNX_WIDTH ONNX_SILENT ONNX_OPERATOR FLOODS PRINTS_ON SETS_LOCALE SETS_FOLDER SETS_MASK SETS_SIGNAL SETS_ENVIRONMENT SETS_ROUNDING LEAKS LEAKS_MODEL REFUSES_NAN \
	BAD_LABEL NO_INTEGER MORE_NAMES BAD_IMPORTANCES BAD_CARD NAMES_IN_APPLY NO_CHAIN HANDS_ON NOT_ROUNDED FINDS_NOTHING
check_DATA += $(mocks:%=tests/abi/mock-%.so)
tests/abi/mock-%.so: tests/abi/mock.c $(sdkinclude_HEADERS)
	$(AM_V_CCLD)$(MKDIR_P) $(@D) && $(CC) $(plugin_cppflags) -D_GNU_SOURCE $(CPPFLAGS) $(plugin_cflags) $(CFLAGS) -fPIC -shared $(AM_LDFLAGS) $(LDFLAGS) -DMOCK=$* -o $@ $<
CLEANFILES += $(check_DATA)
dist_check_SCRIPTS += tests/abi/mocks.sh tests/abi/kit.sh
EXTRA_DIST += tests/abi/mock.c tests/abi/mock.sh tests/abi/mock.skops tests/abi/make_mock_model.py
