# SPDX-License-Identifier: BSD-3-Clause
# What can be said of a file without opening a plugin.
libskops_sources += \
	libskops/report/audit.c \
	libskops/report/audit.h \
	libskops/report/audit_json.c \
	libskops/report/audit_text.c \
	libskops/report/entries.c \
	libskops/report/entries.h \
	libskops/report/facts.c \
	libskops/report/facts.h \
	libskops/report/inspect.c \
	libskops/report/inspect.h \
	libskops/report/inspect_json.c \
	libskops/report/inspect_parts.h \
	libskops/report/inspect_types.c \
	libskops/report/json_parts.c \
	libskops/report/json_parts.h \
	libskops/report/judge.c \
	libskops/report/judge.h \
	libskops/report/parameters.c \
	libskops/report/parameters.h \
	libskops/report/python.c \
	libskops/report/python.h \
	libskops/report/python_trusted.h \
	libskops/report/reading.c \
	libskops/report/reading.h \
	libskops/report/structural.c \
	libskops/report/structural.h \
	libskops/report/trust.c \
	libskops/report/trust.h \
	$(NULL)
EXTRA_DIST += libskops/report/python_trusted.py
