/* SPDX-License-Identifier: BSD-3-Clause */
/* SimpleImputer: a statistic of the column where its value is missing. Source: sklearn/impute/_base.py, SimpleImputer. */
#include <math.h>

#include "impute.h"

enum { STRATEGY_NUMBERS, STRATEGY_MOST_FREQUENT, STRATEGY_CONSTANT };

struct simple_imputer {
	struct skops_values statistics_;
	struct skops_value missing_values;
	struct skops_record indicator_;
	int strategy, fit_dtype, fill_dtype;
	bool add_indicator, keep_empty_features;
	int64_t n_features;
	/* built */
	struct impute_missing missing;
	double *fill;                       /* statistics_ as numbers, of numeric imputers */
	int32_t *kept;                      /* columns of X that are not dropped, n_kept of them */
	int32_t *place;                     /* per column of X its column in the output; -1: dropped */
	size_t n_kept;
	const struct skops_array *features; /* of the indicator */
};

/* A function computes from floats, and is not needed again. */
static const struct skops_word strategy_words[] = { SKOPS_TEXT_WORD ("mean", STRATEGY_NUMBERS), SKOPS_TEXT_WORD ("median", STRATEGY_NUMBERS),
	SKOPS_TEXT_WORD ("most_frequent", STRATEGY_MOST_FREQUENT), SKOPS_TEXT_WORD ("constant", STRATEGY_CONSTANT), SKOPS_OTHER_WORD (STRATEGY_NUMBERS), SKOPS_END_WORD };

SKOPS_TABLE (table, struct simple_imputer,
	SKOPS_VALUES (struct simple_imputer, statistics_, .dims = "F"),
	SKOPS_VALUE (struct simple_imputer, missing_values, .flags = SKOPS_PARAMETER),
	SKOPS_RECORD (struct simple_imputer, indicator_, impute_indicator_cases, .flags = SKOPS_NULLABLE),
	SKOPS_WORD (struct simple_imputer, strategy, strategy_words, .flags = SKOPS_PARAMETER),
	SKOPS_DTYPE (struct simple_imputer, fit_dtype, .attribute = "_fit_dtype"),
	SKOPS_DTYPE (struct simple_imputer, fill_dtype, .attribute = "_fill_dtype", .since = SKOPS_VERSION (1, 8)),
	SKOPS_BOOL (struct simple_imputer, add_indicator, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct simple_imputer, keep_empty_features, .flags = SKOPS_PARAMETER, .since = SKOPS_VERSION (1, 2)),
	SKOPS_DIM (struct simple_imputer, n_features, "F"));

static bool is_integer (int dtype)
{
	return dtype >= SKOPS_I8 && dtype <= SKOPS_U1;
}

static bool is_nan (const struct skops_value *value)
{
	return value->kind == SKOPS_IS_FLOAT && isnan (value->f);
}

static bool of_objects (const struct simple_imputer *self)
{
	return self->fit_dtype == SKOPS_OBJECT;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct simple_imputer *self = state;
	bool drops = !self->keep_empty_features && (self->strategy != STRATEGY_CONSTANT || call->writer >= SKOPS_VERSION (1, 8));
	size_t count = self->statistics_.count;

	self->fill = skops_alloc (call, count, sizeof *self->fill);
	self->kept = skops_alloc (call, count, sizeof *self->kept);
	self->place = skops_alloc (call, count, sizeof *self->place);
	if (!self->fill || !self->kept || !self->place || impute_missing_build (call, &self->missing, &self->missing_values))
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < count; c++) {
		const struct skops_value *value = &self->statistics_.items[c];

		self->place[c] = -1;
		if (!drops || !is_nan (value)) {
			self->kept[self->n_kept] = (int32_t) c;
			self->place[c] = (int32_t) self->n_kept++;
		}
		if (of_objects (self))
			continue;
		if (value->kind != SKOPS_IS_FLOAT && value->kind != SKOPS_IS_INT && value->kind != SKOPS_IS_UINT && value->kind != SKOPS_IS_BOOL)
			return skops_fail (call, SKOPS_BAD_FILE, "statistics_ of an imputer of numbers has something else for column %zu", c);
		self->fill[c] = value->kind == SKOPS_IS_FLOAT ? value->f : value->kind == SKOPS_IS_UINT ? (double) value->u : (double) value->i;
		if (self->fill_dtype)
			self->fill[c] = is_integer (self->fill_dtype) ? trunc (self->fill[c]) : skops_round_to ((uint8_t) self->fill_dtype, self->fill[c]);
	}
	if (self->add_indicator && !self->indicator_.state)
		return skops_fail (call, SKOPS_BAD_FILE, "an imputer with add_indicator=True and without its indicator_");
	return impute_indicator_features (call, &self->indicator_, self->n_features, &self->features);
}

static enum skops_status transform_sparse (struct skops_call *call, const struct simple_imputer *self, const struct skops_block *x, struct skops_block *out)
{
	int32_t *flag = skops_scratch (call, x->width, sizeof *flag); /* per column of X its indicator's column; -1: none */
	size_t used = 0;

	if (!flag)
		return SKOPS_NO_MEMORY;
	if (self->missing.is_number && self->missing.number == 0)
		return skops_fail (call, SKOPS_UNFIT, "missing_values=0 cannot be told from what a sparse input leaves out; a dense one is needed");
	memset (flag, -1, x->width * sizeof *flag);
	for (size_t i = 0; i < self->features->count; i++)
		flag[skops_i8 (self->features)[i]] = (int32_t) (self->n_kept + i);
	out->width = self->n_kept + self->features->count;
	for (size_t r = 0; r < x->rows; r++) {
		if (skops_reserve (call, out, used, 2 * (size_t) (x->indptr[r + 1] - x->indptr[r])))
			return SKOPS_NO_MEMORY;
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++) {
			int32_t c = x->indices[k];
			double fill = is_integer (out->dtype) ? trunc (self->fill[c]) : self->fill[c];
			if (self->place[c] < 0)
				continue;
			out->indices[used] = self->place[c];
			out->f8[used++] = impute_is_missing (&self->missing, x->dtype, x->f8[k]) ? fill : x->f8[k];
		}
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			if (flag[x->indices[k]] >= 0 && impute_is_missing (&self->missing, x->dtype, x->f8[k])) {
				out->indices[used] = flag[x->indices[k]];
				out->f8[used++] = 1;
			}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct simple_imputer *self = state;

	if (x->form == SKOPS_CSR)
		return transform_sparse (call, self, x, out);
	for (size_t r = 0; r < x->rows; r++) {
		const double *from = skops_row (x, r);
		double *to = skops_row (out, r);

		for (size_t k = 0; k < self->n_kept; k++) {
			size_t c = (size_t) self->kept[k];
			to[k] = !impute_is_missing (&self->missing, x->dtype, from[c]) ? from[c] : is_integer (out->dtype) ? trunc (self->fill[c]) : self->fill[c];
		}
		for (size_t i = 0; i < self->features->count; i++)
			to[self->n_kept + i] = impute_is_missing (&self->missing, x->dtype, from[skops_i8 (self->features)[i]]);
	}
	return SKOPS_OK;
}

static enum skops_status transform_objects (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct simple_imputer *self = state;

	for (size_t c = 0; c < x->width; c++)
		for (size_t r = 0; r < x->rows; r++) {
			struct skops_value value = skops_column_at (&x->columns[c], r);

			if (impute_is_missing_value (call, &self->missing, &value))
				value = self->statistics_.items[c];
			else if (is_nan (&value))
				return skops_fail_at (call, SKOPS_UNFIT, r, (int64_t) c, "NaN, which is not what this imputer takes for missing");
			if (self->place[c] >= 0)
				*skops_cell (out, r, (size_t) self->place[c]) = value;
		}
	for (size_t i = 0; i < self->features->count; i++)
		for (size_t r = 0; r < x->rows; r++) {
			struct skops_value value = skops_column_at (&x->columns[skops_i8 (self->features)[i]], r);
			*skops_cell (out, r, self->n_kept + i) = (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = impute_is_missing_value (call, &self->missing, &value) };
		}
	return SKOPS_OK;
}

/* Columns that were dropped are missing throughout, and so are known by their indicators: a question to the whole batch. */
static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct simple_imputer *self = state;
	size_t n_features = (size_t) self->n_features, n_imputed = self->n_kept, original = 0;
	double missing = self->missing.is_number ? self->missing.number : NAN;
	size_t *flag = skops_scratch (call, n_features, sizeof *flag); /* column of the indicator plus 1; 0: none */

	if (!flag)
		return SKOPS_NO_MEMORY;
	if (self->missing.value.kind == SKOPS_IS_TEXT)
		return skops_fail (call, SKOPS_UNFIT, "missing_values is a text, and inverse_transform answers numbers");
	memset (flag, 0, n_features * sizeof *flag);
	for (size_t i = 0; i < self->features->count; i++)
		flag[skops_i8 (self->features)[i]] = n_imputed + i + 1;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < n_features; c++)
			skops_row (out, r)[c] = 0;
	for (size_t k = 0; k < n_imputed; original++) {
		size_t flagged = 0;

		if (original == n_features)
			return skops_fail (call, SKOPS_UNFIT, "columns that are missing in every row cannot be told from columns that were dropped in training");
		for (size_t r = 0; flag[original] && r < x->rows; r++)
			flagged += skops_row (x, r)[flag[original] - 1] != 0;
		if (x->rows && flagged == x->rows)
			continue;
		for (size_t r = 0; r < x->rows; r++)
			skops_row (out, r)[original] = skops_row (x, r)[k];
		k++;
	}
	for (size_t c = 0; c < n_features; c++)
		for (size_t r = 0; flag[c] && r < x->rows; r++)
			if (skops_row (x, r)[flag[c] - 1] != 0)
				skops_row (out, r)[c] = missing;
	return SKOPS_OK;
}

/* Statistics tell what columns of objects held. Of one constant for all only a text does: a column that it may stand in is one of texts. */
static enum skops_status describe_columns (struct skops_call *call, const struct simple_imputer *self)
{
	for (int64_t c = 0; c < self->n_features; c++) {
		const struct skops_value *value = &self->statistics_.items[c];
		uint32_t kinds = value->kind == SKOPS_IS_TEXT ? SKOPS_ACCEPTS_TEXT
			: self->strategy == STRATEGY_CONSTANT || is_nan (value) ? 0 : SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL | SKOPS_ACCEPTS_TEXT;
		uint32_t missing = impute_missing_kind (&self->missing) | (value->kind == SKOPS_IS_NONE ? SKOPS_MISSING_NONE : 0u);
		if (skops_column_kinds (call, c, kinds, missing))
			return SKOPS_NO_MEMORY;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct simple_imputer *self = state;
	int64_t width = (int64_t) (self->n_kept + self->features->count);
	struct skops_method *method = skops_method_add (call, "transform", of_objects (self) ? transform_objects : transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = (self->missing.is_nan ? SKOPS_TAKES_NAN : 0) | (self->n_kept == (size_t) self->n_features ? SKOPS_KEEPS_COLUMNS : 0);
	method->outputs[0].width = width;
	if (of_objects (self)) {
		method->accepts[0] = SKOPS_TABLE;
		method->outputs[0].form = SKOPS_TABLE;
		method->outputs[0].dtype = SKOPS_OBJECT;
	} else {
		method->accepts[1] = SKOPS_CSR;
		method->outputs[0].form = SKOPS_LIKE_X;
		method->outputs[0].dtype = self->strategy == STRATEGY_NUMBERS ? SKOPS_FOLLOW : SKOPS_SAME;
	}
	if (self->add_indicator) {
		method = skops_method_add (call, "inverse_transform", inverse_transform);
		if (!method)
			return SKOPS_NO_MEMORY;
		method->features = width;
		method->flags = SKOPS_TAKES_OUTPUT | SKOPS_WHOLE_BATCH | SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
		method->outputs[0].width = self->n_features;
	}
	return of_objects (self) ? describe_columns (call, self) : SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct simple_imputer *self = state;
	enum skops_status status = SKOPS_OK;

	for (size_t c = 0; c < self->statistics_.count && c < in->count && !status; c++)
		if (!is_nan (&self->statistics_.items[c]))
			status = skops_name_add (call, "%.*s", (int) in->items[c].size, in->items[c].data);
	return status ? status : impute_indicator_names (call, self->features, in);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct simple_imputer *self = state;

	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "%s of an imputer is not converted", method);
	return self->n_kept + self->features->count ? SKOPS_OK : skops_onnx_refuse (call, "statistics_", "no column is left to answer");
}

/* One column of objects, texts or numbers, filled. */
static struct skops_tensor emit_column (struct skops_call *call, const struct simple_imputer *self, const struct skops_columns *x, int64_t column)
{
	const struct skops_value *fill = &self->statistics_.items[column];
	bool nothing = fill->kind == SKOPS_IS_NONE || fill->kind == SKOPS_IS_NA || is_nan (fill), text = fill->kind == SKOPS_IS_TEXT;
	struct skops_text filled = { text ? fill->text : "", text ? fill->size : 0 };
	bool known = nothing || text || fill->kind == SKOPS_IS_FLOAT || fill->kind == SKOPS_IS_INT || fill->kind == SKOPS_IS_UINT || fill->kind == SKOPS_IS_BOOL;
	double number = nothing ? NAN : fill->kind == SKOPS_IS_FLOAT ? fill->f : fill->kind == SKOPS_IS_UINT ? (double) fill->u : (double) fill->i;
	struct skops_tensor from, with;
	struct skops_columns one;

	if (skops_onnx_take (call, &one, x, &column, 1))
		return (struct skops_tensor) { 0 };
	from = one.parts[0];
	if (!known || (!nothing && text != (from.type == SKOPS_TENSOR_STRING))) {
		skops_fail (call, SKOPS_UNSUPPORTED, "column %lld would hold both texts and numbers, or dates, which no column of a graph does", (long long) column + 1);
		return (struct skops_tensor) { 0 };
	}
	if (from.type == SKOPS_TENSOR_STRING) {
		with = skops_onnx_constant (call, SKOPS_TENSOR_STRING, 0, NULL, &filled);
	} else {
		from = skops_onnx_cast (call, from, SKOPS_TENSOR_DOUBLE);
		with = skops_onnx_number (call, number);
	}
	return skops_onnx_3 (call, "Where", impute_onnx_missing (call, &self->missing, from), with, from);
}

/* Columns of numbers, filled at once. */
static struct skops_tensor emit_numbers (struct skops_call *call, const struct simple_imputer *self, const struct skops_columns *x, const int64_t *columns)
{
	double *fill = skops_scratch (call, self->n_kept, sizeof *fill);
	struct skops_tensor from;
	struct skops_columns kept;

	if (!fill || skops_onnx_take (call, &kept, x, columns, self->n_kept))
		return (struct skops_tensor) { 0 };
	for (size_t k = 0; k < self->n_kept; k++)
		fill[k] = self->fill[columns[k]];
	from = skops_onnx_dense (call, &kept);
	return skops_onnx_3 (call, "Where", impute_onnx_missing (call, &self->missing, from), skops_onnx_row (call, fill, self->n_kept), from);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct simple_imputer *self = state;
	struct skops_tensor *parts = skops_scratch (call, self->n_kept + 1, sizeof *parts);
	int64_t *columns = skops_scratch (call, self->n_kept, sizeof *columns);
	struct skops_columns blocks[2] = { { parts, 0 }, { NULL, 0 } };

	(void) method;
	if (!parts || !columns)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->n_kept; k++)
		columns[k] = self->kept[k];
	if (!of_objects (self) && self->n_kept)
		parts[blocks[0].count++] = emit_numbers (call, self, x, columns);
	for (size_t k = 0; of_objects (self) && k < self->n_kept; k++)
		parts[blocks[0].count++] = emit_column (call, self, x, columns[k]);
	if (self->features->count && impute_onnx_mask (call, &self->missing, x, self->features, &blocks[1]))
		return SKOPS_UNSUPPORTED;
	return skops_onnx_join (call, out, blocks, 2);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names,
};

const struct skops_handler simple_imputer = {
	.size = sizeof simple_imputer, .module = "sklearn.impute._base", .class_name = "SimpleImputer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
