/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance kit: a plugin is held against its registry file and against sample models, and every promise of skops/plugin.h that can be tried is tried. It
 * runs in a probing program (plugin/probe.h), tells its findings there, and fails in no other way. */
#ifndef SKOPS_MODEL_CONFORM_H
#define SKOPS_MODEL_CONFORM_H

#include "model/data.h"
#include "model/model.h"

/* A model to try the plugin with; `input` is a file of data for it, NULL: some is made up. */
struct skops_conform_sample {
	const char *model, *input;
};

/* What is to be tried. `entry` NULL: no registry file names the library, so that it is looked at alone. */
struct skops_conform_task {
	const struct skops_registry *registry;
	struct skops_loader *loader;
	const struct skops_limits *limits;
	const char *library; /* absolute path */
	const struct skops_registry_plugin *entry;
	const struct skops_conform_sample *samples;
	size_t n_samples;
};

void skops_conform_probe (const struct skops_conform_task *task);

/* ---- between the files of the kit ---- */

/* Sums over what a plugin must leave alone. */
enum skops_aspect { SKOPS_ASPECT_DATA, SKOPS_ASPECT_PRINTED, SKOPS_ASPECT_LOCALE, SKOPS_ASPECT_FOLDER, SKOPS_ASPECT_MASK, SKOPS_ASPECT_SIGNALS, SKOPS_ASPECT_ENVIRONMENT,
	SKOPS_ASPECT_ROUNDING, SKOPS_ASPECTS };

struct skops_surroundings {
	uint64_t sums[SKOPS_ASPECTS];
};

struct skops_conform {
	const struct skops_conform_task *task;
	const struct skops_plugin *plugin; /* NULL until it is open */
	struct skops_surroundings before;
	bool told[SKOPS_ASPECTS];
	const char *sample;
};

/* conform_state.c: how things are, and what is told of a change. `inside`: an address in the plugin; NULL: it is not open. */
void skops_surroundings_look (struct skops_surroundings *out, const void *inside);
const char *skops_surroundings_change (enum skops_aspect aspect, const char **way_out);

/* Bytes that malloc has given out; 0 where nobody counts them. */
size_t skops_surroundings_memory (void);

/* Whether an error is the core's own word on what a plugin did, rather than the plugin's on a file or its input. */
bool skops_conform_is_blamed (const struct skops_error *err);

/* A new step; what the last one changed around it is told first. */
void skops_conform_step (struct skops_conform *conform, const char *format, ...) __attribute__ ((format (printf, 2, 3)));
void skops_conform_wrong (struct skops_conform *conform, const char *way_out, const char *format, ...) __attribute__ ((format (printf, 3, 4)));
void skops_conform_note (struct skops_conform *conform, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* conform_sample.c: loads a model and tries all that can be asked of it. */
void skops_conform_sample (struct skops_conform *conform, const struct skops_conform_sample *sample);

/* conform_input.c: rows made up for a method, from its description alone; false, after a note, where that does not say enough. */
bool skops_conform_invent (struct skops_conform *conform, struct skops_data *out, struct skops_arena *arena, const struct skops_method_entry *method);

/* What a method answered as input of its inverse; false without memory. */
bool skops_conform_output (struct skops_data *out, struct skops_arena *arena, const struct skops_answer *answer);

/* conform_method.c: one method over one input; `invented`: that it does not fit proves nothing. `out` gets the answer, to be freed, if there is one: then true. */
bool skops_conform_method (struct skops_conform *conform, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                           const struct skops_data *data, bool invented);

#endif
