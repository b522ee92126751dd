/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel objects as they lie in the file, and the steps that they become. Source: sklearn/gaussian_process/kernels.py. */
#include <math.h>

#include "kernel.h"

struct operands {
	struct skops_record k1, k2;
};

struct exponentiation {
	struct skops_record kernel;
	double exponent;
};

struct number {
	double value;
};

struct scaled {
	struct skops_array length_scale;
	double other; /* nu, alpha, periodicity */
};

struct pairwise {
	double gamma;
	int metric;
	struct skops_dict kwargs; /* struct skops_value */
};

static const struct skops_word metric_words[] = {
	SKOPS_TEXT_WORD ("linear", KERNEL_LINEAR), SKOPS_TEXT_WORD ("poly", KERNEL_POLYNOMIAL), SKOPS_TEXT_WORD ("polynomial", KERNEL_POLYNOMIAL),
	SKOPS_TEXT_WORD ("rbf", KERNEL_PAIRWISE_RBF), SKOPS_TEXT_WORD ("laplacian", KERNEL_LAPLACIAN), SKOPS_TEXT_WORD ("sigmoid", KERNEL_SIGMOID),
	SKOPS_TEXT_WORD ("cosine", KERNEL_COSINE), SKOPS_TEXT_WORD ("chi2", KERNEL_CHI2), SKOPS_TEXT_WORD ("additive_chi2", KERNEL_ADDITIVE_CHI2), SKOPS_END_WORD,
};

SKOPS_ITEM_FIELD (kwargs_item, SKOPS_KIND_VALUE, struct skops_value);

SKOPS_TABLE (operands_table, struct operands,
	SKOPS_RECORD (struct operands, k1, kernel_cases, .flags = SKOPS_INHERIT),
	SKOPS_RECORD (struct operands, k2, kernel_cases, .flags = SKOPS_INHERIT));

SKOPS_TABLE (exponentiation_table, struct exponentiation,
	SKOPS_RECORD (struct exponentiation, kernel, kernel_cases, .flags = SKOPS_INHERIT),
	SKOPS_FLOAT (struct exponentiation, exponent));

SKOPS_TABLE (constant_table, struct number, SKOPS_FLOAT (struct number, value, .attribute = "constant_value"));
SKOPS_TABLE (white_table, struct number, SKOPS_FLOAT (struct number, value, .attribute = "noise_level"));
SKOPS_TABLE (dot_table, struct number, SKOPS_FLOAT (struct number, value, .attribute = "sigma_0"));

#define LENGTH_SCALE SKOPS_ARRAY (struct scaled, length_scale, .dims = "?|", .flags = SKOPS_FINITE)

SKOPS_TABLE (rbf_table, struct scaled, LENGTH_SCALE);
SKOPS_TABLE (matern_table, struct scaled, LENGTH_SCALE, SKOPS_FLOAT (struct scaled, other, .attribute = "nu"));
SKOPS_TABLE (quadratic_table, struct scaled, LENGTH_SCALE, SKOPS_FLOAT (struct scaled, other, .attribute = "alpha"));
SKOPS_TABLE (periodic_table, struct scaled, LENGTH_SCALE, SKOPS_FLOAT (struct scaled, other, .attribute = "periodicity"));

SKOPS_TABLE (pairwise_table, struct pairwise,
	SKOPS_FLOAT (struct pairwise, gamma),
	SKOPS_WORD (struct pairwise, metric, metric_words),
	SKOPS_DICT (struct pairwise, kwargs, &kwargs_item, .attribute = "pairwise_kernels_kwargs", .flags = SKOPS_NULLABLE));

#define KERNEL(class_name) "sklearn.gaussian_process.kernels:" class_name

const struct skops_case kernel_cases[] = {
	{ KERNEL ("Sum"), &operands_table, KERNEL_SUM },
	{ KERNEL ("Product"), &operands_table, KERNEL_PRODUCT },
	{ KERNEL ("Exponentiation"), &exponentiation_table, KERNEL_EXPONENTIATION },
	{ KERNEL ("ConstantKernel"), &constant_table, KERNEL_CONSTANT },
	{ KERNEL ("WhiteKernel"), &white_table, KERNEL_WHITE },
	{ KERNEL ("RBF"), &rbf_table, KERNEL_RBF },
	{ KERNEL ("Matern"), &matern_table, KERNEL_MATERN },
	{ KERNEL ("RationalQuadratic"), &quadratic_table, KERNEL_RATIONAL_QUADRATIC },
	{ KERNEL ("ExpSineSquared"), &periodic_table, KERNEL_EXP_SINE_SQUARED },
	{ KERNEL ("DotProduct"), &dot_table, KERNEL_DOT_PRODUCT },
	{ KERNEL ("PairwiseKernel"), &pairwise_table, 0 },
	{ NULL, NULL, 0 },
};

/* Records that still have to become steps, and the steps found; both lists from the last one on. */
struct link {
	struct link *next;
	const struct skops_record *record;
	struct kernel_step step;
};

static bool push (struct skops_call *call, struct link **list, const struct skops_record *record)
{
	struct link *link = skops_alloc (call, 1, sizeof *link);

	if (!link)
		return false;
	link->record = record;
	link->next = *list;
	*list = link;
	return true;
}

/* One length for all features, or one for each, which settles how many there are. */
static enum skops_status take_lengths (struct skops_call *call, struct kernel *kernel, struct kernel_step *step, const struct scaled *scaled, bool divides)
{
	const struct skops_array *lengths = &scaled->length_scale;

	if (lengths->count > 1 && divides && !kernel->features)
		kernel->features = lengths->count;
	if (lengths->count != 1 && (!divides || lengths->count != kernel->features))
		return skops_fail (call, SKOPS_BAD_FILE, "a kernel has %zu length scales, there are %zu columns", lengths->count, kernel->features);
	step->gather = GATHER_SQUARES;
	step->b = skops_f8 (lengths)[0];
	if (divides) {
		step->lengths = skops_f8 (lengths);
		step->n_lengths = lengths->count;
	}
	return SKOPS_OK;
}

static double keyword (const struct skops_dict *kwargs, const char *name, double otherwise)
{
	for (size_t i = 0; i < kwargs->count; i++) {
		const struct skops_value *key = &kwargs->keys[i], *value = SKOPS_ITEM (kwargs, struct skops_value, i);

		if (key->kind == SKOPS_IS_TEXT && key->size == strlen (name) && !memcmp (key->text, name, key->size))
			return value->kind == SKOPS_IS_INT ? (double) value->i : value->kind == SKOPS_IS_FLOAT ? value->f : NAN;
	}
	return otherwise;
}

static enum skops_status take_pairwise (struct skops_call *call, struct kernel *kernel, struct kernel_step *step, const struct pairwise *pairwise)
{
	static const enum kernel_gather gathers[] = {
		[KERNEL_LINEAR] = GATHER_PRODUCTS, [KERNEL_POLYNOMIAL] = GATHER_PRODUCTS, [KERNEL_PAIRWISE_RBF] = GATHER_SQUARES, [KERNEL_LAPLACIAN] = GATHER_ABSOLUTES,
		[KERNEL_SIGMOID] = GATHER_PRODUCTS, [KERNEL_COSINE] = GATHER_PRODUCTS, [KERNEL_CHI2] = GATHER_CHI2, [KERNEL_ADDITIVE_CHI2] = GATHER_CHI2,
	};

	step->kind = pairwise->metric;
	step->gather = gathers[pairwise->metric];
	step->normalised = pairwise->metric == KERNEL_COSINE;
	step->a = pairwise->gamma;
	step->b = keyword (&pairwise->kwargs, "coef0", 1);
	step->c = keyword (&pairwise->kwargs, "degree", 3);
	kernel->non_negative |= step->gather == GATHER_CHI2;
	if (isnan (step->b) || isnan (step->c))
		return skops_fail (call, SKOPS_UNSUPPORTED, "a PairwiseKernel whose keywords are no numbers");
	return SKOPS_OK;
}

/* The step of a record; its operands, if any, wait on `pending`. */
static enum skops_status take (struct skops_call *call, struct kernel *kernel, struct link *link, struct link **pending)
{
	const struct skops_record *record = link->record;
	const struct operands *operands = record->state;
	const struct exponentiation *exponentiation = record->state;
	const struct scaled *scaled = record->state;
	struct kernel_step *step = &link->step;

	step->kind = record->tag;
	switch (record->tag) {
	case KERNEL_SUM:
	case KERNEL_PRODUCT: return push (call, pending, &operands->k1) && push (call, pending, &operands->k2) ? SKOPS_OK : SKOPS_NO_MEMORY;
	case KERNEL_EXPONENTIATION:
		step->a = exponentiation->exponent;
		return push (call, pending, &exponentiation->kernel) ? SKOPS_OK : SKOPS_NO_MEMORY;
	case KERNEL_CONSTANT:
	case KERNEL_WHITE: step->a = ((const struct number *) record->state)->value; return SKOPS_OK;
	case KERNEL_DOT_PRODUCT:
		step->a = ((const struct number *) record->state)->value;
		step->gather = GATHER_PRODUCTS;
		return SKOPS_OK;
	case KERNEL_RBF: return take_lengths (call, kernel, step, scaled, true);
	case KERNEL_MATERN:
		step->a = scaled->other;
		if (!(step->a > 0) || (step->a > MOST_NU && !isinf (step->a)))
			return skops_fail (call, SKOPS_UNSUPPORTED, "a Matern kernel of nu = %g", step->a);
		step->c = isinf (step->a) ? 0 : pow (2, 1 - step->a) / tgamma (step->a);
		return take_lengths (call, kernel, step, scaled, true);
	case KERNEL_RATIONAL_QUADRATIC:
	case KERNEL_EXP_SINE_SQUARED: step->a = scaled->other; return take_lengths (call, kernel, step, scaled, false);
	default: return take_pairwise (call, kernel, step, record->state);
	}
}

/* ConstantKernel (1) * RBF (1), where the file has no kernel. */
static enum skops_status build_default (struct skops_call *call, struct kernel *kernel)
{
	struct kernel_step *step = skops_alloc (call, 1, sizeof *step);

	if (!step)
		return SKOPS_NO_MEMORY;
	step->kind = KERNEL_RBF;
	step->gather = GATHER_SQUARES;
	kernel->steps = step;
	kernel->count = kernel->depth = 1;
	return SKOPS_OK;
}

enum skops_status kernel_build (struct skops_call *call, struct kernel *kernel, const struct skops_record *record, size_t features)
{
	struct link *pending = NULL, *found = NULL;
	struct kernel_step *steps;
	size_t depth = 0;

	*kernel = (struct kernel) { .features = features };
	if (!record->state)
		return build_default (call, kernel);
	if (!push (call, &pending, record))
		return SKOPS_NO_MEMORY;
	/* Owners come before their operands here, so that the list of steps, from the last one on, has operands first: both are pushed before they are joined. */
	while (pending) {
		struct link *link = pending;
		enum skops_status status;

		pending = link->next;
		status = take (call, kernel, link, &pending);
		if (status)
			return status;
		link->next = found;
		found = link;
		kernel->count++;
	}
	steps = skops_alloc (call, kernel->count, sizeof *steps);
	if (!steps)
		return SKOPS_NO_MEMORY;
	kernel->steps = steps;
	for (; found; found = found->next, steps++) {
		*steps = found->step;
		depth = steps->kind == KERNEL_SUM || steps->kind == KERNEL_PRODUCT ? depth - 1 : steps->kind == KERNEL_EXPONENTIATION ? depth : depth + 1;
		if (depth > kernel->depth)
			kernel->depth = depth;
	}
	return SKOPS_OK;
}
