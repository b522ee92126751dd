/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what its imputers share: what missing is, and the columns that tell where it was. */
#ifndef IMPUTE_H
#define IMPUTE_H

#include "skops/plugin.h"

extern const struct skops_handler simple_imputer, knn_imputer, missing_indicator, iterative_imputer;

/* `missing_values`, ready for use. */
struct impute_missing {
	struct skops_value value;
	const struct skops_index *index; /* of the one value */
	bool is_nan;    /* NaN, or pandas.NA, for which NaN stands among numbers */
	bool is_any;    /* pandas.NA: whatever pandas.isna () says yes to */
	bool is_number; /* it can be met among numbers */
	double number;
};

enum skops_status impute_missing_build (struct skops_call *call, struct impute_missing *missing, const struct skops_value *value);

/* Source: sklearn/utils/_mask.py, _get_mask. */
static inline bool impute_is_missing (const struct impute_missing *missing, uint8_t dtype, double x)
{
	return missing->is_nan ? x != x : missing->is_number && x == skops_round_to (dtype, missing->number);
}

bool impute_is_missing_value (struct skops_call *call, const struct impute_missing *missing, const struct skops_value *value);

/* In emit: where values of `x` are missing, as bools of its shape. A missing text is the empty one, a missing number NaN. */
struct skops_tensor impute_onnx_missing (struct skops_call *call, const struct impute_missing *missing, struct skops_tensor x);

/* In emit: the same of some columns of a block. */
enum skops_status impute_onnx_mask (struct skops_call *call, const struct impute_missing *missing, const struct skops_columns *x, const struct skops_array *columns, struct skops_columns *out);

/* In describe: what an empty field or a null of a text file is (SKOPS_MISSING_): one that an imputer of NaN is to fill, though it lets None pass. */
uint32_t impute_missing_kind (const struct impute_missing *missing);

/* `indicator_`: a MissingIndicator that was handed masks; of it only the features count that were missing in training. */
struct impute_indicator {
	struct skops_array features_; /* indices; count 0 where there is no indicator */
};
extern const struct skops_case impute_indicator_cases[];

/* In check and build: the features of a record of impute_indicator_cases, all below n_features; an empty array where the record is absent. */
enum skops_status impute_indicator_features (struct skops_call *call, const struct skops_record *record, int64_t n_features, const struct skops_array **out);

/* In names: "missingindicator_" and the name. */
enum skops_status impute_indicator_names (struct skops_call *call, const struct skops_array *features, const struct skops_names *in);

#endif
