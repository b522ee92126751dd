/* SPDX-License-Identifier: BSD-3-Clause */
/* What both analyses share: the best class, the softmax of sklearn/utils/extmath.py, the description of their methods. */
#include <math.h>

#include "discriminant.h"

size_t discriminant_best (const double *scores, size_t classes)
{
	size_t best = 0;

	for (size_t k = 1; k < classes && !isnan (scores[best]); k++)
		if (scores[k] > scores[best] || isnan (scores[k]))
			best = k;
	return best;
}

void discriminant_softmax (double *scores, size_t classes)
{
	double highest = scores[discriminant_best (scores, classes)], sum = 0;

	for (size_t k = 0; k < classes; k++)
		sum += scores[k] = exp (scores[k] - highest);
	for (size_t k = 0; k < classes; k++)
		scores[k] /= sum;
}

struct skops_tensor discriminant_emit_predict (struct skops_call *call, struct skops_tensor scores)
{
	return scores.dims[1] == 1 ? skops_onnx_2 (call, "Greater", scores, skops_onnx_number (call, 0)) : skops_onnx_argument (call, "ArgMax", scores);
}

enum skops_status discriminant_build (struct skops_call *call, struct discriminant *discriminant)
{
	if (discriminant->classes_.count < 2)
		return skops_fail (call, SKOPS_BAD_FILE, "a classifier of %zu classes", discriminant->classes_.count);
	discriminant->labels = skops_alloc (call, 1, sizeof (void *));
	if (!discriminant->labels)
		return SKOPS_NO_MEMORY;
	discriminant->labels[0] = &discriminant->classes_;
	return SKOPS_OK;
}

enum skops_status discriminant_describe (struct skops_call *call, const struct discriminant *discriminant, const struct discriminant_methods *methods, uint8_t dtype, bool takes_sparse)
{
	const struct {
		const char *name;
		skops_apply *apply;
	} named[] = { { "predict", methods->predict }, { "decision_function", methods->decision_function }, { "predict_proba", methods->predict_proba },
		{ "predict_log_proba", methods->predict_log_proba } };
	size_t classes = discriminant->classes_.count;

	for (int i = 0; i < 4; i++) {
		struct skops_method *method = skops_method_add (call, named[i].name, named[i].apply);
		bool is_difference = i == 1 && classes == 2; /* one number that tells two classes apart */
		struct skops_output *output;

		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[1] = takes_sparse ? SKOPS_CSR : 0;
		method->tolerance = i ? SKOPS_ROUNDING : SKOPS_EXACT;
		output = &method->outputs[0];
		output->labels = is_difference ? NULL : discriminant->labels;
		output->per_label = i && !is_difference;
		output->flat = !output->per_label;
		output->width = output->per_label ? (int64_t) classes : 1;
		output->dtype = i ? dtype : SKOPS_I8;
	}
	return SKOPS_OK;
}
