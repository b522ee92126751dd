/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the naive_bayes plugin. */
#include "naive_bayes.h"

#define HANDLER(name, facet) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = "sklearn.naive_bayes", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("GaussianNB", gaussian_predict),
	HANDLER ("MultinomialNB", multinomial_predict),
	HANDLER ("ComplementNB", complement_predict),
	HANDLER ("BernoulliNB", bernoulli_predict),
	HANDLER ("CategoricalNB", categorical_predict),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("naive_bayes", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
