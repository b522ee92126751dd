/* SPDX-License-Identifier: BSD-3-Clause */
/* QuantileTransformer: columns through their own quantiles to a uniform or normal distribution. Source: sklearn/preprocessing/_data.py,
 * QuantileTransformer._transform_col; numpy.interp. */
#include <math.h>

#include "normal.h"
#include "scalers.h"

enum { UNIFORM, NORMAL };
static const struct skops_word distribution_words[] = { SKOPS_TEXT_WORD ("uniform", UNIFORM), SKOPS_TEXT_WORD ("normal", NORMAL), SKOPS_END_WORD };

struct quantile_transformer {
	struct skops_array quantiles_, references_;
	int distribution;
	int64_t n_features;
	size_t count;              /* quantiles of a column */
	double *columns;           /* [F, count]: quantiles_ column by column */
	double *negated;           /* [F, count]: the same backwards and negated, for interpolation from the other side */
	double *negated_references;
	double lowest, highest;    /* where a normal answer is cut off */
};

SKOPS_TABLE (table, struct quantile_transformer,
	SKOPS_ARRAY (struct quantile_transformer, quantiles_, .dims = "Q,F"),
	SKOPS_ARRAY (struct quantile_transformer, references_, .dims = "Q"),
	SKOPS_WORD (struct quantile_transformer, distribution, distribution_words, .attribute = "output_distribution", .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct quantile_transformer, n_features, "F"));

static const double bound = 1e-7; /* BOUNDS_THRESHOLD */

static enum skops_status build (struct skops_call *call, void *state)
{
	struct quantile_transformer *self = state;
	size_t count = (size_t) self->quantiles_.dims[0], features = (size_t) self->n_features;
	const double *quantiles = skops_f8 (&self->quantiles_);

	if (!count)
		return skops_fail (call, SKOPS_BAD_FILE, "quantiles_ is empty");
	self->count = count;
	self->columns = skops_alloc (call, count * features, sizeof (double));
	self->negated = skops_alloc (call, count * features, sizeof (double));
	self->negated_references = skops_alloc (call, count, sizeof (double));
	if (!self->columns || !self->negated || !self->negated_references)
		return SKOPS_NO_MEMORY;
	for (size_t q = 0; q < count; q++) {
		self->negated_references[count - 1 - q] = -skops_f8 (&self->references_)[q];
		for (size_t c = 0; c < features; c++) {
			self->columns[c * count + q] = quantiles[q * features + c];
			self->negated[c * count + count - 1 - q] = -quantiles[q * features + c];
		}
	}
	self->lowest = normal_quantile (bound - 0x1p-52);
	self->highest = normal_quantile (1 - (bound - 0x1p-52));
	return SKOPS_OK;
}

/* numpy.interp of one value; xp ascends. */
static double interpolate (double x, const double *xp, const double *fp, size_t count)
{
	size_t low = 0, high = count;
	double slope, value;

	if (x < xp[0])
		return fp[0];
	if (x > xp[count - 1])
		return fp[count - 1];
	while (high - low > 1) { /* the last of xp that is not above x */
		size_t middle = low + (high - low) / 2;
		if (xp[middle] <= x)
			low = middle;
		else
			high = middle;
	}
	if (low == count - 1 || xp[low] == x)
		return fp[low];
	slope = (fp[low + 1] - fp[low]) / (xp[low + 1] - xp[low]);
	value = slope * (x - xp[low]) + fp[low];
	if (isnan (value)) {
		value = slope * (x - xp[low + 1]) + fp[low + 1];
		if (isnan (value) && fp[low] == fp[low + 1])
			value = fp[low];
	}
	return value;
}

static double forward (const struct quantile_transformer *self, size_t column, double x)
{
	const double *quantiles = self->columns + column * self->count, *references = skops_f8 (&self->references_);
	double lowest = quantiles[0], highest = quantiles[self->count - 1], value;
	bool at_low = self->distribution == NORMAL ? x - bound < lowest : x == lowest;
	bool at_high = self->distribution == NORMAL ? x + bound > highest : x == highest;

	if (isnan (x))
		return x;
	value = 0.5 * (interpolate (x, quantiles, references, self->count)
	               - interpolate (-x, self->negated + column * self->count, self->negated_references, self->count));
	if (at_high)
		value = 1;
	if (at_low)
		value = 0;
	if (self->distribution == UNIFORM)
		return value;
	value = normal_quantile (value);
	return value < self->lowest ? self->lowest : value > self->highest ? self->highest : value;
}

static double backward (const struct quantile_transformer *self, size_t column, double x)
{
	const double *quantiles = self->columns + column * self->count;
	double value = self->distribution == NORMAL ? normal_probability (x) : x, answer;
	bool at_low = self->distribution == NORMAL ? value - bound < 0 : value == 0;
	bool at_high = self->distribution == NORMAL ? value + bound > 1 : value == 1;

	if (isnan (x))
		return x;
	answer = interpolate (value, skops_f8 (&self->references_), quantiles, self->count);
	if (at_high)
		answer = quantiles[self->count - 1];
	if (at_low)
		answer = quantiles[0];
	return answer;
}

static enum skops_status apply (const struct quantile_transformer *self, double (*map) (const struct quantile_transformer *, size_t, double),
                                const struct skops_block *x, struct skops_block *out)
{
	if (x->form == SKOPS_CSR) { /* explicit values only */
		for (int64_t k = 0; k < x->indptr[x->rows]; k++)
			out->f8[k] = map (self, (size_t) x->indices[k], x->f8[k]);
		return SKOPS_OK;
	}
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (out, r)[c] = map (self, c, skops_row (x, r)[c]);
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) call;
	return apply (state, forward, x, out);
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) call;
	return apply (state, backward, x, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct quantile_transformer *self = state;

	return scaler_describe (call, self->n_features, transform, inverse_transform, true);
}

static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = skops_names_same };

const struct skops_handler quantile_transformer = {
	.size = sizeof quantile_transformer, .module = "sklearn.preprocessing._data", .class_name = "QuantileTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict,
};
