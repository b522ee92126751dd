# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/text/text.la
plugins_text_text_la_SOURCES = \
	plugins/text/analyzer.c \
	plugins/text/count_vectorizer.c \
	plugins/text/onnx.c \
	plugins/text/plugin.c \
	plugins/text/stop_words.c \
	plugins/text/tfidf.c \
	plugins/text/tfidf_transformer.c \
	plugins/text/vectorizers.h
plugins_text_text_la_CPPFLAGS = $(plugin_cppflags)
plugins_text_text_la_CFLAGS = $(plugin_cflags)
plugins_text_text_la_LDFLAGS = $(plugin_ldflags)
plugins_text_text_la_LIBADD = -lm
registry_DATA += plugins/text/text.yaml
EXTRA_DIST += plugins/text/text.yaml.in
