/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the decomposition plugin. */
#include "decomposition.h"

#define HANDLER(id, file, class_, facet) \
	static const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.decomposition." file, .class_name = class_, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet##_predict, .onnx = &facet##_onnx, \
	}

HANDLER (pca, "_pca", "PCA", pca);
HANDLER (incremental_pca, "_incremental_pca", "IncrementalPCA", incremental_pca);
HANDLER (nmf, "_nmf", "NMF", nmf);
HANDLER (minibatch_nmf, "_nmf", "MiniBatchNMF", minibatch_nmf);

static const struct skops_handler *const handlers[] = {
	&pca,
	&incremental_pca,
	&nmf,
	&minibatch_nmf,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("decomposition", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
