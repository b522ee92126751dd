/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the svm plugin. */
#include "svm.h"

#define HANDLER(id, class_, facet) \
	static const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.svm._classes", .class_name = class_, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet##_predict, .onnx = &facet##_onnx, \
	}

HANDLER (svc, "SVC", svc);
HANDLER (nu_svc, "NuSVC", svc);
HANDLER (svr, "SVR", svr);
HANDLER (nu_svr, "NuSVR", svr);
HANDLER (one_class_svm, "OneClassSVM", one_class);

static const struct skops_handler *const handlers[] = {
	&svc,
	&nu_svc,
	&svr,
	&nu_svr,
	&one_class_svm,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("svm", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
