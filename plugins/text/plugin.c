/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the text plugin. */
#include "vectorizers.h"

static const struct skops_handler *const handlers[] = {
	&count_vectorizer,
	&tfidf_vectorizer,
	&tfidf_transformer,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("text", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
