# SPDX-License-Identifier: BSD-3-Clause
# Bytes to plain data: one door to each third-party reader.
libskops_sources += \
	libskops/format/csv.c \
	libskops/format/csv.h \
	libskops/format/deflate.c \
	libskops/format/deflate.h \
	libskops/format/file.c \
	libskops/format/file.h \
	libskops/format/json.cpp \
	libskops/format/json.h \
	libskops/format/json_text.c \
	libskops/format/json_text.h \
	libskops/format/magic.c \
	libskops/format/npy.c \
	libskops/format/npy.h \
	libskops/format/npy_header.c \
	libskops/format/npy_header.h \
	libskops/format/npy_type.c \
	libskops/format/npz.c \
	libskops/format/npz.h \
	libskops/format/number.c \
	libskops/format/number.h \
	libskops/format/sha256.c \
	libskops/format/sha256.h \
	libskops/format/sparse_arrays.h \
	libskops/format/sparse_csr.c \
	libskops/format/yaml.c \
	libskops/format/yaml.h \
	libskops/format/zip.c \
	libskops/format/zip.h \
	libskops/format/zip_directory.c \
	libskops/format/zip_directory.h \
	libskops/format/zip_open.c \
	libskops/format/zip_packed.c \
	libskops/format/zip_stored.c \
	libskops/format/zip_unpack.h \
	libskops/format/zip_write.c \
	$(NULL)
libskops_cppflags += $(LIBARCHIVE_CFLAGS) $(LIBDEFLATE_CFLAGS) $(YAML_CFLAGS) $(SIMDJSON_CFLAGS)
libskops_libs += $(LIBDEFLATE_LIBS) $(YAML_LIBS) $(SIMDJSON_LIBS)
