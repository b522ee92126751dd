/* SPDX-License-Identifier: BSD-3-Clause */
/* RidgeClassifier and RidgeClassifierCV, whose y may be a matrix of indicators. Sources: sklearn/linear_model/_ridge.py, _RidgeClassifierMixin.predict;
 * sklearn/preprocessing/_label.py, LabelBinarizer.inverse_transform. */
#include <string.h>

#include "linear.h"

enum { Y_CLASSES, Y_INDICATORS };
static const struct skops_word type_words[] = {
	SKOPS_TEXT_WORD ("binary", Y_CLASSES), SKOPS_TEXT_WORD ("multiclass", Y_CLASSES), SKOPS_TEXT_WORD ("multilabel-indicator", Y_INDICATORS), SKOPS_END_WORD,
};

/* What the estimator's LabelBinarizer tells of y. */
struct binarizer {
	struct skops_values classes_;
	int y_type_;
	bool sparse_input_;
};

SKOPS_TABLE (binarizer_table, struct binarizer,
	SKOPS_VALUES (struct binarizer, classes_, .dims = "K"),
	SKOPS_WORD (struct binarizer, y_type_, type_words),
	SKOPS_BOOL (struct binarizer, sparse_input_));

static const struct skops_case binarizers[] = { { "sklearn.preprocessing._label:LabelBinarizer", &binarizer_table, 0 }, { NULL, NULL, 0 } };

struct ridge_classifier {
	struct classifier base;
	struct skops_record _label_binarizer;
};

/* Of two classes coef_ is [1,F] through 1.5, [F] from 1.6 on; of two indicators [2,F]. */
SKOPS_TABLE (table, struct ridge_classifier,
	SKOPS_RECORD (struct ridge_classifier, _label_binarizer, binarizers, .flags = SKOPS_INHERIT),
	SKOPS_MATRIX (struct ridge_classifier, base.coef_, .attribute = "coef_", .dims = "b(K),F|K,F|F"),
	SKOPS_ARRAY (struct ridge_classifier, base.intercept_, .attribute = "intercept_", .dims = "b(K)|K|"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct ridge_classifier *self = state;
	const struct binarizer *binarizer = self->_label_binarizer.state;

	self->base.classes_ = binarizer->classes_;
	if (binarizer->y_type_ == Y_CLASSES)
		return classifier_build (call, &self->base);
	if ((size_t) self->base.coef_.rows != binarizer->classes_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "%lld decision values for %zu labels", (long long) self->base.coef_.rows, binarizer->classes_.count);
	return affine_bind (call, &self->base.affine, &self->base.coef_, &self->base.intercept_, false);
}

static enum skops_status predict_indicators (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = classifier_decide (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] = skops_row (out, r)[k] > 0;
	out->dtype = SKOPS_I8;
	return status;
}

/* Indicators are sparse where y was. */
static enum skops_status predict_sparse (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct affine *affine = &((const struct ridge_classifier *) state)->base.affine;
	double *scores = skops_scratch (call, affine->outputs, sizeof *scores);
	size_t used = 0;

	if (!scores)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		if (skops_reserve (call, out, used, affine->outputs))
			return SKOPS_NO_MEMORY;
		if (affine_scores (call, affine, x, r, 1, scores, affine->outputs))
			return SKOPS_UNFIT;
		for (size_t k = 0; k < affine->outputs; k++)
			if (scores[k] > 0) {
				out->indices[used] = (int32_t) k;
				out->f8[used++] = 1;
			}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct ridge_classifier *self = state;
	const struct binarizer *binarizer = self->_label_binarizer.state;
	struct skops_method *method;

	if (binarizer->y_type_ == Y_CLASSES)
		return classifier_describe (call, state);
	method = linear_method (call, "predict", binarizer->sparse_input_ ? predict_sparse : predict_indicators, self->base.affine.outputs);
	if (!method || !linear_method (call, "decision_function", classifier_decide, self->base.affine.outputs))
		return SKOPS_NO_MEMORY;
	method->tolerance = SKOPS_EXACT;
	method->outputs[0].dtype = SKOPS_I8;
	if (binarizer->sparse_input_)
		method->outputs[0].form = SKOPS_CSR;
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct ridge_classifier *self = state;
	struct skops_tensor scores;

	if (((const struct binarizer *) self->_label_binarizer.state)->y_type_ == Y_CLASSES)
		return classifier_emit (call, state, method, x, out);
	scores = affine_emit (call, &self->base.affine, skops_onnx_dense (call, x));
	return skops_onnx_answer (call, out, strcmp (method, "predict") != 0 ? scores
	                          : skops_onnx_cast (call, skops_onnx_2 (call, "Greater", scores, skops_onnx_number (call, 0)), SKOPS_TENSOR_INT64));
}

const struct skops_onnx ridge_classifier_onnx = { .size = sizeof ridge_classifier_onnx, .table = &table, .build = build, .emit = emit };
const struct skops_predict ridge_classifier_predict = { .size = sizeof ridge_classifier_predict, .table = &table, .build = build, .describe = describe };
