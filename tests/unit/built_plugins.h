/* SPDX-License-Identifier: BSD-3-Clause */
/* A context that finds the plugins of this build and no others. */
#ifndef TESTS_BUILT_PLUGINS_H
#define TESTS_BUILT_PLUGINS_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "context.h"

static inline struct skops_context *context_of_build (void)
{
	const char *build = getenv ("top_builddir");
	char folder[4096];
	struct skops_context *ctx;

	snprintf (folder, sizeof folder, "%s/registry.d", build ? build : ".");
	setenv ("SKOPS_REGISTRY_PATH", folder, 1);
	snprintf (folder, sizeof folder, "%s/plugins.d", build ? build : ".");
	setenv ("SKOPS_PLUGIN_PATH", folder, 1);
	ctx = skops_context_new ();
	cr_assert_not_null (ctx);
	return ctx;
}

#endif
