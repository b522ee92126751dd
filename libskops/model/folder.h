/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder that names a model: MLflow's (MLmodel) or Hugging Face's (config.json). */
#ifndef SKOPS_MODEL_FOLDER_H
#define SKOPS_MODEL_FOLDER_H

#include "base/arena.h"
#include "base/error.h"

/* `path` itself unless it is a folder; else the path, in the arena, of the .skops file in it that `flavors.sklearn.pickled_model` of MLmodel or `sklearn.model.file`
 * of config.json names. Only a plain file name is followed, never out of the folder. SKOPS_MISUSE where there is none, SKOPS_UNSUPPORTED where it is no .skops file. */
enum skops_status skops_folder_model (struct skops_error *err, const char **out, struct skops_arena *arena, const char *path);

#endif
