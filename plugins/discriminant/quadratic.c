/* SPDX-License-Identifier: BSD-3-Clause */
/* QuadraticDiscriminantAnalysis: log P(class) - (|(x - mean) R S^-½|² + Σ log S) / 2 of each class, with its rotation R and scalings S.
 * Source: sklearn/discriminant_analysis.py, QuadraticDiscriminantAnalysis._decision_function. */
#include <math.h>
#include <string.h>

#include "discriminant.h"

/* One class. */
struct ellipsoid {
	const double *mean;
	double *axes; /* [count, F]: the rows of (R S^-½)' */
	size_t count;
	double log_determinant, log_prior;
};

struct quadratic {
	struct discriminant discriminant;
	struct skops_array means_, priors_;
	struct skops_list rotations_, scalings_;
	struct ellipsoid *ellipsoids;
	bool takes_logarithm; /* predict_log_proba is the logarithm of predict_proba, -inf where that underflows: up to 1.5 */
};

SKOPS_ITEM_FIELD (rotation, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "F,?");
SKOPS_ITEM_FIELD (scaling, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "?");

SKOPS_TABLE (table, struct quadratic,
	DISCRIMINANT_CLASSES (struct quadratic),
	SKOPS_ARRAY (struct quadratic, means_, .dims = "K,F"),
	SKOPS_ARRAY (struct quadratic, priors_, .dims = "K"),
	SKOPS_LIST (struct quadratic, rotations_, &rotation, .dims = "K"),
	SKOPS_LIST (struct quadratic, scalings_, &scaling, .dims = "K"));

static enum skops_status build_ellipsoid (struct skops_call *call, struct quadratic *self, size_t k)
{
	const struct skops_array *rotations = SKOPS_ITEM (&self->rotations_, struct skops_array, k), *scalings = SKOPS_ITEM (&self->scalings_, struct skops_array, k);
	size_t features = (size_t) self->means_.dims[1], count = scalings->count;
	struct ellipsoid *ellipsoid = &self->ellipsoids[k];

	if ((size_t) rotations->dims[1] != count)
		return skops_fail (call, SKOPS_BAD_FILE, "class %zu has %lld rotations and %zu scalings", k, (long long) rotations->dims[1], count);
	*ellipsoid = (struct ellipsoid) { .mean = skops_f8 (&self->means_) + k * features, .axes = skops_alloc (call, count * features, sizeof *ellipsoid->axes), .count = count,
		.log_prior = log (skops_f8 (&self->priors_)[k]) };
	if (!ellipsoid->axes)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		double scale = pow (skops_f8 (scalings)[i], -0.5);

		ellipsoid->log_determinant += log (skops_f8 (scalings)[i]);
		for (size_t f = 0; f < features; f++)
			ellipsoid->axes[i * features + f] = skops_f8 (rotations)[f * count + i] * scale;
	}
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct quadratic *self = state;
	enum skops_status status = discriminant_build (call, &self->discriminant);

	if (status)
		return status;
	self->ellipsoids = skops_alloc (call, self->discriminant.classes_.count, sizeof *self->ellipsoids);
	if (!self->ellipsoids)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->discriminant.classes_.count && !status; k++)
		status = build_ellipsoid (call, self, k);
	self->takes_logarithm = call->writer < SKOPS_VERSION (1, 6);
	return status;
}

/* The log posterior of each class, up to a constant. */
static void score (const struct quadratic *self, const struct skops_block *x, size_t row, double *scores)
{
	const double *numbers = skops_row (x, row);

	for (size_t k = 0; k < self->discriminant.classes_.count; k++) {
		const struct ellipsoid *ellipsoid = &self->ellipsoids[k];
		const double *axis = ellipsoid->axes;
		double norm = 0;

		for (size_t i = 0; i < ellipsoid->count; i++, axis += x->width) {
			double sum = 0;

			for (size_t f = 0; f < x->width; f++)
				sum += (numbers[f] - ellipsoid->mean[f]) * axis[f];
			norm += sum * sum;
		}
		scores[k] = -0.5 * (norm + ellipsoid->log_determinant) + ellipsoid->log_prior;
	}
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct quadratic *self = state;
	double *scores = skops_scratch (call, self->discriminant.classes_.count, sizeof *scores);

	if (!scores)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		score (self, x, r, scores);
		skops_row (out, r)[0] = (double) discriminant_best (scores, self->discriminant.classes_.count);
	}
	return SKOPS_OK;
}

/* Of two classes the difference. */
static enum skops_status decision_function (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct quadratic *self = state;
	double two[2];

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		if (self->discriminant.classes_.count > 2) {
			score (self, x, r, skops_row (out, r));
		} else {
			score (self, x, r, two);
			skops_row (out, r)[0] = two[1] - two[0];
		}
	}
	return SKOPS_OK;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct quadratic *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		score (self, x, r, skops_row (out, r));
		discriminant_softmax (skops_row (out, r), self->discriminant.classes_.count);
	}
	return SKOPS_OK;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct quadratic *self = state;
	size_t classes = self->discriminant.classes_.count;

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		double *scores = skops_row (out, r), highest, sum = 0;

		score (self, x, r, scores);
		if (self->takes_logarithm) {
			discriminant_softmax (scores, classes);
			for (size_t k = 0; k < classes; k++)
				scores[k] = log (scores[k]);
			continue;
		}
		highest = scores[discriminant_best (scores, classes)];
		for (size_t k = 0; k < classes; k++)
			sum += exp (scores[k] -= highest);
		for (size_t k = 0; k < classes; k++)
			scores[k] -= log (sum);
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct discriminant_methods methods = { run_predict, decision_function, predict_proba, predict_log_proba };

	return discriminant_describe (call, state, &methods, SKOPS_F8, false);
}

/* The scores of all classes, [N, K]. */
static struct skops_tensor emit_scores (struct skops_call *call, const struct quadratic *self, struct skops_tensor x)
{
	struct skops_attribute transpose = skops_attribute_int ("transB", 1);
	size_t classes = self->discriminant.classes_.count, features = (size_t) self->means_.dims[1];
	struct skops_tensor *scores = skops_scratch (call, classes, sizeof *scores);

	if (!scores)
		return (struct skops_tensor) { 0 };
	for (size_t k = 0; k < classes; k++) {
		const struct ellipsoid *ellipsoid = &self->ellipsoids[k];
		struct skops_tensor inputs[2];

		inputs[0] = skops_onnx_2 (call, "Sub", x, skops_onnx_row (call, ellipsoid->mean, features));
		inputs[1] = skops_onnx_matrix (call, ellipsoid->axes, ellipsoid->count, features);
		scores[k] = skops_onnx_reduce (call, "ReduceSumSquare", skops_onnx_op (call, "Gemm", inputs, 2, &transpose, 1), 1, true);
		scores[k] = skops_onnx_2 (call, "Mul", skops_onnx_number (call, -0.5), skops_onnx_2 (call, "Add", scores[k], skops_onnx_number (call, ellipsoid->log_determinant)));
		scores[k] = skops_onnx_2 (call, "Add", scores[k], skops_onnx_number (call, ellipsoid->log_prior));
	}
	return skops_onnx_along (call, "Concat", scores, classes, 1);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct quadratic *self = state;
	struct skops_tensor scores = emit_scores (call, self, skops_onnx_dense (call, x));

	if (!strcmp (method, "predict"))
		scores = discriminant_emit_predict (call, scores);
	else if (!strcmp (method, "predict_proba"))
		scores = skops_onnx_along (call, "Softmax", &scores, 1, 1);
	else if (!strcmp (method, "predict_log_proba"))
		scores = self->takes_logarithm ? skops_onnx_1 (call, "Log", skops_onnx_along (call, "Softmax", &scores, 1, 1)) : skops_onnx_along (call, "LogSoftmax", &scores, 1, 1);
	else if (self->discriminant.classes_.count == 2)
		scores = skops_onnx_2 (call, "Sub", skops_onnx_column (call, scores, 1), skops_onnx_column (call, scores, 0));
	return skops_onnx_answer (call, out, scores);
}

const struct skops_onnx quadratic_onnx = { .size = sizeof quadratic_onnx, .table = &table, .build = build, .emit = emit };
const struct skops_predict quadratic_predict = { .size = sizeof quadratic_predict, .table = &table, .build = build, .describe = describe };
