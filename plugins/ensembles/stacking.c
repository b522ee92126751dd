/* SPDX-License-Identifier: BSD-3-Clause */
/* StackingClassifier and StackingRegressor: a final estimator on what members say of X. Source: sklearn/ensemble/_stacking.py. Members of a classifier, and
 * its final estimator, were fitted on encoded labels. */
#include <string.h>

#include "../compose/compose.h"
#include "ensembles.h"

/* One member at work. */
struct member {
	const struct skops_child *child;
	const char *method;
	size_t outputs;
	bool drops_first; /* of each output's columns: the others say it, too */
	struct labels labels;
};

struct stacking {
	struct skops_list classes_; /* struct skops_values: of one target or of several; none in regression */
	struct skops_list estimators, estimators_, stack_method_; /* struct named_member; members; struct skops_text */
	struct skops_step final_estimator_;
	bool passthrough;
	struct member *members;
	size_t outputs;             /* of all members */
	int64_t width;              /* of what transform answers without X; -1: it is not known */
	struct labels final_labels; /* of the final predict */
	const struct skops_values **labels;
};

SKOPS_ITEM_FIELD (classes_item, SKOPS_KIND_VALUES, struct skops_values, .dims = "?");
SKOPS_ITEM_FIELD (method_item, SKOPS_KIND_TEXT, struct skops_text);

#define COMMON_FIELDS \
	SKOPS_LIST (struct stacking, estimators, &named_member_item, .flags = SKOPS_PARAMETER), \
	SKOPS_LIST (struct stacking, estimators_, &member_item, .dims = "T"), \
	SKOPS_LIST (struct stacking, stack_method_, &method_item, .dims = "T"), \
	SKOPS_CHILD (struct stacking, final_estimator_, .flags = 0), \
	SKOPS_BOOL (struct stacking, passthrough, .flags = SKOPS_PARAMETER)

SKOPS_TABLE (classifier_table, struct stacking, SKOPS_LIST (struct stacking, classes_, &classes_item, .flags = SKOPS_ONE_OR_MANY), COMMON_FIELDS);
SKOPS_TABLE (regressor_table, struct stacking, COMMON_FIELDS);

/* Probabilities of two classes, and those that come as one array for each target, say the same without their first column. In a classifier of two targets
 * scikit-learn takes these for two classes. */
static bool drops_first (const struct stacking *self, const struct member *member, const struct skops_method *method)
{
	size_t classes = self->classes_.count > 1 ? self->classes_.count : self->classes_.count ? SKOPS_ITEM (&self->classes_, struct skops_values, 0)->count : 0;

	if (method->n_outputs > 1)
		return true;
	return !strcmp (member->method, "predict_proba") && classes == 2 && !method->outputs[0].flat;
}

static enum skops_status take_member (struct skops_call *call, struct stacking *self, size_t t)
{
	static const char *const known[] = { "predict_proba", "decision_function", "predict" };
	const struct skops_text *name = SKOPS_ITEM (&self->stack_method_, struct skops_text, t);
	struct member *member = &self->members[t];
	const struct skops_method *method;

	member->child = member_at (&self->estimators_, t);
	for (size_t i = 0; i < 3; i++)
		if (name->size == strlen (known[i]) && !memcmp (name->data, known[i], name->size))
			member->method = known[i];
	if (!member->method)
		return skops_fail (call, SKOPS_BAD_FILE, "stack_method_ \"%.*s\"", (int) name->size, name->data);
	method = skops_child_method (call, member->child, member->method);
	if (!method)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%s has no method %s", skops_child_type (call, member->child), member->method);
	member->outputs = method->n_outputs;
	member->drops_first = drops_first (self, member, method);
	self->outputs += member->outputs;
	for (size_t o = 0; o < member->outputs; o++) {
		int64_t width = method->outputs[o].width;
		if (member->drops_first && width == 0)
			return skops_fail (call, SKOPS_BAD_FILE, "%s answers no column", skops_child_type (call, member->child));
		self->width = width < 0 || self->width < 0 ? -1 : self->width + width - member->drops_first;
	}
	return labels_build (call, &member->labels, member->child, member->method, NULL);
}

static enum skops_status build_regressor (struct skops_call *call, void *state)
{
	struct stacking *self = state;
	enum skops_status status = SKOPS_OK;

	self->members = skops_alloc (call, self->estimators_.count, sizeof *self->members);
	if (!self->members)
		return SKOPS_NO_MEMORY;
	if (!self->estimators_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "an ensemble without estimators");
	for (size_t t = 0; t < self->estimators_.count && !status; t++)
		status = take_member (call, self, t);
	return status;
}

/* What the final estimator predicts are places among the classes of each target. */
static enum skops_status build_classifier (struct skops_call *call, void *state)
{
	struct stacking *self = state;
	enum skops_status status = build_regressor (call, state);
	const struct skops_method *predict = status ? NULL : skops_child_method (call, self->final_estimator_.child, "predict");
	size_t targets = self->classes_.count;

	self->labels = skops_alloc (call, targets, sizeof *self->labels);
	if (!self->labels)
		return SKOPS_NO_MEMORY;
	for (size_t o = 0; o < targets; o++)
		self->labels[o] = SKOPS_ITEM (&self->classes_, struct skops_values, o);
	if (!predict)
		return status;
	status = labels_build (call, &self->final_labels, self->final_estimator_.child, "predict", NULL);
	if (!status && (!targets || self->final_labels.columns != targets))
		status = skops_fail (call, SKOPS_UNSUPPORTED, "the final estimator predicts %zu labels of a row, %zu are due", self->final_labels.columns, targets);
	for (size_t o = 0; o < targets && !status; o++) {
		const struct labels one = { 1, &self->final_labels.numbers[o], &self->final_labels.counts[o] };
		status = labels_check (call, &one, self->labels[o]->count);
	}
	return status;
}

/* The members' answers, and X, as blocks; members' edges come first. */
static enum skops_status ask (struct skops_call *call, const struct stacking *self, const struct skops_block *x, struct skops_block *parts)
{
	for (size_t t = 0; t < self->estimators_.count; t++) {
		const struct member *member = &self->members[t];
		enum skops_status status = skops_run (call, t, x, parts);

		for (size_t o = 0; o < member->outputs && !status; o++, parts++) {
			struct skops_block dense;
			uint8_t dtype = parts->dtype;

			status = skops_to_dense (call, &dense, parts);
			dense.dtype = dtype;
			if (!status)
				status = labels_decode (call, &member->labels, &dense);
			*parts = dense;
			if (!member->drops_first || status)
				continue;
			parts->f8++;
			parts->width--;
		}
		if (status)
			return status;
	}
	return self->passthrough ? skops_run (call, self->estimators_.count, x, parts) : SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct stacking *self = state;
	size_t count = self->outputs + self->passthrough;
	struct skops_block *parts = skops_scratch (call, count, sizeof *parts);
	enum skops_status status;

	if (!parts)
		return SKOPS_NO_MEMORY;
	memset (parts, 0, count * sizeof *parts);
	status = ask (call, self, x, parts);
	return status ? status : join_columns (call, out, parts, count, SPARSE_IF_ANY);
}

/* The edge behind the members' (and X's): the final estimator. */
static enum skops_status run_final (struct skops_call *call, const struct stacking *self, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block between = { .rows = x->rows, .first = x->first };
	enum skops_status status = transform (call, self, x, &between);

	return status ? status : skops_run (call, self->estimators_.count + self->passthrough, &between, out);
}

static enum skops_status finish (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return run_final (call, state, x, out);
}

static enum skops_status predict_labels (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct stacking *self = state;
	struct skops_block made = { 0 }, dense;
	enum skops_status status = run_final (call, self, x, &made);

	if (!status)
		status = skops_to_dense (call, &dense, &made);
	if (!status)
		status = labels_decode (call, &self->final_labels, &dense);
	for (size_t r = 0; r < x->rows && !status; r++)
		memcpy (skops_row (out, r), skops_row (&dense, r), out->width * sizeof (double));
	return status;
}

/* Of several targets: the probability that scikit-learn gives first, that of the first class. */
static enum skops_status predict_firsts (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct stacking *self = state;
	struct skops_block *made = skops_scratch (call, self->classes_.count, sizeof *made);
	enum skops_status status;

	if (!made)
		return SKOPS_NO_MEMORY;
	memset (made, 0, self->classes_.count * sizeof *made);
	status = run_final (call, self, x, made);
	for (size_t o = 0; o < self->classes_.count && !status; o++) {
		struct skops_block dense;

		status = skops_to_dense (call, &dense, &made[o]);
		for (size_t r = 0; r < x->rows && !status; r++)
			skops_row (out, r)[o] = skops_row (&dense, r)[0];
	}
	return status;
}

/* A method that asks all members. */
static struct skops_method *describe_one (struct skops_call *call, const struct stacking *self, const char *name, skops_apply *apply)
{
	static const struct skops_edge of_x = { .source = SKOPS_FROM_X };
	struct skops_method *method = ensemble_method (call, name, apply);

	for (size_t t = 0; t < self->estimators_.count && method; t++) {
		struct skops_edge edge = { .source = SKOPS_FROM_X, .n_outputs = (uint32_t) self->members[t].outputs };
		if (ensemble_edge (call, method, self->members[t].child, self->members[t].method, &edge))
			return NULL;
	}
	if (method && self->passthrough && skops_edge_add (call, method, NULL, NULL, &of_x))
		return NULL;
	return method;
}

/* A method of the final estimator. */
static struct skops_method *describe_final (struct skops_call *call, const struct stacking *self, const char *name, skops_apply *apply)
{
	const struct skops_method *final = skops_child_method (call, self->final_estimator_.child, name);
	struct skops_edge edge = { .source = SKOPS_FROM_STEP, .n_outputs = final->n_outputs };
	struct skops_method *method = describe_one (call, self, final->name, apply);

	if (!method || ensemble_edge (call, method, self->final_estimator_.child, name, &edge))
		return NULL;
	method->outputs[0] = final->outputs[0];
	method->outputs[0].labels = NULL;
	method->outputs[0].dtype = SKOPS_DECIDED;
	if (method->outputs[0].form != SKOPS_DENSE)
		method->outputs[0].form = SKOPS_ANY;
	return method;
}

static enum skops_status describe_transform (struct skops_call *call, const struct stacking *self)
{
	struct skops_method *method = describe_one (call, self, "transform", transform);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0] = (struct skops_output) { .width = self->passthrough ? -1 : self->width, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	return SKOPS_OK;
}

static enum skops_status describe_regressor (struct skops_call *call, const void *state)
{
	const struct stacking *self = state;
	const struct skops_method *final = skops_child_method (call, self->final_estimator_.child, "predict");

	if (final && (final->n_outputs != 1 || final->outputs[0].labels))
		return skops_fail (call, SKOPS_UNSUPPORTED, "a final estimator that is no regressor of one answer");
	if (final && !describe_final (call, self, "predict", finish))
		return SKOPS_UNSUPPORTED;
	return describe_transform (call, self);
}

/* One array of columns that belong to the classes where there are as many; of several targets, one column for each. */
static enum skops_status describe_scores (struct skops_call *call, const struct stacking *self, const char *name)
{
	const struct skops_method *final = skops_child_method (call, self->final_estimator_.child, name);
	bool many = self->classes_.count > 1, proba = !strcmp (name, "predict_proba");
	struct skops_method *method;

	if (!final || (many && proba ? final->n_outputs != self->classes_.count : final->n_outputs != 1))
		return SKOPS_OK; /* scikit-learn has no answer, either */
	method = describe_final (call, self, name, many && proba ? predict_firsts : finish);
	if (!method)
		return SKOPS_UNSUPPORTED;
	if (many && proba) {
		method->outputs[0] = (struct skops_output) { .width = (int64_t) self->classes_.count, .form = SKOPS_DENSE, .dtype = SKOPS_F8 };
	} else if (!many && method->outputs[0].width == (int64_t) self->labels[0]->count) {
		method->outputs[0].labels = self->labels;
		method->outputs[0].per_label = true;
	}
	return SKOPS_OK;
}

static enum skops_status describe_classifier (struct skops_call *call, const void *state)
{
	const struct stacking *self = state;
	enum skops_status status;

	if (self->final_labels.columns) {
		struct skops_method *method = describe_final (call, self, "predict", predict_labels);

		if (!method)
			return SKOPS_UNSUPPORTED;
		method->outputs[0] = (struct skops_output) { .width = (int64_t) self->classes_.count, .flat = self->classes_.count == 1, .form = SKOPS_DENSE,
			.dtype = SKOPS_I8, .labels = self->labels };
	}
	status = describe_scores (call, self, "predict_proba");
	if (!status)
		status = describe_scores (call, self, "decision_function");
	return status ? status : describe_transform (call, self);
}

/* The names of X, which this estimator itself knows nothing of. */
static enum skops_status name_input (struct skops_call *call, const struct stacking *self, const struct skops_names *in)
{
	int64_t features = skops_child_method (call, self->members[0].child, self->members[0].method)->features;
	enum skops_status status = in->count || features >= 0 ? SKOPS_OK : skops_fail (call, SKOPS_UNSUPPORTED, "the file does not state how many columns there are");

	for (int64_t i = 0; !in->count && i < features && !status; i++)
		status = skops_name_add (call, "x%lld", (long long) i);
	return status || !in->count ? status : skops_names_same (call, self, in);
}

/* scikit-learn names as many parts as there are members, even where a member's answer has several. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct stacking *self = state;
	size_t named = 0, count = self->estimators_.count;
	enum skops_status status = SKOPS_OK;

	for (size_t t = 0; t < count && !status; t++) {
		const struct skops_method *method = skops_child_method (call, self->members[t].child, self->members[t].method);

		for (size_t o = 0; o < self->members[t].outputs && named < count && !status; o++, named++) {
			size_t width = (size_t) method->outputs[o].width - self->members[t].drops_first;
			status = method->outputs[o].width < 0 ? skops_fail (call, SKOPS_UNSUPPORTED, "how many columns there are is known at run time only")
				: named_columns (call, named_member (&self->estimators, named), width, width != 1);
		}
	}
	return status || !self->passthrough ? status : name_input (call, self, in);
}

/* ---- ONNX ---- */

static struct skops_tensor without_first (struct skops_call *call, struct skops_tensor x)
{
	int64_t start = 1, end = x.dims[1], axis = 1;
	struct skops_tensor inputs[4] = { x, skops_onnx_ints (call, &start, 1), skops_onnx_ints (call, &end, 1), skops_onnx_ints (call, &axis, 1) };

	return skops_onnx_op (call, "Slice", inputs, 4, NULL, 0);
}

/* What one member says, its outputs as parts. */
static enum skops_status emit_member (struct skops_call *call, const struct member *member, const struct skops_columns *x, struct skops_columns *parts)
{
	enum skops_status status = skops_onnx_run (call, member->child, member->method, x, parts);

	for (size_t o = 0; o < member->outputs && !status; o++) {
		struct skops_tensor part = labels_emit (call, &member->labels, skops_onnx_dense (call, &parts[o]));
		status = skops_onnx_answer (call, &parts[o], member->drops_first ? without_first (call, part) : part);
	}
	return status;
}

static enum skops_status emit_transform (struct skops_call *call, const struct stacking *self, const struct skops_columns *x, struct skops_columns *out)
{
	size_t count = self->outputs + self->passthrough, at = 0;
	struct skops_columns *parts = skops_scratch (call, count, sizeof *parts);
	enum skops_status status = parts ? SKOPS_OK : SKOPS_NO_MEMORY;

	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		status = emit_member (call, &self->members[t], x, &parts[at]);
		at += self->members[t].outputs;
	}
	if (self->passthrough && !status)
		parts[at] = *x;
	return status ? status : skops_onnx_join (call, out, parts, count);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct stacking *self = state;
	size_t targets = self->classes_.count;
	struct skops_columns between, *made;
	struct skops_tensor *firsts;
	enum skops_status status = emit_transform (call, self, x, &between);

	if (status || !strcmp (method, "transform")) {
		*out = between;
		return status;
	}
	if (targets < 2 || strcmp (method, "predict_proba") != 0) {
		status = skops_onnx_run (call, self->final_estimator_.child, method, &between, out);
		if (status || !targets || strcmp (method, "predict") != 0)
			return status;
		return skops_onnx_answer (call, out, labels_emit (call, &self->final_labels, skops_onnx_dense (call, out)));
	}
	made = skops_scratch (call, targets, sizeof *made);
	firsts = skops_scratch (call, targets, sizeof *firsts);
	if (!made || !firsts)
		return SKOPS_NO_MEMORY;
	status = skops_onnx_run (call, self->final_estimator_.child, method, &between, made);
	for (size_t o = 0; o < targets && !status; o++)
		firsts[o] = skops_onnx_column (call, skops_onnx_dense (call, &made[o]), 0);
	return status ? status : skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", firsts, targets, 1));
}

static const struct skops_predict classifier_predict = {
	.size = sizeof classifier_predict, .table = &classifier_table, .build = build_classifier, .describe = describe_classifier, .names = names,
};
static const struct skops_predict regressor_predict = {
	.size = sizeof regressor_predict, .table = &regressor_table, .build = build_regressor, .describe = describe_regressor, .names = names,
};
static const struct skops_onnx classifier_onnx = { .size = sizeof classifier_onnx, .table = &classifier_table, .build = build_classifier, .emit = emit };
static const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &regressor_table, .build = build_regressor, .emit = emit };

#define HANDLER(id, name, shape) \
	const struct skops_handler id = { .size = sizeof id, .module = "sklearn.ensemble._stacking", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &shape##_predict, .onnx = &shape##_onnx }

HANDLER (stacking_classifier, "StackingClassifier", classifier);
HANDLER (stacking_regressor, "StackingRegressor", regressor);
