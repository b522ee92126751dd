/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the dummy plugin, and what its methods have in common. */
#include "dummy.h"

struct skops_method *dummy_method (struct skops_call *call, const char *name, skops_apply *apply)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (method) {
		method->accepts[0] = SKOPS_ANY;
		method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF | SKOPS_TAKES_ANY_WIDTH;
	}
	return method;
}

#define HANDLER(name, facet) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = "sklearn.dummy", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("DummyClassifier", dummy_classifier_predict),
	HANDLER ("DummyRegressor", dummy_regressor_predict),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("dummy", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
