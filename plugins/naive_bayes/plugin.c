/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the naive_bayes plugin. */
#include "naive_bayes.h"

#define HANDLER(name, facet, converter) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = "sklearn.naive_bayes", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet, .onnx = &converter, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("GaussianNB", gaussian_predict, gaussian_onnx),
	HANDLER ("MultinomialNB", multinomial_predict, multinomial_onnx),
	HANDLER ("ComplementNB", complement_predict, complement_onnx),
	HANDLER ("BernoulliNB", bernoulli_predict, bernoulli_onnx),
	HANDLER ("CategoricalNB", categorical_predict, categorical_onnx),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("naive_bayes", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
