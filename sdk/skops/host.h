/* SPDX-License-Identifier: BSD-3-Clause */
/* What the core does for a plugin: the host table, and a function for each of its slots. Included by skops/plugin.h. */
#ifndef SKOPS_HOST_H
#define SKOPS_HOST_H

#include <stdarg.h>

#include "skops/plugin.h"

struct skops_index;
struct skops_regex;
struct skops_tensor;
struct skops_columns;
struct skops_attribute;

enum skops_accents { SKOPS_ACCENTS_KEEP, SKOPS_ACCENTS_ASCII, SKOPS_ACCENTS_UNICODE };

struct skops_host {
	uint32_t size;
	uint32_t reserved;

	/* errors */
	enum skops_status (*fail) (struct skops_call *call, enum skops_status status, int64_t row, int64_t column, const char *format, va_list args);

	/* memory */
	void *(*alloc) (struct skops_call *call, size_t count, size_t size);
	void *(*scratch) (struct skops_call *call, size_t count, size_t size);

	/* description */
	struct skops_method *(*method_add) (struct skops_call *call, const char *name, skops_apply *apply);
	struct skops_output *(*outputs) (struct skops_call *call, struct skops_method *method, size_t count);
	enum skops_status (*edge_add) (struct skops_call *call, struct skops_method *method, const struct skops_child *child, const char *child_method,
	                               const struct skops_edge *edge);
	enum skops_status (*delegate) (struct skops_call *call, const struct skops_child *child, const char *name);
	enum skops_status (*column_kinds) (struct skops_call *call, int64_t column, uint32_t kinds, uint32_t missing);
	enum skops_status (*name_add) (struct skops_call *call, const char *format, va_list args);

	/* children */
	const struct skops_method *(*child_method) (const struct skops_child *child, const char *name);
	const char *(*child_type) (const struct skops_child *child);
	size_t (*child_methods) (const struct skops_child *child, const struct skops_method *const **methods);
	enum skops_status (*child_names) (struct skops_call *call, const struct skops_child *child, const struct skops_names *in, struct skops_names *out);
	enum skops_status (*child_importances) (struct skops_call *call, const struct skops_child *child, struct skops_array *out);
	const double *(*child_constant) (struct skops_call *call, const struct skops_child *child, const char *name);
	struct skops_names (*child_names_in) (const struct skops_child *child);
	const char *(*own_type) (struct skops_call *call);

	/* blocks */
	enum skops_status (*run) (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out);
	enum skops_status (*shape) (struct skops_call *call, struct skops_block *block, enum skops_form form, size_t rows, size_t width);
	enum skops_status (*reserve) (struct skops_call *call, struct skops_block *block, size_t total);
	enum skops_status (*to_dense) (struct skops_call *call, struct skops_block *out, const struct skops_block *block);

	/* lookup of values */
	const struct skops_index *(*index_new) (struct skops_call *call, const struct skops_value *items, size_t count);
	int64_t (*index_find) (const struct skops_index *index, const struct skops_value *value);

	/* text */
	const struct skops_regex *(*regex_new) (struct skops_call *call, struct skops_text pattern, unsigned *groups);
	enum skops_status (*regex_next) (struct skops_call *call, const struct skops_regex *regex, struct skops_text subject, size_t *at, struct skops_text *match);
	enum skops_status (*lower) (struct skops_call *call, struct skops_text *out, struct skops_text text);
	enum skops_status (*strip_accents) (struct skops_call *call, struct skops_text *out, struct skops_text text, enum skops_accents how);
	enum skops_status (*value_text) (struct skops_call *call, struct skops_text *out, const struct skops_value *value, uint8_t dtype);

	/* trees */
	const struct skops_forest *(*forest_new) (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options);
	enum skops_status (*forest_sum) (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride);
	enum skops_status (*forest_leaves) (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t tree, int32_t *leaves);

	/* dense rows */
	const struct skops_affine *(*affine_new) (struct skops_call *call, const double *weights, size_t outputs, size_t features, const double *intercepts, size_t n_intercepts);
	enum skops_status (*affine_run) (struct skops_call *call, const struct skops_affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride);
	const struct skops_scaling *(*scaling_new) (struct skops_call *call, const double *centers, const double *scales, size_t features, bool rounds);
	enum skops_status (*scaling_run) (struct skops_call *call, const struct skops_scaling *scaling, const struct skops_block *x, struct skops_block *out);
	void (*logistic) (struct skops_call *call, uint8_t dtype, double *values, size_t count);

	/* dense algebra: BLAS and LAPACK, row-major, opened at first use */
	enum skops_status (*gemm) (struct skops_call *call, bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, double alpha,
	                           const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc);
	enum skops_status (*solve_triangular) (struct skops_call *call, bool upper, bool transpose, size_t n, size_t columns, const double *a, size_t lda, double *b, size_t ldb);
	enum skops_status (*cholesky) (struct skops_call *call, size_t n, double *a, size_t lda);
	enum skops_status (*eigh) (struct skops_call *call, size_t n, double *a, size_t lda, double *values);

	/* ONNX graphs: skops/onnx.h */
	enum skops_status (*onnx_node) (struct skops_call *call, const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
	                                const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs);
	struct skops_tensor (*onnx_constant) (struct skops_call *call, uint8_t type, uint8_t rank, const int64_t *dims, const void *data);
	enum skops_status (*onnx_run) (struct skops_call *call, const struct skops_child *child, const char *method, const struct skops_columns *x, struct skops_columns *out);
	enum skops_status (*onnx_refuse) (struct skops_call *call, const char *parameter, const char *format, va_list args);
	struct skops_tensor (*onnx_trees) (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
	                                   struct skops_tensor start, struct skops_tensor x);
	bool (*onnx_double) (struct skops_call *call);
	struct skops_tensor (*onnx_dense) (struct skops_call *call, const struct skops_columns *x);
	enum skops_status (*onnx_take) (struct skops_call *call, struct skops_columns *out, const struct skops_columns *x, const int64_t *columns, size_t count);
	enum skops_status (*onnx_join) (struct skops_call *call, struct skops_columns *out, const struct skops_columns *blocks, size_t count);
	enum skops_status (*onnx_answer) (struct skops_call *call, struct skops_columns *out, struct skops_tensor tensor);
	enum skops_status (*onnx_carry) (struct skops_call *call, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried);
	enum skops_status (*onnx_loop) (struct skops_call *call, const struct skops_tensor *initial, const struct skops_tensor *carried, const struct skops_tensor *next, size_t count,
	                                struct skops_tensor again, int64_t rounds, struct skops_tensor *out);

	/* model cards: skops/card.h */
	enum skops_status (*card_section) (struct skops_call *call, const char *title);
	enum skops_status (*card_text) (struct skops_call *call, const char *format, va_list args);
	enum skops_status (*card_table) (struct skops_call *call, const struct skops_text *headings, size_t columns, const struct skops_text *cells, size_t rows);
};

/* Says why a function fails, and returns `status` for it: `return skops_fail (call, SKOPS_UNFIT, "…")`. The first sentence counts. */
__attribute__ ((format (printf, 3, 4)))
static inline enum skops_status skops_fail (struct skops_call *call, enum skops_status status, const char *format, ...)
{
	va_list args;
	va_start (args, format);
	call->host->fail (call, status, -1, -1, format, args);
	va_end (args);
	return status;
}

/* The same in apply, with the row of the block and the column of X (-1: none): shown as the user's own row and column. */
__attribute__ ((format (printf, 5, 6)))
static inline enum skops_status skops_fail_at (struct skops_call *call, enum skops_status status, size_t row, int64_t column, const char *format, ...)
{
	va_list args;
	va_start (args, format);
	call->host->fail (call, status, (int64_t) row, column, format, args);
	va_end (args);
	return status;
}

/* In check, build, describe, matrix: zeroed memory of the model, aligned to 64 bytes. NULL (and the error is set) without memory. */
static inline void *skops_alloc (struct skops_call *call, size_t count, size_t size)
{
	return call->host->alloc (call, count, size);
}

/* In apply, names and sections: memory until the function returns (so nothing that is answered), not zeroed, aligned to 64 bytes. NULL (and the error is set) without memory. After the first
 * blocks of a session it costs a few instructions. */
static inline void *skops_scratch (struct skops_call *call, size_t count, size_t size)
{
	return call->host->scratch (call, count, size);
}

/* In describe: a method with one dense float64 output of width 1, exact, accepting dense blocks, to be changed as needed. `name` is a literal or lives as long
 * as the model. `apply` NULL: the method is the chain of its edges, as a pipeline's: the first one is given X, each other what the one before it answers, and the last one's answers are the
 * method's; the core runs it. NULL (and the error is set) without memory. */
static inline struct skops_method *skops_method_add (struct skops_call *call, const char *name, skops_apply *apply)
{
	return call->host->method_add (call, name, apply);
}

/* In describe: gives a method `count` outputs, each as the first one is now: staged predictions, one array for each target. Returns the first; NULL (and the error is set) without memory. */
static inline struct skops_output *skops_outputs (struct skops_call *call, struct skops_method *method, size_t count)
{
	return call->host->outputs (call, method, count);
}

/* In describe: this method calls `child_method` of the child; edges are numbered from 0 in the order added, for skops_run. From edges the core derives the
 * number of features, column kinds, whole batches and the place of errors. `edge` NULL: all of X. `child` NULL: the method reads these columns itself, so that
 * they must be there; skops_run then answers with them. Fails if the child has no such method, or one of another number of outputs than the edge states. */
static inline enum skops_status skops_edge_add (struct skops_call *call, struct skops_method *method, const struct skops_child *child,
                                                const char *child_method, const struct skops_edge *edge)
{
	return call->host->edge_add (call, method, child, child_method, edge);
}

/* In describe: the child's method becomes this estimator's, unchanged, at no cost at run time; nothing happens where the child has no such method. */
static inline enum skops_status skops_delegate (struct skops_call *call, const struct skops_child *child, const char *name)
{
	return call->host->delegate (call, child, name);
}

/* In describe: what column `column` of X may hold, and what missing means there (masks of SKOPS_ACCEPTS_, SKOPS_MISSING_). -1: every column. Methods that accept dense blocks only need not. */
static inline enum skops_status skops_column_kinds (struct skops_call *call, int64_t column, uint32_t kinds, uint32_t missing)
{
	return call->host->column_kinds (call, column, kinds, missing);
}

/* In names: the next column's name. */
__attribute__ ((format (printf, 2, 3)))
static inline enum skops_status skops_name_add (struct skops_call *call, const char *format, ...)
{
	enum skops_status status;
	va_list args;
	va_start (args, format);
	status = call->host->name_add (call, format, args);
	va_end (args);
	return status;
}

/* NULL when the child has no such method. */
static inline const struct skops_method *skops_child_method (struct skops_call *call, const struct skops_child *child, const char *name)
{
	return call->host->child_method (child, name);
}

/* All methods of a child: how many, and pointers to them. */
static inline size_t skops_child_methods (struct skops_call *call, const struct skops_child *child, const struct skops_method *const **methods)
{
	return call->host->child_methods (child, methods);
}

/* "sklearn.linear_model._coordinate_descent:Lasso". */
static inline const char *skops_child_type (struct skops_call *call, const struct skops_child *child)
{
	return call->host->child_type (child);
}

/* get_feature_names_out of a child; SKOPS_UNSUPPORTED (with the reason) where it has none. `out` lives as long as the call. */
static inline enum skops_status skops_child_names (struct skops_call *call, const struct skops_child *child, const struct skops_names *in, struct skops_names *out)
{
	return call->host->child_names (call, child, in, out);
}

/* In build and matrix: coef_ or feature_importances_ of a child bound with SKOPS_IMPORTANCES. */
static inline enum skops_status skops_child_importances (struct skops_call *call, const struct skops_child *child, struct skops_array *out)
{
	return call->host->child_importances (call, child, out);
}

/* feature_names_in_ of a child; count 0 where it has none. */
static inline struct skops_names skops_child_names_in (struct skops_call *call, const struct skops_child *child)
{
	return call->host->child_names_in (child);
}

/* The class that is being served, as skops_child_type says it: one plugin function may serve many. */
static inline const char *skops_own_type (struct skops_call *call)
{
	return call->host->own_type (call);
}

/* In apply: calls the child of edge `edge`. `x` is the estimator's own input (the edge's columns are taken from it) or something that apply made, row for row; it
 * is brought to a form that the child accepts, and checked as the child asks. `out` has as many blocks as the edge states outputs. A zeroed block is filled by
 * the core: its memory lives until the whole model has answered for this block of rows, except that an identity may hand on `x` itself, so that what is answered
 * is never written to. A dense block with rows and width set and f8 not NULL receives the numbers, whatever the child makes (SKOPS_UNSUPPORTED where the
 * shapes differ): so children fill parts of a wider block, or one block in turn. */
static inline enum skops_status skops_run (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out)
{
	return call->host->run (call, edge, x, out);
}

/* In apply: makes `block` an empty one of this form: dense numbers not zeroed, CSR and ragged without elements, tables of SKOPS_COLUMN_VALUES with None in
 * every cell. Its memory may be answered: it lives until the whole model has answered for this block of rows. */
static inline enum skops_status skops_shape (struct skops_call *call, struct skops_block *block, enum skops_form form, size_t rows, size_t width)
{
	return call->host->shape (call, block, form, rows, width);
}

/* In apply: room for `more` elements behind the `used` that a CSR or ragged block of skops_shape has; f8 and indices are never NULL then, also where there is
 * no element. Then write f8[used…], indices[used…], which may have moved; set indptr[row + 1] after each row. */
static inline enum skops_status skops_reserve (struct skops_call *call, struct skops_block *block, size_t used, size_t more)
{
	return block->capacity && used + more <= block->capacity ? SKOPS_OK : call->host->reserve (call, block, used + more);
}

/* In apply: `block` (CSR, table of numbers) as dense float64 in scratch, not to be answered; a dense one is passed through, not to be written to.
 * SKOPS_UNFIT with row and column where a cell is no number. */
static inline enum skops_status skops_to_dense (struct skops_call *call, struct skops_block *out, const struct skops_block *block)
{
	return call->host->to_dense (call, out, block);
}

/* In build: a frozen lookup of values, Python's equality, NaN equal to NaN, the first of equals wins. Borrows the items. NULL without memory. */
static inline const struct skops_index *skops_index_new (struct skops_call *call, const struct skops_value *items, size_t count)
{
	return call->host->index_new (call, items, count);
}

/* The position of an equal value, or -1. From any thread. */
static inline int64_t skops_index_find (struct skops_call *call, const struct skops_index *index, const struct skops_value *value)
{
	return call->host->index_find (index, value);
}

/* In build: a regular expression in Python's syntax as far as PCRE2 means the same; what it does not is SKOPS_UNSUPPORTED. Unicode, with limits on work. `groups`: capture groups. */
static inline const struct skops_regex *skops_regex_new (struct skops_call *call, struct skops_text pattern, unsigned *groups)
{
	return call->host->regex_new (call, pattern, groups);
}

/* In apply: the next match (group 1 if the pattern has one, else the whole match), as re.findall goes on. *at is a byte to search from, 0 at first; then it
 * holds where and how to go on in the same text, and is not to be read. match.data is NULL when there is none. */
static inline enum skops_status skops_regex_next (struct skops_call *call, const struct skops_regex *regex, struct skops_text subject, size_t *at, struct skops_text *match)
{
	return call->host->regex_next (call, regex, subject, at, match);
}

/* In apply and build: str.lower () of Python, in scratch or the model's memory. */
static inline enum skops_status skops_lower (struct skops_call *call, struct skops_text *out, struct skops_text text)
{
	return call->host->lower (call, out, text);
}

/* scikit-learn's strip_accents_unicode or strip_accents_ascii. */
static inline enum skops_status skops_strip_accents (struct skops_call *call, struct skops_text *out, struct skops_text text, enum skops_accents how)
{
	return call->host->strip_accents (call, out, text, how);
}

/* In apply, names, build and sections: what Python's str () says of a value, in scratch or the model's memory; of an element of an array of `dtype` (a float32 is written shorter). */
static inline enum skops_status skops_value_text (struct skops_call *call, struct skops_text *out, const struct skops_value *value, uint8_t dtype)
{
	return call->host->value_text (call, out, value, dtype);
}

/* In build: trees copied, checked (children in range and after their parent, one parent each, features below F, bitsets in range) and laid out for evaluation. NULL: the error is set. */
static inline const struct skops_forest *skops_forest_new (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	return call->host->forest_new (call, trees, count, options);
}

/* In build: what a child's method that is SKOPS_CONSTANT answers to any row, so that it need not be asked for each; NULL where it is not constant, or not one output of float64. */
static inline const double *skops_child_constant (struct skops_call *call, const struct skops_child *child, const char *name)
{
	return call->host->child_constant (call, child, name);
}

/* In apply: adds the leaf values of trees from..to-1 (of each group), in that order, to `out` (rows × groups × width, rows `stride` elements apart). X is
 * SKOPS_DENSE_F4 for SKOPS_COMPARE_F4, SKOPS_DENSE for F8. */
static inline enum skops_status skops_forest_sum (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride)
{
	return call->host->forest_sum (call, forest, x, from, to, out, stride);
}

/* In apply: the node of the leaf in which each row ends, numbered as in the file. `tree` counts through all groups. */
static inline enum skops_status skops_forest_leaves (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t tree, int32_t *leaves)
{
	return call->host->forest_leaves (call, forest, x, tree, leaves);
}

/* In build: the map x · weights' + intercepts of dense rows, made ready: weights [outputs, features], which must stay as long as the model does, and intercepts, which are copied: one for
 * each output, one for all, or none. NULL (and the error is set) without memory. */
static inline const struct skops_affine *skops_affine_new (struct skops_call *call, const double *weights, size_t outputs, size_t features, const double *intercepts, size_t n_intercepts)
{
	return call->host->affine_new (call, weights, outputs, features, intercepts, n_intercepts);
}

/* In apply: what it makes of `rows` rows of X from `first` on, SKOPS_DENSE or SKOPS_DENSE_F4, of at least that many features; out is rows × outputs, rows `stride` elements apart. Sums are float64,
 * the same on every processor. SKOPS_UNFIT where X is not finite, for a method that says SKOPS_FINDS_INFINITE; for others an infinite number may make NaN of a sum. */
static inline enum skops_status skops_affine_run (struct skops_call *call, const struct skops_affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride)
{
	return call->host->affine_run (call, affine, x, first, rows, out, stride);
}

/* In build: (x - centers) / scales of dense rows, column by column, made ready: both [features], and copied, or NULL for none. `rounds`: float32 and float16 rows meet statistics that were rounded
 * likewise, else float64 ones. NULL (and the error is set) without memory. */
static inline const struct skops_scaling *skops_scaling_new (struct skops_call *call, const double *centers, const double *scales, size_t features, bool rounds)
{
	return call->host->scaling_new (call, centers, scales, features, rounds);
}

/* In apply: what it makes of all rows of X, SKOPS_DENSE or SKOPS_DENSE_F4; each step is rounded to the dtype of X, as NumPy's operations in place do. SKOPS_UNFIT for other widths, and where X is not
 * finite, for a method that says SKOPS_FINDS_INFINITE. */
static inline enum skops_status skops_scaling_run (struct skops_call *call, const struct skops_scaling *scaling, const struct skops_block *x, struct skops_block *out)
{
	return call->host->scaling_run (call, scaling, x, out);
}

/* In apply: 1 / (1 + exp (-value)) in the place of each value, within 2e-16 of it; of a float32 or float16 `dtype` the value and each step are rounded to it. */
static inline void skops_logistic (struct skops_call *call, uint8_t dtype, double *values, size_t count)
{
	call->host->logistic (call, dtype, values, count);
}

/* c = alpha · op (a) · op (b) + beta · c; op (a) is m × k, op (b) is k × n; all row-major. */
static inline enum skops_status skops_gemm (struct skops_call *call, bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, double alpha,
                                            const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc)
{
	return call->host->gemm (call, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/* b = op (a)⁻¹ · b for triangular a [n,n] and b [n,columns]. */
static inline enum skops_status skops_solve_triangular (struct skops_call *call, bool upper, bool transpose, size_t n, size_t columns,
                                                        const double *a, size_t lda, double *b, size_t ldb)
{
	return call->host->solve_triangular (call, upper, transpose, n, columns, a, lda, b, ldb);
}

/* The lower Cholesky factor of a symmetric a [n,n], in place; SKOPS_BAD_FILE when it is not positive definite. */
static inline enum skops_status skops_cholesky (struct skops_call *call, size_t n, double *a, size_t lda)
{
	return call->host->cholesky (call, n, a, lda);
}

/* Eigenvalues, ascending, and eigenvectors (the rows of a on return) of a symmetric a [n,n]. */
static inline enum skops_status skops_eigh (struct skops_call *call, size_t n, double *a, size_t lda, double *values)
{
	return call->host->eigh (call, n, a, lda, values);
}

/* For `names`: the names of X unchanged; where neither names nor their number is known, as scikit-learn has it, there are none. */
static inline enum skops_status skops_names_same (struct skops_call *call, const void *state, const struct skops_names *in)
{
	enum skops_status status = SKOPS_OK;

	(void) state;
	if (!in->count)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the file states neither the names of its columns nor how many they are");
	for (size_t i = 0; i < in->count && !status; i++)
		status = skops_name_add (call, "%.*s", (int) in->items[i].size, in->items[i].data);
	return status;
}

#define SKOPS_NAME_PREFIX 64 /* bytes, with the zero behind them */

/* For `names`: writes the class name in lower case, cut where `prefix` ends. */
static inline void skops_name_prefix (struct skops_call *call, char prefix[SKOPS_NAME_PREFIX])
{
	const char *type = skops_own_type (call);
	size_t size = 0;

	for (const char *c = type; *c; c++)
		if (*c == ':')
			type = c + 1;
	for (; type[size] && size + 1 < SKOPS_NAME_PREFIX; size++)
		prefix[size] = (char) (type[size] >= 'A' && type[size] <= 'Z' ? type[size] + 32 : type[size]);
	prefix[size] = '\0';
}

/* For `names`: the class name in lower case with a number behind, as ClassNamePrefixFeaturesOutMixin makes them: "pca0", "pca1". */
static inline enum skops_status skops_names_counted (struct skops_call *call, size_t count)
{
	char prefix[SKOPS_NAME_PREFIX];
	enum skops_status status = SKOPS_OK;

	skops_name_prefix (call, prefix);
	for (size_t i = 0; i < count && !status; i++)
		status = skops_name_add (call, "%s%zu", prefix, i);
	return status;
}

#include "skops/card.h"
#include "skops/onnx.h"

#endif
