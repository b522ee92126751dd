/* SPDX-License-Identifier: BSD-3-Clause */
/* Where HistGradientBoosting* starts from: the baseline, and categories as numbers. Source: sklearn/ensemble/_hist_gradient_boosting/gradient_boosting.py. */
#include <string.h>

#include "hist.h"

enum skops_status hist_start (struct skops_call *call, const struct boosting *boosting, const struct skops_block *x, struct skops_block *columns, double *raw)
{
	const struct hist *self = (const struct hist *) boosting;
	struct skops_block made = { 0 };
	enum skops_status status;

	for (size_t r = 0; r < x->rows; r++)
		memcpy (raw + r * boosting->width, self->_baseline_prediction.data, boosting->width * sizeof *raw);
	if (!self->_preprocessor.child)
		return SKOPS_OK;
	status = skops_run (call, 0, x, &made);
	return status ? status : skops_to_dense (call, columns, &made);
}

enum skops_status hist_connect (struct skops_call *call, const struct boosting *boosting, struct skops_method *method)
{
	const struct hist *self = (const struct hist *) boosting;

	if (!self->_preprocessor.child)
		return SKOPS_OK;
	method->accepts[0] = SKOPS_ANY;
	return skops_edge_add (call, method, self->_preprocessor.child, "transform", NULL);
}

/* Categories are whole numbers to scikit-learn, whatever stands behind their point. */
static struct skops_tensor whole_categories (struct skops_call *call, const struct hist *self, struct skops_tensor x)
{
	const struct hist_bins *bins = self->_bin_mapper.state;
	const uint8_t *categorical = bins->is_categorical_.data;
	uint8_t any = 0;

	for (size_t f = 0; f < bins->is_categorical_.count; f++)
		any |= categorical[f];
	if (!any)
		return x;
	return skops_onnx_3 (call, "Where", skops_onnx_constant (call, SKOPS_TENSOR_BOOL, 1, (const int64_t[]) { self->n_features }, categorical),
	                     skops_onnx_1 (call, "Floor", x), x);
}

struct skops_tensor hist_emit_start (struct skops_call *call, const struct boosting *boosting, const struct skops_columns *x, struct skops_tensor *columns)
{
	const struct hist *self = (const struct hist *) boosting;
	struct skops_columns made = *x;

	if (self->_preprocessor.child && skops_onnx_run (call, self->_preprocessor.child, "transform", x, &made))
		return (struct skops_tensor) { 0 };
	*columns = whole_categories (call, self, skops_onnx_dense (call, &made));
	return skops_onnx_row (call, skops_f8 (&self->_baseline_prediction), boosting->width);
}
