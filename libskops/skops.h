/* SPDX-License-Identifier: BSD-3-Clause */
/* The public interface of libskops: what programs that use the library include.
 *
 *     struct skops_context *ctx = skops_context_new ();
 *     struct skops_estimator *model;
 *     struct skops_result *result;
 *     if (skops_estimator_open (ctx, &model, "model.skops")
 *         || skops_estimator_run (ctx, model, "predict", SKOPS_F8, x, rows, columns, &result))
 *         fprintf (stderr, "%s\n", skops_context_error (ctx));
 *
 * Status. Functions that can fail return an enum skops_status as int: 0 is success, everything else is negative, and skops_context_error says why in one
 * sentence, UTF-8 and free of control characters. On failure the out parameters are untouched unless it is said otherwise.
 *
 * Threads. A context serves one thread at a time. An estimator is const once it is open: any number of threads may run it at once, each with a context
 * of its own. A result is const too.
 *
 * Ownership. What a function hands out through a pointer to pointer is the caller's, to be freed by the function named there. The context that opened an
 * estimator must outlive it. Results outlive nothing: free them before their estimator.
 *
 * Trust. Opening a model runs no code that the file names. Its state is bound and checked by the plugins that the registry has for its types; what no
 * plugin claims is refused with SKOPS_UNSUPPORTED. */
#ifndef SKOPS_H
#define SKOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "skops/status.h"
#include "skops/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Marks the functions that the shared library exports; all others are hidden. */
#define SKOPS_PUBLIC __attribute__ ((visibility ("default")))

struct skops_context;   /* the registry of plugins, settings and the last error */
struct skops_estimator; /* an open model */
struct skops_result;    /* what a method answered */

/* The release of the library that is loaded, as "major.minor.patch". */
SKOPS_PUBLIC const char *skops_version (void);

/* Contexts */

/* NULL without memory. Reads nothing yet: the registry is read when a function first needs it. */
SKOPS_PUBLIC struct skops_context *skops_context_new (void);
SKOPS_PUBLIC void skops_context_free (struct skops_context *ctx); /* NULL is fine; plugins stay loaded until the process ends */

/* Why the last function that was given this context failed; "" if it did not. Valid until the context's next use. */
SKOPS_PUBLIC const char *skops_context_error (const struct skops_context *ctx);

enum skops_setting {
	SKOPS_SETTING_MEMORY,         /* most bytes that one model, input or answer may take; 64 GiB */
	SKOPS_SETTING_THREADS,        /* for skops_estimator_run and _run_file; 0, one per processor, if not set */
	SKOPS_SETTING_ASSUME_VERSION, /* major × 1000 + minor of scikit-learn: read files of newer writers as this version's; 0 refuses them */
	SKOPS_SETTING_SYSTEM_ONLY,    /* 1: ignore the user's own registry files. Before first use */
};

/* SKOPS_MISUSE for an unknown setting or a value that it cannot have. */
SKOPS_PUBLIC int skops_context_set (struct skops_context *ctx, enum skops_setting setting, size_t value);

/* While skops_estimator_run or _run_file works, `report` hears how many of the rows are done: it is called by the thread that called the function, before each block of some
 * hundred rows that this thread takes, and, unless the run fails, once at the end with done == total. It must not use the context. `report` NULL, the default, turns it off. */
SKOPS_PUBLIC void skops_context_progress (struct skops_context *ctx, void (*report) (void *data, size_t done, size_t total), void *data);

/* For texts that the functions below hand out. */
SKOPS_PUBLIC void skops_free (void *text);

/* Judging files: no plugin is opened but by skops_verify */

enum skops_report_flags {
	SKOPS_REPORT_JSON = 1 << 0,          /* JSON rather than text for people */
	SKOPS_REPORT_COLOR = 1 << 1,         /* with the escape sequences of terminals */
	SKOPS_REPORT_TYPES = 1 << 2,         /* inspect: each type and the places where it is used, rather than the tree */
	SKOPS_REPORT_IGNORE_UNREAD = 1 << 3, /* audit, verify: forgive unknown types that are never read */
	SKOPS_REPORT_PYTHON = 1 << 4,        /* audit: add what Python's load would ask to trust */
	SKOPS_REPORT_DEPTH = 1 << 5,         /* inspect: show `depth` levels below the start alone */
};

/* Zero it, then set what is wanted: what is zero has its default. */
struct skops_report_options {
	unsigned flags;            /* enum skops_report_flags */
	unsigned depth;            /* inspect: see SKOPS_REPORT_DEPTH */
	const char *place;         /* inspect: the object to start from, "steps[1][1].coef_"; NULL: the root */
	const char *const *trusted;     /* audit: "module:Class" that the caller trusts … */
	size_t n_trusted;
	const char *const *trust_files; /* … and files of such, one on a line */
	size_t n_trust_files;
};

/* On failure *text is untouched unless it is said that there is a report.
 * Each writes a report on the file at `path` ("-": standard input; a folder: the model that its MLmodel or config.json names) to *text, NUL-terminated, to
 * be freed by skops_free; `options` NULL: all defaults. SKOPS_MISUSE: the file cannot be read, or there is nothing at the place; SKOPS_BAD_FILE: it is broken, and
 * if it is an array alone that is, there is a report all the same. */
SKOPS_PUBLIC int skops_inspect (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text);

/* 0 if nothing is unknown (or all of it is forgiven or trusted); SKOPS_UNSUPPORTED if something is: then, too, there is a report. */
SKOPS_PUBLIC int skops_audit (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text);

/* Audits, and then loads the model as for prediction, so that its plugins check all of its state. 0: it can be loaded and cannot misbehave.
 * SKOPS_UNSUPPORTED or SKOPS_BAD_FILE if not: then, too, there is a report, unless the container itself is broken. */
SKOPS_PUBLIC int skops_verify (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text);

/* Models */

/* Opens a model for prediction. Free with skops_estimator_free. SKOPS_MISUSE: cannot be read; SKOPS_BAD_FILE: broken or inconsistent, with the place in the
 * file; SKOPS_UNSUPPORTED: a type or parameter that no plugin serves, or a newer writer. A file of over 1 MiB stays open as long as the model: what is asked for later (importances, ONNX, cards)
 * is read from it then. Replace such a file by renaming another to its name, and do not write into it. */
SKOPS_PUBLIC int skops_estimator_open (struct skops_context *ctx, struct skops_estimator **out, const char *path);

/* The same of `size` bytes of a .skops file in memory, which are not needed any more afterwards. */
SKOPS_PUBLIC int skops_estimator_open_bytes (struct skops_context *ctx, struct skops_estimator **out, const void *bytes, size_t size);
SKOPS_PUBLIC void skops_estimator_free (struct skops_estimator *model); /* NULL is fine */

/* "sklearn.pipeline:Pipeline". */
SKOPS_PUBLIC const char *skops_estimator_type (const struct skops_estimator *model);

/* The number of columns that the model (or, of a pipeline, its default method) takes, -1 where nothing states it; and the i-th one's name, NULL where they have none or there is no such column. */
SKOPS_PUBLIC int64_t skops_estimator_features (const struct skops_estimator *model);
SKOPS_PUBLIC const char *skops_estimator_feature_name (const struct skops_estimator *model, size_t i);

/* The i-th method's name, NULL behind the last one. A method that scikit-learn has by an argument has a name of its own: "predict_std" is predict with return_std=True. */
SKOPS_PUBLIC const char *skops_estimator_method (const struct skops_estimator *model, size_t i);

/* "predict" of predictors, "transform" of transformers; NULL where there is no method at all. */
SKOPS_PUBLIC const char *skops_estimator_default_method (const struct skops_estimator *model);

/* Running */

/* Runs a method (NULL: the default one) over a row-major matrix of `rows` × `columns`, dtype SKOPS_F8 (double) or SKOPS_F4 (float), which stays the caller's. Free the result with
 * skops_result_free. SKOPS_MISUSE: no such method; SKOPS_UNFIT: the input does not fit the model, with row and column. */
SKOPS_PUBLIC int skops_estimator_run (struct skops_context *ctx, const struct skops_estimator *model, const char *method, enum skops_dtype dtype, const void *x,
                                      size_t rows, size_t columns, struct skops_result **out);

/* The same over a file: .npy, .npz, .csv, .tsv, .json, .jsonl, by its name or by `format` ("csv"; NULL: the name tells; needed for "-", standard input). */
SKOPS_PUBLIC int skops_estimator_run_file (struct skops_context *ctx, const struct skops_estimator *model, const char *method, const char *path, const char *format,
                                           struct skops_result **out);

/* get_feature_names_out: one array of texts. SKOPS_MISUSE where the model has none, as for any method. */
SKOPS_PUBLIC int skops_estimator_names_out (struct skops_context *ctx, const struct skops_estimator *model, struct skops_result **out);

/* Sessions: the same model asked again and again, for a row or for many, without any cost but the answer's. A session has a scratch of its own, grown by its first runs; after
 * these, or each of its threads' first blocks, it allocates nothing. It serves one thread at a time; any number of sessions, of any number of threads, may
 * share one estimator, which must outlive them, as must the context that made them or last set their threads.
 *
 *     struct skops_session *session;
 *     double proba[3];
 *     if (skops_session_new (ctx, model, "predict_proba", &session) || skops_session_run (session, SKOPS_F4, row, 1, proba))
 *         …
 *     skops_session_free (session); */
struct skops_session;

/* For a method (NULL: the default one) that takes numbers and answers one array of them, or of labels. SKOPS_MISUSE: no such method; SKOPS_UNSUPPORTED: it takes texts, or its answer has no
 * fixed width: skops_estimator_run serves it. */
SKOPS_PUBLIC int skops_session_new (struct skops_context *ctx, const struct skops_estimator *model, const char *method, struct skops_session **out);
SKOPS_PUBLIC void skops_session_free (struct skops_session *session); /* NULL is fine */

/* How many threads share the rows of one run where they make several blocks of some hundred: 1 unless it is set, 0 for one per processor. The others are those of the context,
 * which any number of sessions may use at once. Answers do not depend on it. */
SKOPS_PUBLIC int skops_session_threads (struct skops_context *ctx, struct skops_session *session, unsigned threads);

/* Columns of X, and numbers that are answered for each row. */
SKOPS_PUBLIC size_t skops_session_columns (const struct skops_session *session);
SKOPS_PUBLIC size_t skops_session_width (const struct skops_session *session);

/* Runs the method over a row-major matrix of `rows` rows, SKOPS_F8 (double) or SKOPS_F4 (float), and fills out[rows][width]. Labels are answered as indices: see skops_session_label. `out` is no
 * part of x. On failure, of which skops_session_error tells the row and column, it may be half filled. */
SKOPS_PUBLIC int skops_session_run (struct skops_session *session, enum skops_dtype dtype, const void *x, size_t rows, double *out);
SKOPS_PUBLIC const char *skops_session_error (const struct skops_session *session);

/* The label behind an answered index in column `column`; NULL where the method answers no labels, or there is none of this index. Lives as long as the estimator. */
SKOPS_PUBLIC const struct skops_value *skops_session_label (const struct skops_session *session, size_t column, double index);

/* Results */

SKOPS_PUBLIC void skops_result_free (struct skops_result *result); /* NULL is fine */

/* An array of a result. Pointers live as long as the result. */
struct skops_result_array {
	const char *name;      /* "distances"; its position where it has no name */
	size_t rows, columns;  /* columns of ragged rows: 0 */
	size_t last_axis;      /* 0, or a divisor of columns: the array is [rows, columns / last_axis, last_axis] */
	bool flat;             /* [rows] rather than [rows, columns] */
	enum skops_dtype dtype; /* that scikit-learn's array has: of labels theirs; SKOPS_OBJECT for mixed values */
	const double *numbers; /* row-major, where the array is one of dense numbers; else NULL: see skops_result_value */
};

/* How many arrays there are: one for most methods, two for kneighbors. */
SKOPS_PUBLIC size_t skops_result_count (const struct skops_result *result);

/* SKOPS_MISUSE where there is no array `i`. */
SKOPS_PUBLIC int skops_result_array (struct skops_context *ctx, const struct skops_result *result, size_t i, struct skops_result_array *out);

/* An element of any array: a label, a number, a text, an element of a sparse matrix. Its text lives as long as the result, and has no NUL behind it. SKOPS_MISUSE outside of the array. */
SKOPS_PUBLIC int skops_result_value (struct skops_context *ctx, const struct skops_result *result, size_t i, size_t row, size_t column, struct skops_value *out);

/* The i-th column of the input that the model does not know, and did not use, escaped for showing; NULL behind the last one. */
SKOPS_PUBLIC const char *skops_result_unknown_column (const struct skops_result *result, size_t i);

/* The i-th note on how the input was read, for people: a column that some JSON records lack, a CSV header of numbers alone. NULL behind the last one. */
SKOPS_PUBLIC const char *skops_result_note (const struct skops_result *result, size_t i);

/* The answer in a format ("csv", "tsv", "json", "jsonl", "npy", "npz", or "terminal", a table for people): *size bytes at *bytes, to be freed by skops_free.
 * SKOPS_MISUSE where the format is unknown or cannot hold the answer. */
SKOPS_PUBLIC int skops_result_format (struct skops_context *ctx, const struct skops_result *result, const char *format, char **bytes, size_t *size);

/* The same to a file ("-": standard output), which is complete or not there at all; an existing one is refused with SKOPS_MISUSE unless `replace`. `format` NULL: the name tells. */
SKOPS_PUBLIC int skops_result_write (struct skops_context *ctx, const struct skops_result *result, const char *path, const char *format, bool replace);

/* Converting to ONNX. What a graph takes and answers: skops-onnx (1) */

/* Zero it, then set what is wanted. */
struct skops_onnx_options {
	int opset;      /* of ai.onnx, 18 to 26; 0: 21 */
	bool as_double; /* numbers go in and out as float64 rather than float32 */
	bool replace;   /* skops_onnx_write: an existing file is replaced */
};

/* Converts the model at `path` and writes the graph to the file `output` ("-": standard output). SKOPS_UNSUPPORTED where something has no equal in ONNX, with its step,
 * parameter and reason. `options` NULL: all defaults. `text` NULL, or gets the verdict on every step, as skops_onnx_check has it. */
SKOPS_PUBLIC int skops_onnx_write (struct skops_context *ctx, const char *path, const char *output, const struct skops_onnx_options *options, unsigned report_flags, char **text);

/* The verdict on every step, without a file: 0 if all of it converts, SKOPS_UNSUPPORTED if not: then, too, there is a report; in JSON also on what cannot be loaded.
 * Flags: JSON, COLOR. *text as above. */
SKOPS_PUBLIC int skops_onnx_check (struct skops_context *ctx, const char *path, const struct skops_onnx_options *options, unsigned report_flags, char **text);

/* Model cards */

/* The card of the model at `path` in Markdown, with front matter in YAML, as model hubs show it. *text as above. */
SKOPS_PUBLIC int skops_card (struct skops_context *ctx, const char *path, char **text);

/* The same to a file ("-": standard output), complete or not at all; an existing one is refused with SKOPS_MISUSE unless `replace`. */
SKOPS_PUBLIC int skops_card_file (struct skops_context *ctx, const char *path, const char *output, bool replace);

/* Plugins */

/* The registered plugins and types, from the registry files alone; `type` ("module:Class") and `facet` ("predict") narrow it, NULL does not. *text as above. */
SKOPS_PUBLIC int skops_plugins_list (struct skops_context *ctx, const char *type, const char *facet, unsigned report_flags, char **text);

/* A type's state schema and where it comes from ("module:Class"), or a plugin's types ("preprocessing"). SKOPS_UNSUPPORTED where there is none. */
SKOPS_PUBLIC int skops_plugins_show (struct skops_context *ctx, const char *name, unsigned report_flags, char **text);

/* Which plugin serves a type, and which ones it hides. SKOPS_UNSUPPORTED where none does. */
SKOPS_PUBLIC int skops_plugins_which (struct skops_context *ctx, const char *type, unsigned report_flags, char **text);

/* Opens the plugin at `path` and writes the `handlers` section of its registry file. For builds: the plugin's own code runs while it is loaded. */
SKOPS_PUBLIC int skops_plugins_registry (struct skops_context *ctx, const char *path, char **text);

/* Makes a folder `name` where the program runs, which must not be there: a plugin for `type` ("module:Class"; NULL: one that is named after the plugin) that
 * builds, is tested by its own build and serves a small regressor, to be changed by its author. *text says what to do next. SKOPS_MISUSE: no such name or type, or a file cannot be written. */
SKOPS_PUBLIC int skops_plugins_new (struct skops_context *ctx, const char *name, const char *type, char **text);

/* A model to try a plugin with. */
struct skops_check_sample {
	const char *model; /* a .skops file */
	const char *input; /* a file of data for its methods; NULL: some is made up */
};

/* Zero it, then set what is wanted. */
struct skops_check_options {
	const char *program; /* that is executed to try each plugin in: see skops_plugins_probe */
	const struct skops_check_sample *samples;
	size_t n_samples;
	unsigned seconds; /* that one step may take; 0: 60 */
};

/* Tries a plugin (NULL: all that are registered; else its name, or a file) in a program of its own, and reports what is wrong with it and how to mend it: its descriptor,
 * its registry file, and its answers to those samples that have a type of it. SKOPS_UNSUPPORTED where something is wrong: then, too, there is a report. Flags: JSON. *text as above. */
SKOPS_PUBLIC int skops_plugins_check (struct skops_context *ctx, const char *plugin, const struct skops_check_options *options, unsigned report_flags, char **text);

/* For the program: `PROGRAM probe LIBRARY MODEL INPUT MODEL INPUT ...` (with --system-only behind `probe` where the context is set so; INPUT is empty where there is none)
 * calls this with its arguments and ends. It limits its own process and talks to skops_plugins_check through descriptor 3. */
SKOPS_PUBLIC int skops_plugins_probe (struct skops_context *ctx, const char *library, const struct skops_check_sample *samples, size_t n_samples);

#ifdef __cplusplus
}
#endif

#endif
