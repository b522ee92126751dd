/* SPDX-License-Identifier: BSD-3-Clause */
/* PolynomialFeatures: products of columns up to a degree. Source: sklearn/preprocessing/_polynomial.py, PolynomialFeatures; _csr_polynomial_expansion.pyx. */
#include <stdio.h>

#include "scalers.h"

struct polynomial_features {
	bool interaction_only, include_bias;
	int64_t min_degree, max_degree, n_output_features_, n_features;
	/* built */
	int64_t n_full;  /* columns as if min_degree were 0: the lower ones are factors of the others */
	int64_t first[4]; /* of degrees 1 to 3: the first column of their products, where they have any */
};

SKOPS_TABLE (table, struct polynomial_features,
	SKOPS_INT (struct polynomial_features, min_degree, .attribute = "_min_degree", .flags = SKOPS_INDEX),
	SKOPS_INT (struct polynomial_features, max_degree, .attribute = "_max_degree", .flags = SKOPS_INDEX),
	SKOPS_BOOL (struct polynomial_features, interaction_only, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct polynomial_features, include_bias, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct polynomial_features, n_output_features_, .flags = SKOPS_INDEX),
	SKOPS_DIM (struct polynomial_features, n_features, "F"));

/* Sparse rows are multiplied nonzero by nonzero up to this degree; above it, all columns are computed, whether 0 or not. */
enum { SPARSE_DEGREE = 3 };

/* A tiny file may ask for any number of columns, so they are counted before anything is made of them. */
static enum skops_status build (struct skops_call *call, void *state)
{
	struct polynomial_features *self = state;
	int64_t widest = self->max_degree <= SPARSE_DEGREE ? INT32_MAX : WIDEST, products = 1, out = self->include_bias;

	if (self->n_features < 1 || self->n_features > INT32_MAX)
		return skops_fail (call, SKOPS_BAD_FILE, "a PolynomialFeatures of %lld columns", (long long) self->n_features);
	self->n_full = out;
	for (int64_t degree = 1; degree <= self->max_degree && products && self->n_full <= widest; degree++) {
		products = products * (self->interaction_only ? self->n_features - degree + 1 : self->n_features + degree - 1) / degree;
		if (degree <= SPARSE_DEGREE)
			self->first[degree] = out;
		self->n_full += products;
		if (degree >= self->min_degree)
			out += products;
	}
	if (self->n_full > widest)
		return skops_fail (call, SKOPS_UNSUPPORTED, "products of %lld columns up to degree %lld are more than %lld columns", (long long) self->n_features,
		                   (long long) self->max_degree, (long long) widest);
	if (out != self->n_output_features_)
		return skops_fail (call, SKOPS_BAD_FILE, "n_output_features_ is %lld, and there are %lld products", (long long) self->n_output_features_, (long long) out);
	return SKOPS_OK;
}

/* All products of one row, n_full of them: those of a degree are those of the degree before times a column. starts and nexts have room for F + 1. */
static void expand (const struct polynomial_features *self, const double *x, uint8_t dtype, double *out, size_t *starts, size_t *nexts)
{
	size_t features = (size_t) self->n_features, used = 0, end;

	if (self->include_bias)
		out[used++] = 1;
	if (!self->max_degree)
		return;
	for (size_t f = 0; f < features; f++) {
		starts[f] = used;
		out[used++] = x[f];
	}
	starts[features] = end = used;
	for (int64_t degree = 2; degree <= self->max_degree; degree++, end = used) {
		size_t *swap = starts;

		for (size_t f = 0; f < features; f++) { /* starts[f]: the first product of columns from f on only */
			nexts[f] = used;
			for (size_t k = starts[self->interaction_only ? f + 1 : f]; k < end; k++)
				out[used++] = skops_round_to (dtype, out[k] * x[f]);
		}
		nexts[features] = used;
		if (used == end)
			return;
		starts = nexts;
		nexts = swap;
	}
}

static enum skops_status put (struct skops_call *call, struct skops_block *out, size_t *used, int64_t column, double value)
{
	if (skops_reserve (call, out, *used, 1))
		return SKOPS_NO_MEMORY;
	out->indices[*used] = (int32_t) column;
	out->f8[(*used)++] = value;
	return SKOPS_OK;
}

static int64_t pairs (int64_t n)
{
	return n * (n - 1) / 2;
}

static int64_t triples (int64_t n)
{
	return n < 3 ? 0 : pairs (n) * (n - 2) / 3;
}

/* Products of up to three of the `count` nonzero columns of a row. A product's column is its place among all combinations of as many columns in order: with
 * repetition, those of n are as many as those of n + 1 (pairs) and n + 2 (triples) without. */
static enum skops_status expand_sparse (struct skops_call *call, const struct polynomial_features *self, const double *x, uint8_t dtype, const int32_t *nonzero, size_t count,
                                        struct skops_block *out, size_t *used)
{
	int64_t n = self->n_features, skip = self->interaction_only, more = 1 - skip;

	if (self->include_bias && put (call, out, used, 0, 1))
		return SKOPS_NO_MEMORY;
	for (size_t a = 0; self->min_degree <= 1 && self->max_degree >= 1 && a < count; a++)
		if (put (call, out, used, self->first[1] + nonzero[a], x[nonzero[a]]))
			return SKOPS_NO_MEMORY;
	for (size_t a = 0; self->min_degree <= 2 && self->max_degree >= 2 && a < count; a++) {
		int64_t i = nonzero[a], before = self->first[2] + pairs (n + more) - pairs (n - i + more);

		for (size_t b = a + (size_t) skip; b < count; b++)
			if (put (call, out, used, before + nonzero[b] - i - skip, skops_round_to (dtype, x[i] * x[nonzero[b]])))
				return SKOPS_NO_MEMORY;
	}
	for (size_t a = 0; self->max_degree >= 3 && a < count; a++) {
		int64_t i = nonzero[a], rest = n - i - skip, before = self->first[3] + triples (n + 2 * more) - triples (n - i + 2 * more);

		for (size_t b = a + (size_t) skip; b < count; b++) {
			int64_t j = nonzero[b], shift = j - i - skip;
			double product = skops_round_to (dtype, x[i] * x[j]);

			for (size_t c = b + (size_t) skip; c < count; c++)
				if (put (call, out, used, before + pairs (rest + more) - pairs (rest - shift + more) + nonzero[c] - j - skip, skops_round_to (dtype, product * x[nonzero[c]])))
					return SKOPS_NO_MEMORY;
		}
	}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct polynomial_features *self = state;
	bool sparse = x->form == SKOPS_CSR, all = !sparse || self->max_degree > SPARSE_DEGREE;
	size_t width = (size_t) self->n_output_features_, lower = (size_t) self->n_full - width, bias = self->include_bias, used = 0;
	size_t *starts = skops_scratch (call, x->width + 1, sizeof *starts), *nexts = skops_scratch (call, x->width + 1, sizeof *nexts);
	double *made = skops_scratch (call, all ? (size_t) self->n_full : 0, sizeof *made), *row = skops_scratch (call, sparse ? x->width : 0, sizeof *row);
	int32_t *nonzero = skops_scratch (call, sparse ? x->width : 0, sizeof *nonzero);

	if (!starts || !nexts || !made || !row || !nonzero || (sparse && skops_shape (call, out, SKOPS_CSR, x->rows, width)))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		size_t count = 0;

		if (!sparse) {
			expand (self, skops_row (x, r), x->dtype, lower ? made : skops_row (out, r), starts, nexts);
			if (lower) {
				memcpy (skops_row (out, r), made, bias * sizeof *made);
				memcpy (skops_row (out, r) + bias, made + bias + lower, (width - bias) * sizeof *made);
			}
			continue;
		}
		for (size_t c = 0; c < x->width; c++)
			row[c] = 0;
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			row[x->indices[k]] += x->f8[k];
		for (size_t c = 0; !all && c < x->width; c++)
			if (row[c] != 0)
				nonzero[count++] = (int32_t) c;
		if (!all && expand_sparse (call, self, row, x->dtype, nonzero, count, out, &used))
			return SKOPS_NO_MEMORY;
		if (all)
			expand (self, row, x->dtype, made, starts, nexts);
		for (size_t c = 0; all && c < width; c++) {
			double value = made[c < bias ? c : c + lower];
			if (value != 0 && put (call, out, &used, (int64_t) c, value))
				return SKOPS_NO_MEMORY;
		}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct polynomial_features *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_CSR; /* a dense row is as wide as its output */
	method->accepts[1] = self->n_full <= WIDEST ? SKOPS_DENSE : SKOPS_ANY;
	method->tolerance = self->max_degree > SPARSE_DEGREE ? SKOPS_ROUNDING : SKOPS_EXACT; /* sparse products of many factors are made in another order */
	method->outputs[0].width = self->n_output_features_;
	method->outputs[0].form = SKOPS_LIKE_X;
	method->outputs[0].dtype = SKOPS_FOLLOW;
	return SKOPS_OK;
}

/* "x0^2 x1" of a combination of `degree` columns, ascending; a column that stands there several times has that power. */
static enum skops_status name (struct skops_call *call, const struct polynomial_features *self, const struct skops_names *in, const int64_t *places, int64_t degree, char *text, size_t room)
{
	size_t used = 0;

	for (int64_t i = 0, next; i < degree; i = next) {
		int64_t column = places[i] - (self->interaction_only ? 0 : i);
		const struct skops_text *of = &in->items[column];
		char power[24] = "";
		int size;

		for (next = i + 1; next < degree && !self->interaction_only && places[next] - next == column; next++)
			;
		if (next - i > 1)
			snprintf (power, sizeof power, "^%lld", (long long) (next - i));
		size = snprintf (text + used, room - used, "%s%.*s%s", used ? " " : "", (int) of->size, of->data, power);
		if (size < 0 || (size_t) size >= room - used)
			return skops_fail (call, SKOPS_BAD_FILE, "a column's name is too long");
		used += (size_t) size;
	}
	return skops_name_add (call, "%s", degree ? text : "1");
}

/* Combinations in lexicographic order. Those with repetition are those without of `degree` - 1 columns more, the one at place i standing for i less. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct polynomial_features *self = state;
	int64_t most = self->n_output_features_ && self->max_degree > INT32_MAX / self->n_output_features_ ? -1 : self->max_degree, longest = 0, *places;
	size_t room;
	char *text;

	if (self->interaction_only && self->max_degree > self->n_features)
		most = self->n_features;
	if (most < 0 || self->n_output_features_ > WIDEST)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%lld products of up to %lld columns are too many to be named", (long long) self->n_output_features_, (long long) self->max_degree);
	if (in->count < (size_t) self->n_features)
		return skops_fail (call, SKOPS_UNFIT, "%zu names for %lld columns", in->count, (long long) self->n_features);
	for (int64_t c = 0; c < self->n_features; c++)
		longest = (int64_t) in->items[c].size > longest ? (int64_t) in->items[c].size : longest;
	room = ((size_t) longest + 24) * (size_t) (most < self->n_features ? most : self->n_features) + 1;
	places = skops_scratch (call, (size_t) most + 1, sizeof *places);
	text = skops_scratch (call, room, 1);
	if (!places || !text)
		return SKOPS_NO_MEMORY;
	if (self->include_bias && name (call, self, in, places, 0, text, room))
		return SKOPS_NO_MEMORY;
	for (int64_t degree = self->min_degree > 1 ? self->min_degree : 1; degree <= most; degree++) {
		int64_t total = self->n_features + (self->interaction_only ? 0 : degree - 1), i = 0;

		for (int64_t k = 0; k < degree; k++)
			places[k] = k;
		while (i >= 0) {
			if (name (call, self, in, places, degree, text, room))
				return SKOPS_NO_MEMORY;
			for (i = degree - 1; i >= 0 && places[i] == total - degree + i; i--)
				;
			for (int64_t k = i, at = i < 0 ? 0 : places[i]; k >= 0 && k < degree; k++)
				places[k] = ++at;
		}
	}
	return SKOPS_OK;
}

/* The products of each degree, as indices: left[i] of the degree before times the column right[i]. starts[f] is the first product of columns from f on only. */
static size_t pair_up (const struct polynomial_features *self, size_t count, int64_t *starts, int64_t *nexts, int64_t *left, int64_t *right)
{
	size_t made = 0;

	for (int64_t f = 0; f < self->n_features; f++) {
		nexts[f] = (int64_t) made;
		for (int64_t k = starts[self->interaction_only ? f + 1 : f]; k < (int64_t) count; k++) {
			left[made] = k;
			right[made++] = f;
		}
	}
	nexts[self->n_features] = (int64_t) made;
	memcpy (starts, nexts, ((size_t) self->n_features + 1) * sizeof *starts);
	return made;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct polynomial_features *self = state;

	(void) method;
	if (self->n_full > WIDEST)
		return skops_onnx_refuse (call, "degree", "%lld products are more than %d dense columns", (long long) self->n_full, WIDEST);
	return self->n_output_features_ ? SKOPS_OK : skops_onnx_refuse (call, "degree", "there is no column to answer");
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct polynomial_features *self = state;
	size_t features = (size_t) self->n_features, count = features, n_parts = 0, degrees = (size_t) (self->max_degree < self->n_full ? self->max_degree : self->n_full);
	int64_t *starts = skops_scratch (call, 2 * (features + 1), sizeof *starts), *indices = skops_scratch (call, 2 * (size_t) self->n_full, sizeof *indices);
	struct skops_tensor numbers = skops_onnx_dense (call, x), product = numbers, *parts = skops_scratch (call, degrees + 1, sizeof *parts);

	(void) method;
	if (!starts || !indices || !parts)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f <= features; f++)
		starts[f] = (int64_t) f;
	if (self->include_bias)
		parts[n_parts++] = skops_onnx_2 (call, "Pow", skops_onnx_column (call, numbers, 0), skops_onnx_number (call, 0));
	for (int64_t degree = 1; degree <= self->max_degree && count; degree++) {
		if (degree > 1) {
			count = pair_up (self, count, starts, starts + features + 1, indices, indices + self->n_full);
			if (!count)
				break;
			product = skops_onnx_2 (call, "Mul", skops_onnx_gather (call, product, skops_onnx_ints (call, indices, count), 1),
			                        skops_onnx_gather (call, numbers, skops_onnx_ints (call, indices + self->n_full, count), 1));
		}
		if (degree >= self->min_degree)
			parts[n_parts++] = product;
	}
	return skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", parts, n_parts, 1));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler polynomial_features = {
	.size = sizeof polynomial_features, .module = "sklearn.preprocessing._polynomial", .class_name = "PolynomialFeatures", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
