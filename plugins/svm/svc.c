/* SPDX-License-Identifier: BSD-3-Clause */
/* SVC and NuSVC: votes of pairs of classes, and probabilities joined from those of pairs.
 * Source: sklearn/svm/_base.py, BaseSVC; sklearn/svm/src/libsvm/svm.cpp, svm_predict_values, sigmoid_predict and multiclass_probability. */
#include <math.h>

#include "svm.h"

enum { OVR, OVO };

struct svc {
	struct machine machine;
	struct skops_values classes_;
	struct skops_array _probA, _probB; /* [pairs], or empty */
	int decision_function_shape;
	bool break_ties;
	const struct skops_values *labels[1];
};

static const struct skops_word shape_words[] = { SKOPS_TEXT_WORD ("ovr", OVR), SKOPS_TEXT_WORD ("ovo", OVO), SKOPS_END_WORD };

SKOPS_TABLE (table, struct svc,
	MACHINE_FIELDS (struct svc),
	SKOPS_VALUES (struct svc, classes_, .dims = "?"),
	SKOPS_ARRAY (struct svc, _probA, .dims = "?"),
	SKOPS_ARRAY (struct svc, _probB, .dims = "?"),
	SKOPS_WORD (struct svc, decision_function_shape, shape_words, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct svc, break_ties, .flags = SKOPS_PARAMETER));

static enum skops_status check (struct skops_call *call, void *state)
{
	struct svc *self = state;
	size_t pairs = self->machine._intercept_.count;

	self->labels[0] = &self->classes_;
	if (self->classes_.count < 2)
		return skops_fail (call, SKOPS_BAD_FILE, "classes_ has %zu", self->classes_.count);
	if (self->_probA.count != self->_probB.count || (self->_probA.count && self->_probA.count != pairs))
		return skops_fail (call, SKOPS_BAD_FILE, "_probA has %zu numbers, _probB %zu, there are %zu pairs of classes", self->_probA.count, self->_probB.count, pairs);
	return machine_check (call, &self->machine, self->classes_.count);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	return machine_build (call, &((struct svc *) state)->machine);
}

/* Votes and confidences of classes (sklearn/utils/multiclass.py, _ovr_decision_function). */
static void one_versus_rest (size_t classes, const double *pairs, double *votes, double *confidences)
{
	memset (votes, 0, classes * sizeof *votes);
	memset (confidences, 0, classes * sizeof *confidences);
	for (size_t i = 0; i < classes; i++)
		for (size_t j = i + 1; j < classes; j++, pairs++) {
			confidences[i] += *pairs;
			confidences[j] -= *pairs;
			votes[*pairs < 0 ? j : i]++;
		}
	for (size_t k = 0; k < classes; k++)
		votes[k] += confidences[k] / (3 * (fabs (confidences[k]) + 1));
}

static size_t greatest (const double *values, size_t count)
{
	size_t best = 0;

	for (size_t k = 1; k < count; k++)
		if (values[k] > values[best])
			best = k;
	return best;
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct svc *self = state;
	const struct machine *machine = &self->machine;
	const double *pairs = machine_decide (call, machine, x);
	double *votes = skops_scratch (call, machine->classes, 2 * sizeof *votes);

	if (!pairs || !votes)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		if (self->break_ties && machine->classes > 2) {
			one_versus_rest (machine->classes, pairs, votes, votes + machine->classes);
			pairs += machine->pairs;
		} else {
			memset (votes, 0, machine->classes * sizeof *votes);
			for (size_t i = 0; i < machine->classes; i++)
				for (size_t j = i + 1; j < machine->classes; j++)
					votes[*pairs++ > 0 ? i : j]++;
		}
		skops_row (out, r)[0] = (double) greatest (votes, machine->classes);
	}
	return SKOPS_OK;
}

static enum skops_status decision_function (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct svc *self = state;
	const struct machine *machine = &self->machine;
	const double *pairs = machine_decide (call, machine, x);
	double *confidences = skops_scratch (call, machine->classes, sizeof *confidences);

	if (!pairs || !confidences)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++, pairs += machine->pairs) {
		if (machine->classes == 2)
			skops_row (out, r)[0] = -pairs[0];
		else if (self->decision_function_shape == OVR)
			one_versus_rest (machine->classes, pairs, skops_row (out, r), confidences);
		else
			memcpy (skops_row (out, r), pairs, machine->pairs * sizeof *pairs);
	}
	return SKOPS_OK;
}

/* The probability of the first class of a pair. */
static double platt (double decision, double a, double b)
{
	double value = decision * a + b, probability = value >= 0 ? exp (-value) / (1 + exp (-value)) : 1 / (1 + exp (value));

	return fmin (fmax (probability, 1e-7), 1 - 1e-7);
}

/* Probabilities p [K] from those of pairs, r [K,K] (Wu, Lin and Weng 2004, second approach); q [K,K] and qp [K] are for work. */
static void join_pairs (size_t classes, const double *r, double *p, double *q, double *qp)
{
	size_t rounds = classes > 100 ? classes : 100;

	for (size_t t = 0; t < classes; t++) {
		p[t] = 1 / (double) classes;
		q[t * classes + t] = 0;
		for (size_t j = 0; j < classes; j++)
			if (j != t) {
				q[t * classes + t] += r[j * classes + t] * r[j * classes + t];
				q[t * classes + j] = -r[j * classes + t] * r[t * classes + j];
			}
	}
	for (size_t round = 0; round < rounds; round++) {
		double pqp = 0, error = 0;

		for (size_t t = 0; t < classes; t++) {
			qp[t] = 0;
			for (size_t j = 0; j < classes; j++)
				qp[t] += q[t * classes + j] * p[j];
			pqp += p[t] * qp[t];
		}
		for (size_t t = 0; t < classes; t++)
			error = fmax (error, fabs (qp[t] - pqp));
		if (error < 0.005 / (double) classes)
			return;
		for (size_t t = 0; t < classes; t++) {
			double step = (pqp - qp[t]) / q[t * classes + t];

			p[t] += step;
			pqp = (pqp + step * (step * q[t * classes + t] + 2 * qp[t])) / (1 + step) / (1 + step);
			for (size_t j = 0; j < classes; j++) {
				qp[j] = (qp[j] + step * q[t * classes + j]) / (1 + step);
				p[j] /= 1 + step;
			}
		}
	}
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct svc *self = state;
	size_t classes = self->machine.classes;
	const double *decisions = machine_decide (call, &self->machine, x), *a = skops_f8 (&self->_probA), *b = skops_f8 (&self->_probB);
	double *pairs = skops_scratch (call, classes, classes * sizeof *pairs), *q = skops_scratch (call, classes, classes * sizeof *q);
	double *qp = skops_scratch (call, classes, sizeof *qp);

	if (!decisions || !pairs || !q || !qp)
		return SKOPS_NO_MEMORY;
	for (size_t row = 0; row < x->rows; row++, decisions += self->machine.pairs) {
		size_t pair = 0;

		for (size_t i = 0; i < classes; i++)
			for (size_t j = i + 1; j < classes; j++, pair++) {
				pairs[i * classes + j] = platt (decisions[pair], a[pair], b[pair]);
				pairs[j * classes + i] = 1 - pairs[i * classes + j];
			}
		join_pairs (classes, pairs, skops_row (out, row), q, qp);
	}
	return SKOPS_OK;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = predict_proba (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] = log (skops_row (out, r)[k]);
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = { { "predict", predict }, { "decision_function", decision_function }, { "predict_proba", predict_proba }, { "predict_log_proba", predict_log_proba } };
	const struct svc *self = state;
	size_t classes = self->machine.classes;

	for (int i = 0; i < (self->_probA.count ? 4 : 2); i++) {
		struct skops_method *method;
		struct skops_output *output;

		if (i == 0 && self->break_ties && self->decision_function_shape == OVO)
			continue; /* scikit-learn refuses to break ties of pairs */
		method = machine_method (call, &self->machine, methods[i].name, methods[i].apply);
		if (!method)
			return SKOPS_NO_MEMORY;
		output = &method->outputs[0];
		output->per_label = i > 1 || (i == 1 && classes > 2 && self->decision_function_shape == OVR);
		output->flat = i == 0 || (i == 1 && classes == 2);
		output->width = output->per_label ? (int64_t) classes : i ? (int64_t) self->machine.pairs : 1;
		output->labels = i == 0 || output->per_label ? self->labels : NULL;
		if (i == 0)
			output->dtype = SKOPS_I8;
	}
	return SKOPS_OK;
}

/* Sums over pairs as a product: `first` for the one class of a pair, `second` for the other. [pairs, K] */
static struct skops_tensor over_pairs (struct skops_call *call, const struct svc *self, struct skops_tensor pairs, double first, double second)
{
	size_t classes = self->machine.classes, pair = 0;
	double *weights = skops_scratch (call, self->machine.pairs, classes * sizeof *weights);

	if (!weights)
		return (struct skops_tensor) { 0 };
	memset (weights, 0, self->machine.pairs * classes * sizeof *weights);
	for (size_t i = 0; i < classes; i++)
		for (size_t j = i + 1; j < classes; j++, pair++) {
			weights[pair * classes + i] = first;
			weights[pair * classes + j] = second;
		}
	return skops_onnx_2 (call, "MatMul", pairs, skops_onnx_matrix (call, weights, self->machine.pairs, classes));
}

/* One vote for each pair of classes: [N, K]. */
static struct skops_tensor emit_votes (struct skops_call *call, const struct svc *self, struct skops_tensor first_wins)
{
	struct skops_tensor second_wins = skops_onnx_cast (call, skops_onnx_1 (call, "Not", first_wins), SKOPS_TENSOR_DOUBLE);

	return skops_onnx_2 (call, "Add", over_pairs (call, self, skops_onnx_cast (call, first_wins, SKOPS_TENSOR_DOUBLE), 1, 0), over_pairs (call, self, second_wins, 0, 1));
}

/* As one_versus_rest. */
static struct skops_tensor emit_one_versus_rest (struct skops_call *call, const struct svc *self, struct skops_tensor pairs)
{
	struct skops_tensor votes = emit_votes (call, self, skops_onnx_2 (call, "GreaterOrEqual", pairs, skops_onnx_number (call, 0)));
	struct skops_tensor confidences = over_pairs (call, self, pairs, 1, -1), three = skops_onnx_number (call, 3);
	struct skops_tensor bound = skops_onnx_2 (call, "Mul", skops_onnx_2 (call, "Add", skops_onnx_1 (call, "Abs", confidences), skops_onnx_number (call, 1)), three);

	return skops_onnx_2 (call, "Add", votes, skops_onnx_2 (call, "Div", confidences, bound));
}

/* As platt, of all pairs: [N, pairs]. */
static struct skops_tensor emit_platt (struct skops_call *call, const struct svc *self, struct skops_tensor pairs)
{
	double *a = skops_scratch (call, self->machine.pairs, sizeof *a), *b = skops_scratch (call, self->machine.pairs, sizeof *b);

	if (!a || !b)
		return (struct skops_tensor) { 0 };
	for (size_t p = 0; p < self->machine.pairs; p++) {
		a[p] = -skops_f8 (&self->_probA)[p];
		b[p] = -skops_f8 (&self->_probB)[p];
	}
	pairs = skops_onnx_2 (call, "Mul", pairs, skops_onnx_row (call, a, self->machine.pairs));
	pairs = skops_onnx_1 (call, "Sigmoid", skops_onnx_2 (call, "Add", pairs, skops_onnx_row (call, b, self->machine.pairs)));
	return skops_onnx_3 (call, "Clip", pairs, skops_onnx_number (call, 1e-7), skops_onnx_number (call, 1 - 1e-7));
}

/* Columns of [N, …] that a [K,K] matrix has as its rows, one after the other. */
static struct skops_tensor square (struct skops_call *call, struct skops_tensor from, const int64_t *columns, size_t classes)
{
	return skops_onnx_gather (call, from, skops_onnx_ints (call, columns, classes * classes), 1);
}

/* q of join_pairs, its rows one after the other: [N, K·K]; and its diagonal [N, K]. */
static struct skops_tensor emit_q (struct skops_call *call, const struct svc *self, struct skops_tensor pairs, struct skops_tensor *diagonal)
{
	size_t classes = self->machine.classes, size = classes * classes, pair = 0;
	int64_t count = (int64_t) self->machine.pairs, shape[3] = { -1, (int64_t) classes, (int64_t) classes };
	int64_t *own = skops_scratch (call, size, sizeof *own), *turned = skops_scratch (call, size, sizeof *turned);
	double *spread = skops_scratch (call, size, classes * sizeof *spread);
	struct skops_tensor sides[3], r, of_others, q;

	if (!own || !turned || !spread)
		return (struct skops_tensor) { 0 };
	sides[0] = pairs;
	sides[1] = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), pairs);
	sides[2] = skops_onnx_2 (call, "Mul", skops_onnx_column (call, pairs, 0), skops_onnx_number (call, 0));
	r = skops_onnx_along (call, "Concat", sides, 3, 1);
	memset (spread, 0, size * classes * sizeof *spread);
	for (size_t i = 0; i < classes; i++) {
		own[i * classes + i] = turned[i * classes + i] = 2 * count;
		spread[i * size + i * classes + i] = 1;
		for (size_t j = i + 1; j < classes; j++, pair++) {
			own[i * classes + j] = turned[j * classes + i] = (int64_t) pair;
			own[j * classes + i] = turned[i * classes + j] = count + (int64_t) pair;
		}
	}
	of_others = square (call, r, turned, classes);
	q = skops_onnx_1 (call, "Neg", skops_onnx_2 (call, "Mul", of_others, square (call, r, own, classes)));
	*diagonal = skops_onnx_reduce (call, "ReduceSumSquare", skops_onnx_reshape (call, of_others, 3, shape), 2, false);
	return skops_onnx_2 (call, "Add", q, skops_onnx_2 (call, "MatMul", *diagonal, skops_onnx_matrix (call, spread, classes, size)));
}

/* What one round of join_pairs makes of p; `live`: whether a row goes on [N, 1]. */
static struct skops_tensor emit_round (struct skops_call *call, size_t classes, struct skops_tensor q, struct skops_tensor diagonal, struct skops_tensor p, struct skops_tensor *live)
{
	int64_t shape[3] = { -1, (int64_t) classes, (int64_t) classes };
	struct skops_tensor qp = skops_onnx_2 (call, "MatMul", skops_onnx_reshape (call, q, 3, shape), skops_onnx_axis (call, "Unsqueeze", p, 2)), pqp, error, one = skops_onnx_number (call, 1);
	int64_t *columns = skops_scratch (call, classes, sizeof *columns);
	double *unit = skops_scratch (call, classes, sizeof *unit);

	if (!columns || !unit)
		return (struct skops_tensor) { 0 };
	qp = skops_onnx_axis (call, "Squeeze", qp, 2);
	pqp = skops_onnx_reduce (call, "ReduceSum", skops_onnx_2 (call, "Mul", p, qp), 1, true);
	error = skops_onnx_reduce (call, "ReduceMax", skops_onnx_1 (call, "Abs", skops_onnx_2 (call, "Sub", qp, pqp)), 1, true);
	*live = skops_onnx_2 (call, "GreaterOrEqual", error, skops_onnx_number (call, 0.005 / (double) classes));
	for (size_t t = 0; t < classes; t++) {
		struct skops_tensor own = skops_onnx_column (call, diagonal, (int64_t) t), at = skops_onnx_column (call, qp, (int64_t) t), row, step, whole;

		for (size_t j = 0; j < classes; j++) {
			columns[j] = (int64_t) (t * classes + j);
			unit[j] = j == t;
		}
		row = skops_onnx_gather (call, q, skops_onnx_ints (call, columns, classes), 1);
		step = skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Sub", pqp, at), own);
		whole = skops_onnx_2 (call, "Add", step, one);
		pqp = skops_onnx_2 (call, "Add", pqp, skops_onnx_2 (call, "Mul", step, skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", step, own), skops_onnx_2 (call, "Add", at, at))));
		pqp = skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Div", pqp, whole), whole);
		qp = skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Add", qp, skops_onnx_2 (call, "Mul", step, row)), whole);
		p = skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Add", p, skops_onnx_2 (call, "Mul", step, skops_onnx_row (call, unit, classes))), whole);
	}
	return p;
}

/* As join_pairs, all rows together: one that is done stays as it is while others go on. */
static struct skops_tensor emit_probabilities (struct skops_call *call, const struct svc *self, struct skops_tensor pairs)
{
	size_t classes = self->machine.classes;
	struct skops_tensor diagonal = { 0 }, q = emit_q (call, self, emit_platt (call, self, pairs), &diagonal), first, p = { 0 }, next, live = { 0 }, out = { 0 };

	first = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", diagonal, skops_onnx_number (call, 0)), skops_onnx_number (call, 1 / (double) classes));
	if (skops_onnx_carry (call, &first, 1, &p))
		return out;
	next = emit_round (call, classes, q, diagonal, p, &live);
	next = skops_onnx_3 (call, "Where", live, next, p);
	live = skops_onnx_reduce (call, "ReduceMax", skops_onnx_cast (call, live, SKOPS_TENSOR_DOUBLE), 0, false);
	live = skops_onnx_cast (call, skops_onnx_reduce (call, "ReduceMax", live, 0, false), SKOPS_TENSOR_BOOL);
	skops_onnx_loop (call, &first, &p, &next, 1, live, classes > 100 ? (int64_t) classes : 100, &out);
	return out;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct svc *self = state;
	bool ovr = self->machine.classes > 2 && (!strcmp (method, "predict") ? self->break_ties : self->decision_function_shape == OVR);
	struct skops_tensor pairs = machine_emit (call, &self->machine, skops_onnx_dense (call, x));

	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, skops_onnx_argument (call, "ArgMax", ovr ? emit_one_versus_rest (call, self, pairs)
		                                                                              : emit_votes (call, self, skops_onnx_2 (call, "Greater", pairs, skops_onnx_number (call, 0)))));
	if (strcmp (method, "decision_function") != 0) {
		pairs = emit_probabilities (call, self, pairs);
		return skops_onnx_answer (call, out, !strcmp (method, "predict_proba") ? pairs : skops_onnx_1 (call, "Log", pairs));
	}
	if (self->machine.classes == 2)
		return skops_onnx_answer (call, out, skops_onnx_1 (call, "Neg", pairs));
	return skops_onnx_answer (call, out, ovr ? emit_one_versus_rest (call, self, pairs) : pairs);
}

const struct skops_onnx svc_onnx = { .size = sizeof svc_onnx, .table = &table, .check = check, .build = build, .emit = emit };
const struct skops_predict svc_predict = { .size = sizeof svc_predict, .table = &table, .check = check, .build = build, .describe = describe };
