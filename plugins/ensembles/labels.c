/* SPDX-License-Identifier: BSD-3-Clause */
/* What a member predicts, as numbers: most ensembles fit their members on encoded labels, integers from 0. */
#include "ensembles.h"

static enum skops_status take_column (struct skops_call *call, const struct skops_values *labels, const struct skops_index *index, double *numbers)
{
	for (size_t k = 0; k < labels->count; k++) {
		const struct skops_value *label = &labels->items[k];

		if (index)
			numbers[k] = (double) skops_index_find (call, index, label);
		else if (label->kind == SKOPS_IS_INT || label->kind == SKOPS_IS_BOOL)
			numbers[k] = (double) label->i;
		else if (label->kind == SKOPS_IS_FLOAT)
			numbers[k] = label->f;
		else
			return skops_fail (call, SKOPS_BAD_FILE, "an estimator predicts labels that are no numbers");
	}
	return SKOPS_OK;
}

enum skops_status labels_build (struct skops_call *call, struct labels *self, const struct skops_child *member, const char *name, const struct skops_values *classes)
{
	const struct skops_method *method = skops_child_method (call, member, name);
	const struct skops_output *output = method ? &method->outputs[0] : NULL;
	const struct skops_index *index = NULL;

	*self = (struct labels) { 0 };
	if (!output || !output->labels || output->per_label || output->width < 1)
		return SKOPS_OK;
	self->columns = (size_t) output->width;
	self->numbers = skops_alloc (call, self->columns, sizeof (void *));
	self->counts = skops_alloc (call, self->columns, sizeof *self->counts);
	if (classes)
		index = skops_index_new (call, classes->items, classes->count);
	if (!self->numbers || !self->counts || (classes && !index))
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < self->columns; c++) {
		const struct skops_values *labels = output->labels[output->one_label_set ? 0 : c];
		double *numbers = skops_alloc (call, labels->count, sizeof *numbers);

		if (!numbers)
			return SKOPS_NO_MEMORY;
		if (take_column (call, labels, index, numbers))
			return SKOPS_BAD_FILE;
		self->numbers[c] = numbers;
		self->counts[c] = labels->count;
	}
	return SKOPS_OK;
}

enum skops_status labels_decode (struct skops_call *call, const struct labels *self, struct skops_block *block)
{
	struct skops_block numbers = *block;

	if (!self->columns)
		return SKOPS_OK;
	numbers.dtype = SKOPS_I8;
	numbers.stride = numbers.width;
	numbers.f8 = skops_scratch (call, numbers.rows * numbers.width, sizeof *numbers.f8);
	if (!numbers.f8)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < block->rows; r++)
		for (size_t c = 0; c < block->width; c++) {
			double index = skops_row (block, r)[c];
			if (c >= self->columns || !(index >= 0 && index < (double) self->counts[c]))
				return skops_fail (call, SKOPS_MISUSE, "an estimator predicts label %g of %zu", index, c < self->columns ? self->counts[c] : 0);
			skops_row (&numbers, r)[c] = self->numbers[c][(size_t) index];
		}
	*block = numbers;
	return SKOPS_OK;
}

struct skops_tensor labels_emit (struct skops_call *call, const struct labels *self, struct skops_tensor answer)
{
	struct skops_tensor *columns = skops_scratch (call, self->columns, sizeof *columns);

	if (!self->columns)
		return answer;
	if (!columns)
		return (struct skops_tensor) { 0 };
	for (size_t c = 0; c < self->columns; c++) {
		struct skops_tensor index = skops_onnx_cast (call, self->columns == 1 ? answer : skops_onnx_column (call, answer, (int64_t) c), SKOPS_TENSOR_INT64);
		columns[c] = skops_onnx_gather (call, skops_onnx_row (call, self->numbers[c], self->counts[c]), index, 0);
	}
	return self->columns == 1 ? columns[0] : skops_onnx_along (call, "Concat", columns, self->columns, 1);
}

enum skops_status labels_check (struct skops_call *call, const struct labels *self, size_t count)
{
	if (!self->columns)
		return skops_fail (call, SKOPS_UNSUPPORTED, "an estimator that predicts no labels in a classifier");
	for (size_t c = 0; c < self->columns; c++)
		for (size_t k = 0; k < self->counts[c]; k++)
			if (!(self->numbers[c][k] >= 0 && self->numbers[c][k] < (double) count && self->numbers[c][k] == (double) (size_t) self->numbers[c][k]))
				return skops_fail (call, SKOPS_BAD_FILE, "an estimator predicts %g where there are %zu classes", self->numbers[c][k], count);
	return SKOPS_OK;
}
