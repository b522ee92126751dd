/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and the learnt columns that its encoders share. */
#ifndef ENCODERS_H
#define ENCODERS_H

#include "skops/plugin.h"

extern const struct skops_handler one_hot_encoder, ordinal_encoder, target_encoder, label_encoder, label_binarizer, multi_label_binarizer, k_bins_discretizer;

/* One column as it was learnt: its categories, and how the infrequent ones of them are one code together. */
struct encoder_column {
	const struct skops_values *categories;
	const struct skops_index *index;    /* of the categories */
	bool bytes;                         /* they are bytes, which files of text have as text */
	const int64_t *mapping;             /* NULL, or per category its code after grouping: frequent ones in order, the infrequent ones last */
	size_t mapped;                      /* length of mapping: OrdinalEncoder leaves NaN, its last category, out */
	int64_t grouped;                    /* codes after grouping */
	const struct skops_value *transformed; /* what each of them stands for: categories, and "infrequent_sklearn" */
	/* OneHotEncoder */
	int64_t drop;                       /* the code that has no column; -1: none */
	int64_t first, width;               /* columns of the output */
};

/* Items of `categories_` and of `_default_to_infrequent_mappings`. */
extern const struct skops_field encoder_categories_item, encoder_mapping_item;

/* In build: the columns of both encoders. `mappings` is NULL where infrequent categories are not grouped. */
enum skops_status encoder_columns_new (struct skops_call *call, struct encoder_column **out, const struct skops_list *categories, const struct skops_list *mappings);

/* The number of a value among the categories; -1: it was not learnt. */
int64_t encoder_find (struct skops_call *call, const struct encoder_column *column, const struct skops_column *from, size_t row);

/* The dtype that NumPy gives to all columns together, and a category in it: inverse_transform answers one array. */
uint8_t encoder_common_dtype (const struct encoder_column *columns, size_t count);
struct skops_value encoder_as_common (uint8_t dtype, struct skops_value value);

/* In describe: what a text file may hold in the column (-1: in all). With `lenient`, texts that are no numbers pass, to be unknown. */
enum skops_status encoder_describe_column (struct skops_call *call, int64_t column, const struct skops_values *categories, bool lenient);

/* In describe: transform or inverse_transform. NULL without memory. */
struct skops_method *encoder_method (struct skops_call *call, const char *name, skops_apply *apply, int64_t features, int64_t width);

/* Fails: this value was not learnt. `way_out` ends the sentence. */
enum skops_status encoder_unseen (struct skops_call *call, size_t row, size_t column, const struct skops_column *from, const struct skops_values *categories, const char *way_out);

/* Whether graphs can tell these categories apart; refuses `parameter` if not. */
enum skops_status encoder_onnx_support (struct skops_call *call, const struct skops_values *categories, const char *parameter, size_t column);

/* In emit: [N, 1] int64, the number of each value among the categories of one column of `x`; of one that was not learnt, their count. Looked up in a constant
 * of one element less, that ends the run, as scikit-learn raises an error there. */
struct skops_tensor encoder_onnx_index (struct skops_call *call, const struct skops_values *categories, const struct skops_columns *x, size_t column);

#endif
