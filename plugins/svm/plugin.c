/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the svm plugin. */
#include "svm.h"

#define HANDLER(id, class_, predict_) \
	static const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.svm._classes", .class_name = class_, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = predict_, \
	}

HANDLER (svc, "SVC", &svc_predict);
HANDLER (nu_svc, "NuSVC", &svc_predict);
HANDLER (svr, "SVR", &svr_predict);
HANDLER (nu_svr, "NuSVR", &svr_predict);
HANDLER (one_class_svm, "OneClassSVM", &one_class_predict);

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
