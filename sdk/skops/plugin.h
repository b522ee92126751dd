/* SPDX-License-Identifier: BSD-3-Clause */
/* What a plugin is: one const descriptor of handlers, each serving one type through facets. Include this header alone.
 *
 * Guarantees. The core binds and checks the state, completes the children, then calls build and describe once, on one thread. After that the model is
 * const and a method's apply may run on many threads at once. apply neither allocates (but from its scratch) nor locks nor keeps state. Every function
 * returns an enum skops_status; on failure it has said why through skops_fail; the core adds the place. */
#ifndef SKOPS_PLUGIN_H
#define SKOPS_PLUGIN_H

#include "skops/block.h"
#include "skops/numpy.h"
#include "skops/status.h"
#include "skops/table.h"
#include "skops/tree.h"
#include "skops/value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SKOPS_PLUGIN_MAGIC 0x736b6f70u /* "skop" */
enum { SKOPS_ABI_MAJOR = 0, SKOPS_ABI_MINOR = 1 };

struct skops_host;

/* Handed first to every function of a plugin, and by it to every service of the core. Lives as long as the call. */
struct skops_call {
	const struct skops_host *host;
	uint32_t writer; /* SKOPS_VERSION of the scikit-learn that wrote this estimator; 0 in a facet that has none */
	uint32_t reserved;
};

struct skops_method;

/* One method on one block of rows. `out` has one block for each output of the description, allocated as described: dense f8 (every number is written),
 * CSR or ragged (empty: make room with skops_reserve), a table of SKOPS_COLUMN_VALUES (every value is written), or form SKOPS_ANY where
 * the form is SKOPS_ANY or the width -1: hand it to skops_run, shape it with skops_shape, or assign X's own block. The core checks rows, width and
 * indices of what comes back, and rounds to the dtype, unless SKOPS_ROUNDED says that this is done. `x` is never written to: it may be the user's own memory. */
typedef enum skops_status skops_apply (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out);

/* The dtype of an output, beyond enum skops_dtype. */
enum {
	SKOPS_FOLLOW = 64, /* float32 where X is float32, float16 where X is float16, else float64 */
	SKOPS_SAME = 65,   /* X's own */
	SKOPS_DECIDED = 66, /* apply sets out->dtype: children decide */
};

struct skops_output {
	const char *name; /* "distances"; NULL: its position */
	int64_t width;    /* columns; -1: known at run time only (apply shapes it) */
	bool flat;        /* [n] rather than [n, 1] */
	uint8_t form;     /* enum skops_form */
	uint8_t dtype;    /* enum skops_dtype, or one of the above */
	uint8_t reserved[5];
	const struct skops_values *const *labels; /* NULL, or per column (one, if `width` is 1 or `one_label_set`): numbers are indices into it */
	bool one_label_set;  /* labels[0] serves every column */
	bool per_label;      /* column k belongs to label k of labels[0]: probabilities; labels only name the columns */
	uint8_t reserved2[6];
	size_t rows_of;      /* 0: as many rows as X; else this number (a covariance, offsets) with SKOPS_WHOLE_BATCH */
	size_t last_axis;    /* 0; else the columns stand for two axes, the last one of so many: [n, width / last_axis, last_axis]. Dense outputs */
};

enum skops_method_flags {
	SKOPS_TAKES_NAN = 1 << 0,    /* NaN is data; otherwise the core refuses it with its row and column */
	SKOPS_TAKES_INF = 1 << 1,
	SKOPS_NON_NEGATIVE = 1 << 2, /* refuses negative numbers */
	SKOPS_WHOLE_BATCH = 1 << 3,  /* needs all rows in one block */
	SKOPS_TAKES_Y = 1 << 4,      /* the input is y: one column of labels */
	SKOPS_TAKES_TEXT = 1 << 5,   /* the input is documents: a flat list of texts */
	SKOPS_TAKES_ANY_WIDTH = 1 << 6,
	SKOPS_TAKES_LISTS = 1 << 8,  /* a row of a table's column may be a list (SKOPS_COLUMN_LISTS): otherwise the core refuses it */
	SKOPS_TAKES_OUTPUT = 1 << 7, /* inverse methods: the input is what transform (or predict) gives, column names are not matched */
	SKOPS_KEEPS_COLUMNS = 1 << 9, /* the output begins with the columns of X, changed only where a value is missing: what the next step has learnt of them holds for X */
	SKOPS_FINDS_INFINITE = 1 << 10, /* dense rows are not looked at beforehand: the method puts all of them through skops_affine_run or skops_scaling_run, which find what is not finite */
	SKOPS_CONSTANT = 1 << 11,    /* the answer is dense, and the same for every row */
	SKOPS_ROUNDED = 1 << 12,     /* the numbers of the answers are such as their dtype holds: the core need not round them */
};

/* How well the answer agrees with scikit-learn's: for people and tests. */
enum skops_tolerance { SKOPS_EXACT = 1, SKOPS_ROUNDING /* 1e-12 of the scale */, SKOPS_FLOAT32 /* 1e-5 */, SKOPS_ITERATIVE, SKOPS_TIES_UNDEFINED };

/* A method of a fitted estimator, as describe states it. Made by skops_method_add, filled in by the plugin, then const. */
struct skops_method {
	const char *name; /* "predict_proba": the model's life long */
	skops_apply *apply; /* NULL: the chain of its edges, see skops_method_add */
	uint8_t accepts[4]; /* enum skops_form in order of preference; SKOPS_ANY alone: as it comes, unchecked (children check) */
	uint8_t tolerance;
	uint8_t reserved[3];
	uint32_t flags;
	uint32_t n_outputs;
	int64_t features;   /* columns of X; set by the core from dimension F, else from the first edge; -1: any */
	struct skops_output *outputs; /* n_outputs of them; one to begin with, more by skops_outputs */
};

/* Where a child's input comes from. */
enum skops_source {
	SKOPS_FROM_X,    /* the estimator's own input, or `columns` of it */
	SKOPS_FROM_STEP, /* something that apply made */
};

struct skops_edge {
	uint8_t source; /* enum skops_source */
	uint8_t reserved[3];
	uint32_t n_outputs;     /* blocks that apply hands to skops_run, as many as the child's method has outputs; 0: one */
	const int64_t *columns; /* NULL: all; of the estimator's X, each in range */
	size_t n_columns;
};

/* Names of columns. */
struct skops_names {
	const struct skops_text *items;
	size_t count;
};

/* Kinds that an input column may have: how a text file is read. */
enum { SKOPS_ACCEPTS_NUMBER = 1, SKOPS_ACCEPTS_TEXT = 2, SKOPS_ACCEPTS_BOOL = 4, SKOPS_ACCEPTS_DATETIME = 8, SKOPS_ACCEPTS_TIMEDELTA = 16 };
/* What missing means in a column of objects. */
enum { SKOPS_MISSING_NONE = 1, SKOPS_MISSING_NAN = 2, SKOPS_MISSING_NA = 4 };

/* Facets: what a handler can do with a type. Each begins in the same way: its size, and how the state that it needs is bound, checked and built. A facet of a
 * handler whose table, check and build are those of its predict facet is handed that facet's state; any other is bound on its own when it is first needed. */
#define SKOPS_FACET_HEAD \
	uint32_t size;  /* sizeof the facet's struct */ \
	uint32_t flags; /* 0, or what the facet says of it */ \
	const struct skops_table *table; \
	enum skops_status (*check) (struct skops_call *call, void *state); /* rules that a table cannot say; NULL: none. Children are not there yet */ \
	enum skops_status (*build) (struct skops_call *call, void *state)  /* version and parameters to a mode, fast layouts; NULL: none. Children are complete */

struct skops_facet_head {
	SKOPS_FACET_HEAD;
};

/* Facet: predict (and transform, and whatever methods the estimator has). */
struct skops_predict {
	SKOPS_FACET_HEAD;
	enum skops_status (*describe) (struct skops_call *call, const void *state);
	/* get_feature_names_out: adds the names of the columns of transform with skops_name_add; NULL: it has none. */
	enum skops_status (*names) (struct skops_call *call, const void *state, const struct skops_names *in);
};

/* Facet: coef_ or feature_importances_, as scikit-learn's own attribute. */
struct skops_importances {
	SKOPS_FACET_HEAD;
	/* Fills `out` with [F] or [K,F] float64 from skops_alloc. */
	enum skops_status (*matrix) (struct skops_call *call, const void *state, struct skops_array *out);
};

struct skops_tensor;
struct skops_columns;

enum { SKOPS_ONNX_WHOLE_BATCH = 1 }; /* flag: methods that need all rows are converted too, by operators over rows */

/* Facet: methods as nodes of an ONNX graph, see skops/onnx.h. The type's predict facet, perhaps another plugin's, says which methods there are and what they answer. */
struct skops_onnx {
	SKOPS_FACET_HEAD;
	/* Whether the method converts: SKOPS_OK, or what skops_onnx_refuse returned for each parameter that has no equal in ONNX. NULL: whatever the table takes. */
	enum skops_status (*support) (struct skops_call *call, const void *state, const char *method);
	/* Adds the method's nodes: `x` stands for X, and out[i] is to stand for the i-th output, with as many columns as the description says. Integers and
	 * indices of labels may be tensors of integers or of numbers. Called after `support` has agreed. */
	enum skops_status (*emit) (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);
};

/* Facet: sections of a model card, see skops/card.h. */
struct skops_card {
	SKOPS_FACET_HEAD;
	enum skops_status (*sections) (struct skops_call *call, const void *state);
};

/* One type. An absent facet is NULL. */
struct skops_handler {
	uint32_t size; /* sizeof (struct skops_handler) */
	uint32_t reserved;
	const char *module, *class_name; /* "sklearn.preprocessing._data", "StandardScaler" */
	const char *loader;              /* "ObjectNode" */
	uint32_t since, until;           /* writers whose files are understood: SKOPS_VERSION (1, 1), SKOPS_VERSION (1, 9); until 0: all */
	const struct skops_predict *predict;
	const struct skops_importances *importances;
	const struct skops_onnx *onnx;
	const struct skops_card *card;
};

struct skops_plugin {
	uint32_t magic;          /* SKOPS_PLUGIN_MAGIC */
	uint16_t abi_major, abi_minor;
	uint32_t size;           /* sizeof (struct skops_plugin) */
	uint32_t reserved;
	const char *name;        /* as in the registry file */
	const char *version;
	const struct skops_handler *const *handlers; /* of pointers; the last is NULL */
};

#define SKOPS_PLUGIN(plugin_name, plugin_version, plugin_handlers) \
	{ .magic = SKOPS_PLUGIN_MAGIC, .abi_major = SKOPS_ABI_MAJOR, .abi_minor = SKOPS_ABI_MINOR, .size = sizeof (struct skops_plugin), \
	  .name = plugin_name, .version = plugin_version, .handlers = plugin_handlers }

/* The one symbol that a plugin exports: returns its descriptor, does nothing else. */
__attribute__ ((visibility ("default"))) const struct skops_plugin *skops_plugin_query (void);

#ifdef __cplusplus
}
#endif

#include "skops/host.h"

#endif
