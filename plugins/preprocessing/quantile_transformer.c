/* SPDX-License-Identifier: BSD-3-Clause */
/* QuantileTransformer: columns through their own quantiles to a uniform or normal distribution. Source: sklearn/preprocessing/_data.py,
 * QuantileTransformer._transform_col; numpy.interp. */
#include <math.h>
#include <string.h>

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

	return scaler_describe (call, self->n_features, transform, inverse_transform, true, false);
}

/* ---- in a graph ---- */

/* Numbers that ascend in each column, seen from x [N, F]: `table` has them column after column, or once for all columns; [F] first and last are places in it. */
struct ladder {
	struct skops_tensor table, first, last;
	size_t count;
};

static struct ladder ladder_of (struct skops_call *call, const double *numbers, size_t columns, size_t count, bool once)
{
	struct ladder ladder = { .table = skops_onnx_row (call, numbers, once ? count : columns * count), .count = count };
	int64_t *places = skops_scratch (call, 2 * columns, sizeof *places);

	if (!places)
		return (struct ladder) { .count = count };
	for (size_t c = 0; c < columns; c++) {
		places[c] = once ? 0 : (int64_t) (c * count);
		places[columns + c] = places[c] + (int64_t) count - 1;
	}
	ladder.first = skops_onnx_ints (call, places, columns);
	ladder.last = skops_onnx_ints (call, places + columns, columns);
	return ladder;
}

/* The place of the last number that is less ("Less") or not greater ("LessOrEqual") than x, or of the first: halved steps, as many as a search in sorted numbers takes. */
static struct skops_tensor emit_search (struct skops_call *call, const struct ladder *ladder, const char *op, struct skops_tensor x)
{
	struct skops_tensor place = ladder->first, next;
	size_t step = 1;

	while (2 * step < ladder->count)
		step *= 2;
	for (; step; step /= 2) {
		next = skops_onnx_2 (call, "Min", skops_onnx_2 (call, "Add", place, skops_onnx_int (call, (int64_t) step)), ladder->last);
		place = skops_onnx_3 (call, "Where", skops_onnx_2 (call, op, skops_onnx_gather (call, ladder->table, next, 0), x), next, place);
	}
	return place;
}

/* From each number the slope to the next, column after column; 0 from the last one and between equal ones, where no x lies. NULL without memory. */
static double *slopes_of (struct skops_call *call, const struct quantile_transformer *self, bool inverse)
{
	size_t features = (size_t) self->n_features, count = self->count;
	const double *references = skops_f8 (&self->references_);
	double *slopes = skops_scratch (call, features * count, sizeof *slopes);

	for (size_t c = 0; slopes && c < features; c++)
		for (size_t q = 0; q + 1 < count; q++) {
			const double *quantile = self->columns + c * count + q;
			double run = quantile[1] - quantile[0], rise = references[q + 1] - references[q];

			if ((inverse ? rise : run) > 0)
				slopes[c * count + q] = inverse ? run / rise : rise / run;
		}
	return slopes;
}

/* Between quantiles the mean of two interpolations, from below and from above, which differ where quantiles are equal. */
static struct skops_tensor emit_between (struct skops_call *call, const struct quantile_transformer *self, const double *slopes, const struct ladder *ladder, struct skops_tensor x)
{
	struct skops_tensor references = skops_onnx_row (call, skops_f8 (&self->references_), self->count);
	struct skops_tensor slope = skops_onnx_row (call, slopes, (size_t) self->n_features * self->count);
	struct skops_tensor below = emit_search (call, ladder, "LessOrEqual", x), before = emit_search (call, ladder, "Less", x), from_below, from_above, above;

	from_below = skops_onnx_2 (call, "Sub", x, skops_onnx_gather (call, ladder->table, below, 0));
	from_below = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", skops_onnx_gather (call, slope, below, 0), from_below),
	                           skops_onnx_gather (call, references, skops_onnx_2 (call, "Sub", below, ladder->first), 0));
	above = skops_onnx_2 (call, "Min", skops_onnx_2 (call, "Add", before, skops_onnx_int (call, 1)), ladder->last);
	from_above = skops_onnx_2 (call, "Sub", skops_onnx_gather (call, ladder->table, above, 0), x);
	from_above = skops_onnx_2 (call, "Sub", skops_onnx_2 (call, "Mul", skops_onnx_gather (call, slope, before, 0), from_above),
	                           skops_onnx_gather (call, references, skops_onnx_2 (call, "Sub", above, ladder->first), 0));
	return skops_onnx_2 (call, "Mul", skops_onnx_number (call, 0.5), skops_onnx_2 (call, "Sub", from_below, from_above));
}

static struct skops_tensor emit_forward (struct skops_call *call, const struct quantile_transformer *self, const double *slopes, struct skops_tensor x)
{
	struct ladder ladder = ladder_of (call, self->columns, (size_t) self->n_features, self->count, false);
	struct skops_tensor lowest = skops_onnx_gather (call, ladder.table, ladder.first, 0), highest = skops_onnx_gather (call, ladder.table, ladder.last, 0);
	struct skops_tensor zero = skops_onnx_number (call, 0), one = skops_onnx_number (call, 1), margin = skops_onnx_number (call, bound);
	struct skops_tensor value = emit_between (call, self, slopes, &ladder, x), at_low, at_high;

	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", x, lowest), skops_onnx_number (call, skops_f8 (&self->references_)[0]), value);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", x, highest), skops_onnx_number (call, skops_f8 (&self->references_)[self->count - 1]), value);
	if (self->distribution == NORMAL) {
		at_low = skops_onnx_2 (call, "Less", skops_onnx_2 (call, "Sub", x, margin), lowest);
		at_high = skops_onnx_2 (call, "Greater", skops_onnx_2 (call, "Add", x, margin), highest);
	} else {
		at_low = skops_onnx_2 (call, "Equal", x, lowest);
		at_high = skops_onnx_2 (call, "Equal", x, highest);
	}
	value = skops_onnx_3 (call, "Where", at_low, zero, skops_onnx_3 (call, "Where", at_high, one, value));
	if (self->distribution == NORMAL)
		value = scaler_emit_clip (call, normal_emit_quantile (call, value), self->lowest, self->highest);
	return skops_onnx_3 (call, "Where", skops_onnx_1 (call, "IsNaN", x), x, value);
}

/* Of a uniform distribution. */
static struct skops_tensor emit_backward (struct skops_call *call, const struct quantile_transformer *self, const double *slopes, struct skops_tensor x)
{
	size_t features = (size_t) self->n_features;
	struct ladder references = ladder_of (call, skops_f8 (&self->references_), features, self->count, true), quantiles = ladder_of (call, self->columns, features, self->count, false);
	struct skops_tensor below = emit_search (call, &references, "LessOrEqual", x), place = skops_onnx_2 (call, "Add", below, quantiles.first), value, low, high;

	value = skops_onnx_2 (call, "Sub", x, skops_onnx_gather (call, references.table, below, 0));
	value = skops_onnx_2 (call, "Mul", skops_onnx_gather (call, skops_onnx_row (call, slopes, features * self->count), place, 0), value);
	value = skops_onnx_2 (call, "Add", value, skops_onnx_gather (call, quantiles.table, place, 0));
	low = skops_onnx_2 (call, "Less", x, skops_onnx_gather (call, references.table, references.first, 0));
	high = skops_onnx_2 (call, "Greater", x, skops_onnx_gather (call, references.table, references.last, 0));
	low = skops_onnx_2 (call, "Or", low, skops_onnx_2 (call, "Equal", x, skops_onnx_number (call, 0)));
	high = skops_onnx_2 (call, "Or", high, skops_onnx_2 (call, "Equal", x, skops_onnx_number (call, 1)));
	value = skops_onnx_3 (call, "Where", high, skops_onnx_gather (call, quantiles.table, quantiles.last, 0), value);
	value = skops_onnx_3 (call, "Where", low, skops_onnx_gather (call, quantiles.table, quantiles.first, 0), value);
	return skops_onnx_3 (call, "Where", skops_onnx_1 (call, "IsNaN", x), x, value);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct quantile_transformer *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	const double *slopes = slopes_of (call, self, inverse);

	if (!slopes)
		return SKOPS_NO_MEMORY;
	if (inverse && self->distribution == NORMAL)
		return skops_onnx_refuse (call, "output_distribution", "inverse_transform of \"normal\" needs the normal distribution's function, for which onnxruntime has no operator of float64");
	for (size_t i = 0; i < (size_t) self->n_features * self->count; i++)
		if (!isfinite (slopes[i]))
			return skops_onnx_refuse (call, "quantiles_", "column %zu has quantiles between which float64 has no slope", i / self->count + 1);
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct quantile_transformer *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	const double *slopes = slopes_of (call, self, inverse);

	if (!slopes)
		return SKOPS_NO_MEMORY;
	return skops_onnx_answer (call, out, (inverse ? emit_backward : emit_forward) (call, self, slopes, skops_onnx_dense (call, x)));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = skops_names_same };

const struct skops_handler quantile_transformer = {
	.size = sizeof quantile_transformer, .module = "sklearn.preprocessing._data", .class_name = "QuantileTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
