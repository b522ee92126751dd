# SPDX-License-Identifier: BSD-3-Clause
# The ground: errors, memory, containers, texts, limits.
libskops_sources += \
	libskops/base/arena.c \
	libskops/base/arena.h \
	libskops/base/buffer.c \
	libskops/base/buffer.h \
	libskops/base/checked.h \
	libskops/base/error.c \
	libskops/base/error.h \
	libskops/base/hash.c \
	libskops/base/hash.h \
	libskops/base/limits.c \
	libskops/base/limits.h \
	libskops/base/pool.c \
	libskops/base/pool.h \
	libskops/base/simd.c \
	libskops/base/simd.h \
	libskops/base/text.c \
	libskops/base/text.h \
	libskops/base/thread.h \
	$(NULL)
