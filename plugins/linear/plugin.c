/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the linear plugin: which class is served by which facet. */
#include "linear.h"

#define HANDLER(in_module, name, facet, converter) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = in_module, .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet, .onnx = converter, .importances = &coef_importances, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("sklearn.linear_model._base", "LinearRegression", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._ridge", "Ridge", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._ridge", "RidgeCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "Lasso", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "LassoCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "ElasticNet", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "ElasticNetCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "MultiTaskLasso", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "MultiTaskLassoCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "MultiTaskElasticNet", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._coordinate_descent", "MultiTaskElasticNetCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._least_angle", "Lars", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._least_angle", "LarsCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._least_angle", "LassoLars", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._least_angle", "LassoLarsCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._least_angle", "LassoLarsIC", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._omp", "OrthogonalMatchingPursuit", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._omp", "OrthogonalMatchingPursuitCV", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._huber", "HuberRegressor", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._quantile", "QuantileRegressor", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._theil_sen", "TheilSenRegressor", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._stochastic_gradient", "SGDRegressor", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._passive_aggressive", "PassiveAggressiveRegressor", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.svm._classes", "LinearSVR", regressor_predict, &regressor_onnx),
	HANDLER ("sklearn.linear_model._bayes", "BayesianRidge", bayesian_ridge_predict, &bayesian_ridge_onnx),
	HANDLER ("sklearn.linear_model._bayes", "ARDRegression", ard_predict, &ard_onnx),
	HANDLER ("sklearn.linear_model._glm.glm", "PoissonRegressor", generalized_predict, &generalized_onnx),
	HANDLER ("sklearn.linear_model._glm.glm", "GammaRegressor", generalized_predict, &generalized_onnx),
	HANDLER ("sklearn.linear_model._glm.glm", "TweedieRegressor", generalized_predict, &generalized_onnx),
	HANDLER ("sklearn.linear_model._logistic", "LogisticRegression", logistic_predict, &logistic_onnx),
	HANDLER ("sklearn.linear_model._logistic", "LogisticRegressionCV", logistic_predict, &logistic_onnx),
	HANDLER ("sklearn.linear_model._perceptron", "Perceptron", classifier_predict, &classifier_onnx),
	HANDLER ("sklearn.linear_model._passive_aggressive", "PassiveAggressiveClassifier", classifier_predict, &classifier_onnx),
	HANDLER ("sklearn.svm._classes", "LinearSVC", classifier_predict, &classifier_onnx),
	HANDLER ("sklearn.linear_model._stochastic_gradient", "SGDClassifier", sgd_predict, &sgd_onnx),
	HANDLER ("sklearn.linear_model._stochastic_gradient", "SGDOneClassSVM", sgd_one_class_predict, &sgd_one_class_onnx),
	HANDLER ("sklearn.linear_model._ridge", "RidgeClassifier", ridge_classifier_predict, &ridge_classifier_onnx),
	HANDLER ("sklearn.linear_model._ridge", "RidgeClassifierCV", ridge_classifier_predict, &ridge_classifier_onnx),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("linear", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
