# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/ensembles/ensembles.la
plugins_ensembles_ensembles_la_SOURCES = \
	plugins/compose/compose.h \
	plugins/compose/join.c \
	plugins/ensembles/adaboost.c \
	plugins/ensembles/adaboost.h \
	plugins/ensembles/adaboost_classifier.c \
	plugins/ensembles/adaboost_regressor.c \
	plugins/ensembles/bagging.c \
	plugins/ensembles/ensembles.h \
	plugins/ensembles/labels.c \
	plugins/ensembles/members.c \
	plugins/ensembles/names.c \
	plugins/ensembles/plugin.c \
	plugins/ensembles/stacking.c \
	plugins/ensembles/voting.c
plugins_ensembles_ensembles_la_CPPFLAGS = $(plugin_cppflags)
plugins_ensembles_ensembles_la_CFLAGS = $(plugin_cflags)
plugins_ensembles_ensembles_la_LDFLAGS = $(plugin_ldflags)
plugins_ensembles_ensembles_la_LIBADD = -lm
registry_DATA += plugins/ensembles/ensembles.yaml
EXTRA_DIST += plugins/ensembles/ensembles.yaml.in
