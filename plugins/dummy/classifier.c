/* SPDX-License-Identifier: BSD-3-Clause */
/* DummyClassifier: the same answer for every row. What it draws at random is refused. Sources: sklearn/dummy.py;
 * sklearn/utils/random.py, _random_choice_csc. */
#include <math.h>
#include <string.h>

#include "dummy.h"

enum { MOST_FREQUENT, PRIOR, STRATIFIED, UNIFORM, CONSTANT };
static const struct skops_word strategies[] = {
	SKOPS_TEXT_WORD ("most_frequent", MOST_FREQUENT), SKOPS_TEXT_WORD ("prior", PRIOR), SKOPS_TEXT_WORD ("stratified", STRATIFIED),
	SKOPS_TEXT_WORD ("uniform", UNIFORM), SKOPS_TEXT_WORD ("constant", CONSTANT), SKOPS_END_WORD,
};

struct classifier {
	int64_t n_outputs_;
	struct skops_list classes_, class_prior_; /* of each output: struct skops_values, struct skops_array */
	struct skops_values constant;
	bool sparse_output_;
	int _strategy;
	/* built, for each output */
	struct skops_values *answers; /* the one label that is predicted */
	const struct skops_values **labels, **classes;
	double **probabilities, *sparse;
};

SKOPS_ITEM_FIELD (classes_item, SKOPS_KIND_VALUES, struct skops_values, .dims = "?");
SKOPS_ITEM_FIELD (prior_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "?");

SKOPS_TABLE (table, struct classifier,
	SKOPS_INT (struct classifier, n_outputs_, .dims = "O", .low = 1, .high = INT32_MAX),
	SKOPS_LIST (struct classifier, classes_, &classes_item, .dims = "O", .flags = SKOPS_ONE_OR_MANY),
	SKOPS_LIST (struct classifier, class_prior_, &prior_item, .dims = "O", .flags = SKOPS_ONE_OR_MANY),
	SKOPS_VALUES (struct classifier, constant, .dims = "?|", .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_BOOL (struct classifier, sparse_output_),
	SKOPS_WORD (struct classifier, _strategy, strategies));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct classifier *self = state;
	size_t outputs = (size_t) self->n_outputs_;

	for (size_t o = 0; o < outputs; o++) {
		size_t classes = SKOPS_ITEM (&self->classes_, struct skops_values, o)->count, priors = SKOPS_ITEM (&self->class_prior_, struct skops_array, o)->count;
		if (!classes || classes != priors)
			return skops_fail (call, SKOPS_BAD_FILE, "output %zu has %zu classes and %zu priors", o, classes, priors);
	}
	if (self->_strategy == CONSTANT && self->constant.count != outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu constants for %zu outputs", self->constant.count, outputs);
	return SKOPS_OK;
}

/* numpy.array of a list of constants: where one is a float, all numbers are. */
static enum skops_status join_constants (struct skops_call *call, struct skops_values *constants)
{
	struct skops_value *floats;
	bool has_float = false, has_other = constants->dtype != SKOPS_OBJECT;

	for (size_t i = 0; i < constants->count; i++) {
		has_float |= constants->items[i].kind == SKOPS_IS_FLOAT;
		has_other |= constants->items[i].kind != SKOPS_IS_FLOAT && constants->items[i].kind != SKOPS_IS_INT;
	}
	if (!has_float || has_other)
		return SKOPS_OK;
	floats = skops_alloc (call, constants->count, sizeof *floats);
	if (!floats)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < constants->count; i++) {
		const struct skops_value *value = &constants->items[i];
		floats[i] = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = value->kind == SKOPS_IS_FLOAT ? value->f : (double) value->i };
	}
	constants->items = floats;
	constants->dtype = SKOPS_F8;
	return SKOPS_OK;
}

static int64_t most_frequent (const double *prior, size_t classes)
{
	int64_t best = 0;

	for (size_t k = 1; k < classes; k++)
		if (prior[k] > prior[best])
			best = (int64_t) k;
	return best;
}

/* The place of the answer among the classes; -1 for a constant that is none of them. */
static enum skops_status find_answer (struct skops_call *call, const struct classifier *self, size_t output, int64_t *answer)
{
	const struct skops_values *classes = self->classes[output];
	const struct skops_index *index;

	if (self->_strategy != CONSTANT) {
		*answer = most_frequent (skops_f8 (SKOPS_ITEM (&self->class_prior_, struct skops_array, output)), classes->count);
		return SKOPS_OK;
	}
	index = skops_index_new (call, classes->items, classes->count);
	if (!index)
		return SKOPS_NO_MEMORY;
	*answer = skops_index_find (call, index, &self->constant.items[output]);
	return SKOPS_OK;
}

/* A sparse answer is made of integers; scikit-learn puts the places of the most frequent classes for the classes themselves. */
static enum skops_status build_sparse (struct skops_call *call, struct classifier *self, size_t output, int64_t answer)
{
	const struct skops_value *constant = &self->constant.items[output];

	if (self->_strategy == CONSTANT && constant->kind != SKOPS_IS_INT)
		return skops_fail (call, SKOPS_UNSUPPORTED, "scikit-learn predicts sparse labels only where constants are integers");
	self->sparse[output] = self->_strategy == CONSTANT ? (double) constant->i : (double) answer;
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct classifier *self = state;
	size_t outputs = (size_t) self->n_outputs_;

	self->answers = skops_alloc (call, outputs, sizeof *self->answers);
	self->labels = skops_alloc (call, outputs, sizeof *self->labels);
	self->classes = skops_alloc (call, outputs, sizeof *self->classes);
	self->probabilities = skops_alloc (call, outputs, sizeof *self->probabilities);
	self->sparse = skops_alloc (call, outputs, sizeof *self->sparse);
	if (!self->answers || !self->labels || !self->classes || !self->probabilities || !self->sparse)
		return SKOPS_NO_MEMORY;
	if (join_constants (call, &self->constant))
		return SKOPS_NO_MEMORY;
	for (size_t o = 0; o < outputs; o++) {
		const struct skops_values *classes = SKOPS_ITEM (&self->classes_, struct skops_values, o);
		const double *prior = skops_f8 (SKOPS_ITEM (&self->class_prior_, struct skops_array, o));
		int64_t answer;

		self->classes[o] = classes;
		if (find_answer (call, self, o, &answer))
			return SKOPS_NO_MEMORY;
		self->labels[o] = &self->answers[o];
		self->answers[o] = self->_strategy == CONSTANT ? self->constant : *classes;
		self->answers[o].items += self->_strategy == CONSTANT ? (int64_t) o : answer;
		self->answers[o].count = 1;
		self->probabilities[o] = skops_alloc (call, classes->count, sizeof (double));
		if (!self->probabilities[o])
			return SKOPS_NO_MEMORY;
		for (size_t k = 0; k < classes->count; k++)
			self->probabilities[o][k] = self->_strategy == PRIOR ? prior[k] : self->_strategy == UNIFORM ? 1 / (double) classes->count : (int64_t) k == answer;
		if (self->sparse_output_ && build_sparse (call, self, o, answer))
			return SKOPS_UNSUPPORTED;
	}
	return SKOPS_OK;
}

static enum skops_status draw (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) x;
	(void) out;
	return skops_fail (call, SKOPS_UNSUPPORTED, "strategy=\"%s\" draws at random from NumPy's generator, which is not done here",
	                   ((const struct classifier *) state)->_strategy == UNIFORM ? "uniform" : "stratified");
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) call;
	(void) state;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t o = 0; o < out->width; o++)
			skops_row (out, r)[o] = 0; /* the place among one label */
	return SKOPS_OK;
}

static enum skops_status predict_sparse (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;
	size_t used = 0;

	for (size_t r = 0; r < x->rows; r++) {
		if (skops_reserve (call, out, used, out->width))
			return SKOPS_NO_MEMORY;
		for (size_t o = 0; o < out->width; o++)
			if (self->sparse[o] != 0) {
				out->indices[used] = (int32_t) o;
				out->f8[used++] = self->sparse[o];
			}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;

	(void) call;
	for (size_t o = 0; o < (size_t) self->n_outputs_; o++)
		for (size_t r = 0; r < x->rows; r++)
			for (size_t k = 0; k < out[o].width; k++)
				skops_row (&out[o], r)[k] = self->probabilities[o][k];
	return SKOPS_OK;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;

	(void) call;
	for (size_t o = 0; o < (size_t) self->n_outputs_; o++)
		for (size_t r = 0; r < x->rows; r++)
			for (size_t k = 0; k < out[o].width; k++)
				skops_row (&out[o], r)[k] = log (self->probabilities[o][k]);
	return SKOPS_OK;
}

static enum skops_status describe_proba (struct skops_call *call, const struct classifier *self, const char *name, skops_apply *apply, uint8_t tolerance)
{
	struct skops_method *method = dummy_method (call, name, self->_strategy == STRATIFIED ? draw : apply);
	struct skops_output *outputs = method ? skops_outputs (call, method, (size_t) self->n_outputs_) : NULL;

	if (!outputs)
		return SKOPS_NO_MEMORY;
	method->tolerance = tolerance;
	method->flags |= self->_strategy == STRATIFIED ? 0 : SKOPS_CONSTANT;
	for (size_t o = 0; o < (size_t) self->n_outputs_; o++) {
		outputs[o].width = (int64_t) self->classes[o]->count;
		outputs[o].labels = &self->classes[o];
		outputs[o].per_label = true;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct classifier *self = state;
	bool draws = self->_strategy == STRATIFIED || self->_strategy == UNIFORM;
	struct skops_method *method = dummy_method (call, "predict", draws ? draw : self->sparse_output_ ? predict_sparse : predict);
	struct skops_output *output = method ? &method->outputs[0] : NULL;
	enum skops_status status;

	if (!output)
		return SKOPS_NO_MEMORY;
	output->width = self->n_outputs_;
	output->dtype = SKOPS_I8;
	if (self->sparse_output_) {
		output->form = SKOPS_CSR;
	} else {
		output->flat = self->n_outputs_ == 1;
		output->labels = self->labels;
	}
	status = describe_proba (call, self, "predict_proba", predict_proba, SKOPS_EXACT);
	return status ? status : describe_proba (call, self, "predict_log_proba", predict_log_proba, SKOPS_ROUNDING);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct classifier *self = state;
	bool predicts = !strcmp (method, "predict");

	if (self->_strategy == STRATIFIED || (predicts && self->_strategy == UNIFORM))
		return skops_onnx_refuse (call, "strategy", "\"%s\" draws at random", self->_strategy == UNIFORM ? "uniform" : "stratified");
	return SKOPS_OK;
}

static struct skops_tensor emit_probabilities (struct skops_call *call, const struct classifier *self, size_t output, bool logarithms, struct skops_tensor rows)
{
	size_t classes = self->classes[output]->count;
	struct skops_tensor row = skops_onnx_matrix (call, self->probabilities[output], 1, classes);

	return skops_onnx_gather (call, logarithms ? skops_onnx_1 (call, "Log", row) : row, rows, 0);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct classifier *self = state;
	size_t outputs = (size_t) self->n_outputs_;
	struct skops_tensor zeros = dummy_emit_zeros (call, x), rows = skops_onnx_reshape (call, zeros, 1, (const int64_t[]) { -1 });
	double *row = skops_scratch (call, outputs, sizeof *row); /* places among one label, all 0 */
	enum skops_status status = row ? SKOPS_OK : SKOPS_NO_MEMORY;

	if (!status && !strcmp (method, "predict"))
		return skops_onnx_answer (call, out, skops_onnx_gather (call, skops_onnx_matrix (call, self->sparse_output_ ? self->sparse : row, 1, outputs), rows, 0));
	for (size_t o = 0; o < outputs && !status; o++)
		status = skops_onnx_answer (call, &out[o], emit_probabilities (call, self, o, !strcmp (method, "predict_log_proba"), rows));
	return status;
}

const struct skops_onnx dummy_classifier_onnx = { .size = sizeof dummy_classifier_onnx, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
const struct skops_predict dummy_classifier_predict = { .size = sizeof dummy_classifier_predict, .table = &table, .check = check, .build = build, .describe = describe };
