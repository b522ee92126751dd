/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables: the persisted state that a handler reads, declared once and bound to a C struct by the core, which checks kind, dtype,
 * shape, range, absence and the writer's version, and words every error with the path in the file.
 *
 *     struct standard_scaler {
 *         bool with_mean;
 *         struct skops_array mean_;
 *     };
 *     SKOPS_TABLE (table, struct standard_scaler,
 *         SKOPS_BOOL (struct standard_scaler, with_mean, .flags = SKOPS_PARAMETER),
 *         SKOPS_ARRAY (struct standard_scaler, mean_, .dims = "F", .flags = SKOPS_NULLABLE));
 *
 * A member is named as scikit-learn names the attribute. Its C type is checked when the plugin is compiled. */
#ifndef SKOPS_TABLE_H
#define SKOPS_TABLE_H

#include "skops/value.h"

enum skops_kind {
	SKOPS_KIND_BOOL = 1,   /* bool: also an int or numpy.bool_ of 0 or 1 */
	SKOPS_KIND_INT,        /* int64_t: JSON, 0-d array, or a float without fraction; `low`..`high`; `dims` names a dimension that it states */
	SKOPS_KIND_FLOAT,      /* double: any number; `low`..`high` */
	SKOPS_KIND_TEXT,       /* struct skops_text */
	SKOPS_KIND_VALUE,      /* struct skops_value: any scalar */
	SKOPS_KIND_WORD,       /* int: one of `words` */
	SKOPS_KIND_DTYPE,      /* int: an enum skops_dtype, from a type (numpy.float64, float), a dtype or its name; None is 0 */
	SKOPS_KIND_ARRAY,      /* struct skops_array; `dims`, `dtype`; also a list of numbers, or a scalar where rank 0 is allowed */
	SKOPS_KIND_VALUES,     /* struct skops_values: an array or list of anything scalar; `dims` */
	SKOPS_KIND_MATRIX,     /* struct skops_matrix: dense or sparse; `dims` of rank 1 or 2 */
	SKOPS_KIND_LIST,       /* struct skops_list of `item`: list, tuple, object array; `dims` */
	SKOPS_KIND_DICT,       /* struct skops_dict of `item` */
	SKOPS_KIND_TUPLE,      /* a struct of `table`, in place; its fields are named by position, `.attribute = "0"` */
	SKOPS_KIND_COLUMNS,    /* a struct of `table`, in place: a structured array, one strided column per member; all fields are arrays */
	SKOPS_KIND_RECORD,     /* struct skops_record: an object that is no estimator, by class one of `cases` */
	SKOPS_KIND_CHILD,      /* struct skops_step: an estimator, or one of `words` in its place */
	SKOPS_KIND_TREE,       /* struct skops_tree (skops/tree.h): sklearn.tree._tree.Tree, checked whole */
	SKOPS_KIND_DIM,        /* int64_t: the value of the dimension `dims`, once all other fields are bound, -1 where none of them states it; reads no attribute */
};

enum skops_field_flags {
	SKOPS_PARAMETER = 1 << 0,   /* an argument of the estimator, not a fitted attribute: for people */
	SKOPS_OPTIONAL = 1 << 1,    /* may be absent (or the text "deprecated" or "warn"): then `otherwise` */
	SKOPS_NULLABLE = 1 << 2,    /* may be None: NaN, SKOPS_INT_NONE, data NULL, no child */
	SKOPS_FORTRAN = 1 << 3,     /* array: wanted column by column */
	SKOPS_FINITE = 1 << 4,      /* array, float: NaN and infinities refused */
	SKOPS_INDEX = 1 << 5,       /* int, array of I8 or I4: a count or index, 0 or more; with `high` set, below or equal to it */
	SKOPS_KEEP_F4 = 1 << 6,     /* array of dtype F8: a float32 array stays float32 */
	SKOPS_IMPORTANCES = 1 << 7, /* child: wanted for its importances only, its prediction is not completed */
	SKOPS_LENIENT = 1 << 8,     /* child: one that cannot be loaded (nobody handles it, or it was never fitted) fails only when something is asked of it */
	SKOPS_INHERIT = 1 << 9,     /* record: dimensions are shared with the owner's (otherwise a record has its own) */
	SKOPS_STATISTICS = 1 << 11, /* tree: with impurity, weight and samples, which are NULL without */
	SKOPS_ONE_OR_MANY = 1 << 10, /* list: an array in its place is a list of that one item (`classes_` of one output or of several) */
};

/* A word and the value it becomes. The last entry of a list is {0}. */
struct skops_word {
	uint8_t is; /* enum below */
	const char *text; /* of a text; "module:name" of a function or type, synonyms of NumPy and SciPy modules being one */
	int value;
};
enum { SKOPS_WORD_END, SKOPS_WORD_TEXT, SKOPS_WORD_NONE, SKOPS_WORD_TRUE, SKOPS_WORD_FALSE, SKOPS_WORD_FUNCTION, SKOPS_WORD_PARTIAL, SKOPS_WORD_OTHER };
#define SKOPS_TEXT_WORD(text, value) { SKOPS_WORD_TEXT, text, value }
#define SKOPS_FUNCTION_WORD(name, value) { SKOPS_WORD_FUNCTION, name, value }
#define SKOPS_PARTIAL_WORD(name, value) { SKOPS_WORD_PARTIAL, name, value } /* functools.partial of that function, whatever its arguments */
#define SKOPS_NONE_WORD(value) { SKOPS_WORD_NONE, NULL, value }
#define SKOPS_TRUE_WORD(value) { SKOPS_WORD_TRUE, NULL, value }
#define SKOPS_FALSE_WORD(value) { SKOPS_WORD_FALSE, NULL, value }
#define SKOPS_OTHER_WORD(value) { SKOPS_WORD_OTHER, NULL, value } /* whatever else stands there: to be judged by check */
#define SKOPS_END_WORD { SKOPS_WORD_END, NULL, 0 }

struct skops_table;

/* A class that a record may have. The last entry is {0}. */
struct skops_case {
	const char *type;                /* "module:Class", or "*" for any */
	const struct skops_table *table; /* NULL: only the class matters */
	int tag;
};

struct skops_field {
	const char *name;      /* the member, and the attribute unless the next says otherwise */
	const char *attribute; /* NULL, or the attribute's name in the file; alternatives after '|': the first present counts */
	uint16_t kind;        /* enum skops_kind */
	uint16_t dtype;       /* arrays: enum skops_dtype wanted; a stored number that it cannot hold exactly is refused (float64 to float32 never happens) */
	uint32_t flags;
	uint32_t offset;      /* of the member in the struct */
	uint32_t size;        /* of the member: checked by the core against the kind */
	uint32_t since;       /* SKOPS_VERSION (1, 4): the attribute exists from this writer on; 0 is open */
	uint32_t until;       /* … up to this one */
	const char *dims;     /* "F" or "K,F", alternatives after '|': "F|O,F". See below */
	double low, high;     /* range of a scalar, when low < high */
	double otherwise;     /* an absent scalar's value (a word's, too) */
	const struct skops_field *item;  /* of lists and dictionaries: offset 0 */
	const struct skops_table *table; /* of tuples and columns */
	const struct skops_case *cases;  /* of records */
	const struct skops_word *words;  /* of words and children */
};

/* Dimensions: a number; a name, bound by its first use and equal ever after; "F+1"; "F*K"; "b(K)", which is 1 if K is 2, else K; "P(K)",
 * which is K(K-1)/2; "?" for any. F is stated by `n_features_in_` where the estimator has it. An alternative that fits is brought to the FIRST
 * alternative's rank by leading dimensions of 1 ("O,F|F" shows [F] as [1,F]); stored_rank keeps the truth. The empty alternative is a 0-d array or scalar. */

struct skops_table {
	uint32_t size;        /* sizeof (struct skops_table) */
	uint32_t field_size;  /* sizeof (struct skops_field) */
	uint32_t count;       /* fields */
	uint32_t struct_size; /* of the bound struct, zeroed by the core before binding; members that no field names are the plugin's own */
	const struct skops_field *fields;
};

#define SKOPS_VERSION(major, minor) ((major) * 1000u + (minor))

/* The member's offset and size; does not compile where the member is not of `type`. */
#define SKOPS_MEMBER(T, m, type) \
	.name = #m, .offset = (uint32_t) offsetof (T, m), .size = (uint32_t) (sizeof (((T *) 0)->m) * _Generic (((T *) 0)->m, type: 1u))

#define SKOPS_BOOL(T, m, ...) { SKOPS_MEMBER (T, m, bool), .kind = SKOPS_KIND_BOOL, __VA_ARGS__ }
#define SKOPS_INT(T, m, ...) { SKOPS_MEMBER (T, m, int64_t), .kind = SKOPS_KIND_INT, __VA_ARGS__ }
#define SKOPS_FLOAT(T, m, ...) { SKOPS_MEMBER (T, m, double), .kind = SKOPS_KIND_FLOAT, __VA_ARGS__ }
#define SKOPS_TEXT(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_text), .kind = SKOPS_KIND_TEXT, __VA_ARGS__ }
#define SKOPS_VALUE(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_value), .kind = SKOPS_KIND_VALUE, __VA_ARGS__ }
#define SKOPS_WORD(T, m, w, ...) { SKOPS_MEMBER (T, m, int), .kind = SKOPS_KIND_WORD, .words = w, __VA_ARGS__ }
#define SKOPS_DTYPE(T, m, ...) { SKOPS_MEMBER (T, m, int), .kind = SKOPS_KIND_DTYPE, __VA_ARGS__ }
#define SKOPS_ARRAY(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_array), .kind = SKOPS_KIND_ARRAY, .dtype = SKOPS_F8, __VA_ARGS__ }
#define SKOPS_ARRAY_OF(T, m, d, ...) { SKOPS_MEMBER (T, m, struct skops_array), .kind = SKOPS_KIND_ARRAY, .dtype = d, __VA_ARGS__ }
#define SKOPS_INTS(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_array), .kind = SKOPS_KIND_ARRAY, .dtype = SKOPS_I8, __VA_ARGS__ }
#define SKOPS_BOOLS(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_array), .kind = SKOPS_KIND_ARRAY, .dtype = SKOPS_B1, __VA_ARGS__ }
#define SKOPS_VALUES(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_values), .kind = SKOPS_KIND_VALUES, __VA_ARGS__ }
#define SKOPS_MATRIX(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_matrix), .kind = SKOPS_KIND_MATRIX, __VA_ARGS__ }
#define SKOPS_LIST(T, m, i, ...) { SKOPS_MEMBER (T, m, struct skops_list), .kind = SKOPS_KIND_LIST, .item = i, __VA_ARGS__ }
#define SKOPS_DICT(T, m, i, ...) { SKOPS_MEMBER (T, m, struct skops_dict), .kind = SKOPS_KIND_DICT, .item = i, __VA_ARGS__ }
#define SKOPS_TUPLE(T, m, type, t, ...) { SKOPS_MEMBER (T, m, type), .kind = SKOPS_KIND_TUPLE, .table = t, __VA_ARGS__ }
#define SKOPS_COLUMNS(T, m, type, t, ...) { SKOPS_MEMBER (T, m, type), .kind = SKOPS_KIND_COLUMNS, .table = t, __VA_ARGS__ }
#define SKOPS_RECORD(T, m, c, ...) { SKOPS_MEMBER (T, m, struct skops_record), .kind = SKOPS_KIND_RECORD, .cases = c, __VA_ARGS__ }
#define SKOPS_CHILD(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_step), .kind = SKOPS_KIND_CHILD, __VA_ARGS__ }
#define SKOPS_TREE(T, m, ...) { SKOPS_MEMBER (T, m, struct skops_tree), .kind = SKOPS_KIND_TREE, __VA_ARGS__ }
#define SKOPS_DIM(T, m, d) { SKOPS_MEMBER (T, m, int64_t), .kind = SKOPS_KIND_DIM, .dims = d }

/* Items of lists and dictionaries stand alone at offset 0; `type` is the C type of one item. */
#define SKOPS_ITEM_FIELD(id, k, type, ...) \
	static const struct skops_field id = { .name = "", .kind = k, .size = (uint32_t) sizeof (type), __VA_ARGS__ }

#define SKOPS_TABLE(id, T, ...) \
	static const struct skops_field id##_fields[] = { __VA_ARGS__ }; \
	static const struct skops_table id = { \
		.size = sizeof (struct skops_table), .field_size = sizeof (struct skops_field), \
		.count = sizeof id##_fields / sizeof id##_fields[0], .struct_size = sizeof (T), .fields = id##_fields \
	}

#endif
