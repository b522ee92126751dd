# SPDX-License-Identifier: BSD-3-Clause
# Bytes to plain data: one door to each third-party reader.
libskops_sources += \
	libskops/format/csv.h \
	libskops/format/file.h \
	libskops/format/json.h \
	libskops/format/npy.h \
	libskops/format/npz.h \
	libskops/format/sha256.h \
	libskops/format/yaml.h \
	libskops/format/zip.h \
	$(NULL)
libskops_cppflags += $(LIBARCHIVE_CFLAGS) $(YAML_CFLAGS) $(SIMDJSON_CFLAGS)
libskops_libs += $(LIBARCHIVE_LIBS) $(YAML_LIBS) $(SIMDJSON_LIBS)
