/* SPDX-License-Identifier: BSD-3-Clause */
/* NearestNeighbors: kneighbors and radius_neighbors. Source: sklearn/neighbors/_base.py, KNeighborsMixin and RadiusNeighborsMixin. */
#include <math.h>

#include "neighbors.h"

struct nearest_neighbors {
	struct neighbors base;
	double radius;
};

SKOPS_TABLE (table, struct nearest_neighbors,
	NEIGHBORS_FIELDS (struct nearest_neighbors),
	SKOPS_FLOAT (struct nearest_neighbors, radius, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE));

static enum skops_status build (struct skops_call *call, void *state)
{
	return neighbors_build (call, &((struct nearest_neighbors *) state)->base);
}

static enum skops_status radius_neighbors (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct nearest_neighbors *self = state;

	return neighbors_within (call, &self->base, x, self->radius, &out[0], &out[1]);
}

/* A method that could only fail is not there: more neighbours than fitted rows, no radius. */
static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct nearest_neighbors *self = state;
	struct skops_method *method;
	struct skops_output *outputs;

	if (self->base.n_neighbors > 0 && self->base.n_neighbors <= self->base.n_samples && neighbors_describe_nearest (call, &self->base))
		return SKOPS_NO_MEMORY;
	if (isnan (self->radius))
		return SKOPS_OK;
	method = skops_method_add (call, "radius_neighbors", radius_neighbors);
	outputs = method ? skops_outputs (call, method, 2) : NULL;
	if (!outputs)
		return SKOPS_NO_MEMORY;
	neighbors_describe (&self->base, method);
	outputs[0].name = "distances";
	outputs[1].name = "indices";
	outputs[0].form = outputs[1].form = SKOPS_RAGGED;
	outputs[1].dtype = SKOPS_I8;
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct nearest_neighbors *self = state;

	if (strcmp (method, "kneighbors") != 0)
		return skops_onnx_refuse (call, "method", "radius_neighbors answers rows of different lengths, for which ONNX has no tensor; kneighbors converts");
	return neighbors_support (call, &self->base);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct nearest_neighbors *self = state;

	(void) method;
	return neighbors_emit_nearest (call, &self->base, x, out);
}

const struct skops_onnx nearest_neighbors_onnx = { .size = sizeof nearest_neighbors_onnx, .table = &table, .build = build, .support = support, .emit = emit };
const struct skops_predict nearest_neighbors_predict = { .size = sizeof nearest_neighbors_predict, .table = &table, .build = build, .describe = describe };
