# SPDX-License-Identifier: BSD-3-Clause
# Bundled plugins. A family's local.mk says, for linear:
#   plugin_LTLIBRARIES += plugins/linear/linear.la
#   plugins_linear_linear_la_SOURCES = plugins/linear/plugin.c ...
#   plugins_linear_linear_la_CPPFLAGS = $(plugin_cppflags)
#   plugins_linear_linear_la_CFLAGS = $(plugin_cflags)
#   plugins_linear_linear_la_LDFLAGS = $(plugin_ldflags)
#   registry_DATA += plugins/linear/linear.yaml
#   EXTRA_DIST += plugins/linear/linear.yaml.in
plugin_cppflags = -I$(top_srcdir)/sdk
plugin_cflags = $(AM_CFLAGS) $(VISIBILITY_CFLAGS)
plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -no-undefined $(PLUGIN_LDFLAGS) \
	-export-symbols-regex '^skops_plugin_query$$'

include plugins/compose/local.mk
include plugins/decomposition/local.mk
include plugins/discriminant/local.mk
include plugins/dummy/local.mk
include plugins/encoders/local.mk
include plugins/ensembles/local.mk
include plugins/feature_selection/local.mk
include plugins/gaussian_process/local.mk
include plugins/gradient_boosting/local.mk
include plugins/hist_gradient_boosting/local.mk
include plugins/impute/local.mk
include plugins/isotonic/local.mk
include plugins/linear/local.mk
include plugins/naive_bayes/local.mk
include plugins/neighbors/local.mk
include plugins/preprocessing/local.mk
include plugins/svm/local.mk
include plugins/text/local.mk
include plugins/trees/local.mk

# A registry file is its hand-written head and the handlers that the built plugin itself states. The command is handed the
# path of the library and prints the YAML of the handlers section.
registry_command = tools/skops-plugins$(EXEEXT) registry

plugins/%.yaml: plugins/%.yaml.in plugins/%.la tools/skops-plugins$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && { cat $< && $(registry_command) $(@D)/.libs/$(*F).so; } >$@.tmp && mv $@.tmp $@
CLEANFILES += $(registry_DATA)

# The uninstalled programs find the plugins as the installed ones do: all libraries in one folder, all registry files in
# another; copies, for the registry refuses what others can write, and must not be misled by links.
plugins.d/stamp: $(plugin_LTLIBRARIES) $(registry_DATA)
	$(AM_V_GEN)rm -rf plugins.d registry.d && $(MKDIR_P) plugins.d registry.d && \
	for la in $(plugin_LTLIBRARIES); do \
		name=$$(basename $$la .la); cp -f $$(dirname $$la)/.libs/$$name.so plugins.d/ || exit 1; \
	done && \
	for yaml in $(registry_DATA); do cp -f $$yaml registry.d/ || exit 1; done && \
	chmod -R go-w plugins.d registry.d && touch $@
all-local: plugins.d/stamp
clean-local: clean-plugins
clean-plugins:
	rm -rf plugins.d registry.d
.PHONY: clean-plugins
