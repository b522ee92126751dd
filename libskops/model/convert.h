/* SPDX-License-Identifier: BSD-3-Clause */
/* Converting a model to ONNX: its methods become nodes of one graph, estimator by estimator. */
#ifndef SKOPS_MODEL_CONVERT_H
#define SKOPS_MODEL_CONVERT_H

#include "base/buffer.h"
#include "model/model.h"
#include "out/graph.h"

struct skops_convert_options {
	int opset;       /* of ai.onnx; 0: SKOPS_OPSET_DEFAULT */
	bool as_double;  /* inputs and outputs are float64 rather than float32 */
};

/* Why a parameter (NULL: the type as a whole) of a step has no equal in ONNX. */
struct skops_convert_reason {
	const char *parameter, *why;
	struct skops_convert_reason *next;
};

/* What became of one estimator. */
struct skops_convert_step {
	const struct skops_child *child;
	struct skops_convert_reason *reasons; /* NULL: it converts */
	size_t judged; /* the call, counted from 1, that it answered last */
};

/* A conversion, whether or not it succeeded: `steps` are all estimators that were met, in the order of their first call. */
struct skops_convert {
	struct skops_error *err;
	struct skops_model *model;
	struct skops_arena *arena;
	struct skops_arena *scratch; /* a stack: what a converter takes is given back when it returns */
	struct skops_graph *graph;
	struct skops_map *made; /* a method and the tensors that it was given → what it answered, an array of struct skops_columns */
	struct skops_convert_options options;
	struct skops_convert_step *steps;
	size_t n_steps, capacity;
	bool wide;    /* the graph's inputs are float64: asked for, or columns of a table */
	bool refused; /* a step was: what follows it is only looked at */
	const struct skops_child *broken; /* NULL, or whose converter refused without a reason, or emitted what its description does not state */
	unsigned depth;
	size_t calls; /* so far */
};

/* Converts what the root answers. SKOPS_OK, or SKOPS_UNSUPPORTED where a step has no equal in ONNX: then `steps` say which and why. To be freed also on failure. */
enum skops_status skops_convert_model (struct skops_error *err, struct skops_convert *convert, struct skops_model *model, const struct skops_convert_options *options);
void skops_convert_free (struct skops_convert *convert);

/* One method of a child into the graph: the service behind skops_onnx_run. `out` has an entry for each output. After a refusal outputs are stand-ins. */
enum skops_status skops_convert_run (struct skops_convert *convert, const struct skops_child *child, const char *method, const struct skops_columns *x,
                                     struct skops_columns *out);

/* The verdict on every step as text for people or as JSON. */
void skops_convert_report (struct skops_buffer *out, const struct skops_convert *convert, const char *path, bool json, bool color);

#endif
