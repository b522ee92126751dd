/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the neighbours plugin. */
#include "neighbors.h"

#define HANDLER(id, file, class_, facet) \
	static const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.neighbors." file, .class_name = class_, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet##_predict, .onnx = &facet##_onnx, \
	}

HANDLER (nearest_neighbors, "_unsupervised", "NearestNeighbors", nearest_neighbors);
HANDLER (k_neighbors_classifier, "_classification", "KNeighborsClassifier", classifier);

static const struct skops_handler *const handlers[] = {
	&nearest_neighbors,
	&k_neighbors_classifier,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("neighbors", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
