/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking the columns of a mask, and putting them back. */
#include <string.h>

#include "feature_selection.h"

enum skops_status selection_make (struct skops_call *call, struct selection *selection, const bool *mask, size_t features)
{
	selection->kept = skops_alloc (call, features, sizeof *selection->kept);
	selection->place = skops_alloc (call, features, sizeof *selection->place);
	selection->features = features;
	if (!selection->kept || !selection->place)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f < features; f++) {
		selection->place[f] = mask[f] ? (int64_t) selection->n_kept : -1;
		if (mask[f])
			selection->kept[selection->n_kept++] = (int64_t) f;
	}
	return SKOPS_OK;
}

/* CSR with each column renumbered by `place`; those at -1 are left out. */
static enum skops_status renumber (struct skops_call *call, const int64_t *place, size_t width, const struct skops_block *x, struct skops_block *out)
{
	size_t used = 0;

	if (skops_shape (call, out, SKOPS_CSR, x->rows, width) || skops_reserve (call, out, 0, (size_t) x->indptr[x->rows]))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			if (place[x->indices[k]] >= 0) {
				out->indices[used] = (int32_t) place[x->indices[k]];
				out->f8[used++] = x->f8[k];
			}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct selection *selection = state;

	if (x->form == SKOPS_CSR)
		return renumber (call, selection->place, selection->n_kept, x, out);
	if (skops_shape (call, out, SKOPS_DENSE, x->rows, selection->n_kept))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < selection->n_kept; c++)
			skops_row (out, r)[c] = skops_row (x, r)[selection->kept[c]];
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct selection *selection = state;

	if (x->form == SKOPS_CSR)
		return renumber (call, selection->kept, selection->features, x, out);
	if (skops_shape (call, out, SKOPS_DENSE, x->rows, selection->features))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		memset (skops_row (out, r), 0, selection->features * sizeof (double));
		for (size_t c = 0; c < selection->n_kept; c++)
			skops_row (out, r)[selection->kept[c]] = skops_row (x, r)[c];
	}
	return SKOPS_OK;
}

enum skops_status selection_describe (struct skops_call *call, const void *state)
{
	const struct selection *selection = state;

	for (int inverse = 0; inverse < 2; inverse++) {
		struct skops_method *method = skops_method_add (call, inverse ? "inverse_transform" : "transform", inverse ? inverse_transform : transform);
		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[1] = SKOPS_CSR;
		method->flags = inverse ? SKOPS_TAKES_OUTPUT : selection->takes_nan ? SKOPS_TAKES_NAN | SKOPS_TAKES_INF : 0;
		method->features = (int64_t) (inverse ? selection->n_kept : selection->features);
		method->outputs[0].width = (int64_t) (inverse ? selection->features : selection->n_kept);
		method->outputs[0].form = SKOPS_ANY;
		method->outputs[0].dtype = SKOPS_SAME;
	}
	return SKOPS_OK;
}

enum skops_status selection_names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct selection *selection = state;
	enum skops_status status = SKOPS_OK;

	for (size_t c = 0; c < selection->n_kept && !status; c++) {
		if ((uint64_t) selection->kept[c] < in->count)
			status = skops_name_add (call, "%.*s", (int) in->items[selection->kept[c]].size, in->items[selection->kept[c]].data);
		else
			status = skops_name_add (call, "x%lld", (long long) selection->kept[c]);
	}
	return status;
}

enum skops_status selection_support (struct skops_call *call, const void *state, const char *method)
{
	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "of a selection transform converts, not %s", method);
	return ((const struct selection *) state)->n_kept ? SKOPS_OK : skops_onnx_refuse (call, NULL, "it keeps no column");
}

enum skops_status selection_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct selection *selection = state;

	(void) method;
	return skops_onnx_take (call, out, x, selection->kept, selection->n_kept);
}
