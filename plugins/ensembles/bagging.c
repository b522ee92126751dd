/* SPDX-License-Identifier: BSD-3-Clause */
/* BaggingClassifier and BaggingRegressor: the mean of members, each on its own columns. Source: sklearn/ensemble/_bagging.py. */
#include <math.h>
#include <string.h>

#include "ensembles.h"

/* One member at work. */
struct bag {
	const struct skops_child *child;
	const int64_t *columns; /* NULL: all */
	size_t n_columns;
	const int64_t *places;  /* of the columns of its predict_proba among the classes; NULL: they are the same */
	size_t n_places;
	struct labels labels;   /* of predict, where it has no predict_proba: then it votes */
	bool votes;
};

struct bagging {
	int64_t n_features;
	struct skops_values classes_; /* none in regression */
	struct skops_list estimators_, estimators_features_;
	struct bag *bags;
	bool repeats, has_log_proba; /* a member takes a column twice; every member has predict_log_proba */
	const struct skops_values *labels[1];
};

SKOPS_ITEM_FIELD (features_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_I8, .dims = "?", .flags = SKOPS_INDEX);

#define COMMON_FIELDS \
	SKOPS_DIM (struct bagging, n_features, "F"), \
	SKOPS_LIST (struct bagging, estimators_, &member_item, .dims = "T"), \
	SKOPS_LIST (struct bagging, estimators_features_, &features_item, .dims = "T")

SKOPS_TABLE (classifier_table, struct bagging, SKOPS_VALUES (struct bagging, classes_, .dims = "K"), COMMON_FIELDS);
SKOPS_TABLE (regressor_table, struct bagging, COMMON_FIELDS);

/* Member t's columns; seen[column] is t + 1 of the last member that takes it. */
static enum skops_status take_columns (struct skops_call *call, struct bagging *self, size_t t, size_t *seen)
{
	const struct skops_array *features = SKOPS_ITEM (&self->estimators_features_, struct skops_array, t);
	struct bag *bag = &self->bags[t];
	bool all = (int64_t) features->count == self->n_features;

	bag->columns = skops_i8 (features);
	bag->n_columns = features->count;
	for (size_t i = 0; i < features->count; i++) {
		int64_t column = bag->columns[i];
		if (column >= self->n_features)
			return skops_fail (call, SKOPS_BAD_FILE, "an estimator was fitted on column %lld of %lld", (long long) column, (long long) self->n_features);
		self->repeats |= seen[column] == t + 1;
		seen[column] = t + 1;
		all = all && column == (int64_t) i;
	}
	if (all)
		bag->columns = NULL;
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct bagging *self = state;
	size_t *seen;

	if (!self->estimators_.count || self->n_features < 1)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu estimators on %lld features", self->estimators_.count, (long long) self->n_features);
	seen = skops_alloc (call, (size_t) self->n_features, sizeof *seen);
	self->labels[0] = &self->classes_;
	self->bags = skops_alloc (call, self->estimators_.count, sizeof *self->bags);
	if (!self->bags || !seen)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->estimators_.count; t++) {
		enum skops_status status = take_columns (call, self, t, seen);

		self->bags[t].child = member_at (&self->estimators_, t);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

/* The labels that a member tells apart, integers: its sample may have lacked some. */
static const struct skops_values *classes_of (struct skops_call *call, const struct skops_child *child)
{
	static const char *const names[] = { "predict_proba", "predict" };

	for (size_t i = 0; i < 2; i++) {
		const struct skops_method *method = skops_child_method (call, child, names[i]);
		if (method && method->n_outputs == 1 && method->outputs[0].labels)
			return method->outputs[0].labels[0];
	}
	return NULL;
}

static enum skops_status take_classes (struct skops_call *call, const struct bagging *self, struct bag *bag)
{
	const struct skops_method *proba = skops_child_method (call, bag->child, "predict_proba");
	const struct skops_values *classes = classes_of (call, bag->child);
	int64_t *places;

	bag->votes = !proba;
	if (bag->votes) {
		enum skops_status status = labels_build (call, &bag->labels, bag->child, "predict", NULL);
		return status ? status : labels_check (call, &bag->labels, self->classes_.count);
	}
	if (!classes || proba->n_outputs != 1 || (proba->outputs[0].width != (int64_t) classes->count && classes->count != 1))
		return skops_fail (call, SKOPS_BAD_FILE, "%s answers no probability for each of its classes", skops_child_type (call, bag->child));
	bag->n_places = classes->count;
	if (classes->count == self->classes_.count)
		return SKOPS_OK;
	places = skops_alloc (call, classes->count, sizeof *places);
	if (!places)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < classes->count; k++) {
		if (classes->items[k].kind != SKOPS_IS_INT || classes->items[k].i < 0 || (uint64_t) classes->items[k].i >= self->classes_.count)
			return skops_fail (call, SKOPS_BAD_FILE, "an estimator has classes that are no places among %zu", self->classes_.count);
		places[k] = classes->items[k].i;
	}
	bag->places = places;
	return SKOPS_OK;
}

static enum skops_status build_classifier (struct skops_call *call, void *state)
{
	struct bagging *self = state;
	enum skops_status status = build (call, state);

	for (size_t t = 0; t < self->estimators_.count && !status; t++)
		status = take_classes (call, self, &self->bags[t]);
	self->has_log_proba = !status && ensemble_all_have (call, &self->estimators_, "predict_log_proba");
	return status;
}

static enum skops_status build_regressor (struct skops_call *call, void *state)
{
	struct bagging *self = state;
	enum skops_status status = build (call, state);
	const struct skops_method *first = status ? NULL : skops_child_method (call, self->bags[0].child, "predict");

	return status ? status : ensemble_check (call, &self->estimators_, "predict", first ? first->outputs[0].width : -1);
}

static void vote (const struct bag *bag, const struct skops_block *made, struct skops_block *out)
{
	for (size_t r = 0; r < out->rows; r++) {
		double *row = skops_row (out, r);
		const double *numbers = skops_row (made, r);

		if (bag->votes)
			row[(size_t) numbers[0]] += 1;
		for (size_t k = 0; k < bag->n_places; k++)
			row[bag->places ? (size_t) bag->places[k] : k] += numbers[k];
	}
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bagging *self = state;
	enum skops_status status = SKOPS_OK;

	for (size_t r = 0; r < x->rows; r++)
		memset (skops_row (out, r), 0, out->width * sizeof (double));
	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		struct skops_block made;

		status = ensemble_ask (call, t, x, &made);
		if (!status)
			status = labels_decode (call, &self->bags[t].labels, &made);
		if (!status)
			vote (&self->bags[t], &made, out);
	}
	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] /= (double) self->estimators_.count;
	return status;
}

/* numpy.logaddexp */
static double log_add (double a, double b)
{
	if (a == b)
		return a + M_LN2;
	return a > b ? a + log1p (exp (b - a)) : b + log1p (exp (a - b));
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bagging *self = state;
	enum skops_status status = self->has_log_proba ? SKOPS_OK : predict_proba (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] = self->has_log_proba ? -INFINITY : log (skops_row (out, r)[k]);
	for (size_t t = 0; t < self->estimators_.count && self->has_log_proba && !status; t++) {
		const struct bag *bag = &self->bags[t];
		struct skops_block made;

		status = ensemble_ask (call, t, x, &made);
		for (size_t r = 0; r < x->rows && !status; r++)
			for (size_t k = 0; k < bag->n_places; k++) {
				double *sum = &skops_row (out, r)[bag->places ? (size_t) bag->places[k] : k];
				*sum = log_add (*sum, skops_row (&made, r)[k]);
			}
	}
	for (size_t r = 0; r < x->rows && self->has_log_proba && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] -= log ((double) self->estimators_.count);
	return status;
}

static enum skops_status predict_labels (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bagging *self = state;
	struct skops_block proba = { .form = SKOPS_DENSE, .rows = x->rows, .width = self->classes_.count, .stride = self->classes_.count };
	enum skops_status status;

	proba.f8 = skops_scratch (call, proba.rows * proba.width, sizeof *proba.f8);
	status = proba.f8 ? predict_proba (call, state, x, &proba) : SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows && !status; r++)
		*skops_row (out, r) = (double) ensemble_argmax (skops_row (&proba, r), proba.width);
	return status;
}

/* The mean of what members answer: predict of regressors, decision_function. */
static enum skops_status mean (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bagging *self = state;
	enum skops_status status = SKOPS_OK;
	uint8_t dtype = 0;

	for (size_t r = 0; r < x->rows; r++)
		memset (skops_row (out, r), 0, out->width * sizeof (double));
	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		struct skops_block made;

		status = ensemble_ask (call, t, x, &made);
		dtype = ensemble_dtype (dtype, made.dtype);
		for (size_t r = 0; r < x->rows && !status; r++)
			for (size_t k = 0; k < out->width; k++)
				skops_row (out, r)[k] += skops_row (&made, r)[k];
	}
	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] /= (double) self->estimators_.count;
	out->dtype = dtype;
	return status;
}

/* A method that asks each member on its columns. CSR cannot give a column twice. */
static struct skops_method *describe_one (struct skops_call *call, const struct bagging *self, const char *name, skops_apply *apply, const char *of_member)
{
	struct skops_method *method = ensemble_method (call, name, apply);

	if (!method)
		return NULL;
	if (self->repeats)
		method->accepts[0] = SKOPS_DENSE;
	method->tolerance = SKOPS_ROUNDING;
	for (size_t t = 0; t < self->estimators_.count; t++) {
		const struct bag *bag = &self->bags[t];
		struct skops_edge edge = { .source = SKOPS_FROM_X, .columns = bag->columns, .n_columns = bag->columns ? bag->n_columns : 0 };

		const char *asked = !strcmp (of_member, "predict_proba") && bag->votes ? "predict" : of_member;
		const struct skops_method *callee = skops_child_method (call, bag->child, asked);

		if (self->repeats && callee) /* what is not ANY is checked here already */
			method->flags &= callee->flags | ~(uint32_t) (SKOPS_TAKES_NAN | SKOPS_TAKES_INF);
		if (ensemble_edge (call, method, bag->child, asked, &edge))
			return NULL;
	}
	return method;
}

static enum skops_status describe_mean (struct skops_call *call, const struct bagging *self, const char *name)
{
	const struct skops_output *of_member = &skops_child_method (call, self->bags[0].child, name)->outputs[0];
	struct skops_method *method = describe_one (call, self, name, mean, name);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].width = of_member->width;
	method->outputs[0].flat = of_member->flat;
	method->outputs[0].dtype = SKOPS_DECIDED;
	if (self->classes_.count && of_member->width == (int64_t) self->classes_.count) {
		method->outputs[0].labels = self->labels;
		method->outputs[0].per_label = true;
	}
	return SKOPS_OK;
}

static enum skops_status describe_proba (struct skops_call *call, const struct bagging *self, const char *name, skops_apply *apply, const char *of_member)
{
	struct skops_method *method = describe_one (call, self, name, apply, of_member);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].width = (int64_t) self->classes_.count;
	method->outputs[0].labels = self->labels;
	method->outputs[0].per_label = true;
	return SKOPS_OK;
}

/* Members whose samples lacked a class answer fewer values, which scikit-learn cannot add. */
static bool has_decision (struct skops_call *call, const struct bagging *self)
{
	const struct skops_method *first = skops_child_method (call, self->bags[0].child, "decision_function"), *other;

	for (size_t t = 0; t < self->estimators_.count; t++) {
		other = skops_child_method (call, self->bags[t].child, "decision_function");
		if (!other || other->n_outputs != 1 || other->outputs[0].width != first->outputs[0].width || other->outputs[0].width < 0 || self->bags[t].places)
			return false;
	}
	return true;
}

static enum skops_status describe_classifier (struct skops_call *call, const void *state)
{
	const struct bagging *self = state;
	struct skops_method *method = describe_one (call, self, "predict", predict_labels, "predict_proba");
	enum skops_status status;

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	status = describe_proba (call, self, "predict_proba", predict_proba, "predict_proba");
	if (!status)
		status = describe_proba (call, self, "predict_log_proba", predict_log_proba, self->has_log_proba ? "predict_log_proba" : "predict_proba");
	return status || !has_decision (call, self) ? status : describe_mean (call, self, "decision_function");
}

static enum skops_status describe_regressor (struct skops_call *call, const void *state)
{
	return describe_mean (call, state, "predict");
}

/* ---- ONNX ---- */

static enum skops_status ask_columns (struct skops_call *call, const struct bag *bag, const struct skops_columns *x, struct skops_columns *out)
{
	*out = *x;
	return bag->columns ? skops_onnx_take (call, out, x, bag->columns, bag->n_columns) : SKOPS_OK;
}

/* A member's probabilities, or its vote, as [N, K]. */
static struct skops_tensor emit_proba (struct skops_call *call, const struct bagging *self, const struct bag *bag, const struct skops_columns *x)
{
	size_t classes = self->classes_.count, rows = bag->places ? bag->n_places : classes;
	double *ones = skops_scratch (call, rows * classes, sizeof *ones);
	struct skops_tensor made = ensemble_emit (call, bag->child, bag->votes ? "predict" : "predict_proba", x), places;

	if (!ones)
		return (struct skops_tensor) { 0 };
	if (!bag->votes && !bag->places)
		return made;
	memset (ones, 0, rows * classes * sizeof *ones);
	for (size_t k = 0; k < rows; k++)
		ones[k * classes + (bag->places ? (size_t) bag->places[k] : k)] = 1;
	places = skops_onnx_matrix (call, ones, rows, classes);
	if (bag->places && made.dims[1] == (int64_t) rows)
		return skops_onnx_2 (call, "MatMul", made, places);
	if (bag->places)
		return skops_onnx_2 (call, "MatMul", skops_onnx_column (call, made, 0), places); /* one class, but a column for another */
	made = skops_onnx_cast (call, labels_emit (call, &bag->labels, made), SKOPS_TENSOR_INT64);
	return skops_onnx_gather (call, places, skops_onnx_axis (call, "Squeeze", made, 1), 0);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct bagging *self = state;
	bool means = !self->classes_.count || !strcmp (method, "decision_function");
	size_t count = self->estimators_.count;
	struct skops_tensor *parts = skops_scratch (call, count, sizeof *parts), answer;

	if (!parts)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < count; t++) {
		struct skops_columns columns;

		if (ask_columns (call, &self->bags[t], x, &columns))
			return SKOPS_UNSUPPORTED;
		parts[t] = means ? ensemble_emit (call, self->bags[t].child, method, &columns) : emit_proba (call, self, &self->bags[t], &columns);
	}
	answer = skops_onnx_2 (call, "Div", skops_onnx_op (call, "Sum", parts, count, NULL, 0), skops_onnx_number (call, (double) count));
	if (means || !strcmp (method, "predict_proba"))
		return skops_onnx_answer (call, out, answer);
	return skops_onnx_answer (call, out, !strcmp (method, "predict") ? skops_onnx_argument (call, "ArgMax", answer) : skops_onnx_1 (call, "Log", answer));
}

static const struct skops_predict classifier_predict = { .size = sizeof classifier_predict, .table = &classifier_table, .build = build_classifier, .describe = describe_classifier };
static const struct skops_predict regressor_predict = { .size = sizeof regressor_predict, .table = &regressor_table, .build = build_regressor, .describe = describe_regressor };
static const struct skops_onnx classifier_onnx = { .size = sizeof classifier_onnx, .table = &classifier_table, .build = build_classifier, .emit = emit };
static const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &regressor_table, .build = build_regressor, .emit = emit };

#define HANDLER(id, name, shape) \
	const struct skops_handler id = { .size = sizeof id, .module = "sklearn.ensemble._bagging", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &shape##_predict, .onnx = &shape##_onnx }

HANDLER (bagging_classifier, "BaggingClassifier", classifier);
HANDLER (bagging_regressor, "BaggingRegressor", regressor);
