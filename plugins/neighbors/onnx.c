/* SPDX-License-Identifier: BSD-3-Clause */
/* The search in a graph: reduced distances to all fitted rows, feature by feature in the order in which metric.c adds them up, so that equal distances stay equal; then TopK.
 * Source: as metric.c and search.c. */
#include <float.h>
#include <math.h>

#include "neighbors.h"

/* X [N,F] and fitted rows [S,F], both as the metric compares them, and two sums [N,S]. */
struct pairs {
	struct skops_call *call;
	const struct metric *metric;
	struct skops_tensor x;
	double *rows, *column;
	size_t count, features;
	struct skops_tensor s, t;
};

static struct skops_tensor number (const struct pairs *p, double value)
{
	return skops_onnx_number (p->call, value);
}

static struct skops_tensor two (const struct pairs *p, const char *op, struct skops_tensor a, struct skops_tensor b)
{
	return skops_onnx_2 (p->call, op, a, b);
}

static struct skops_tensor one (const struct pairs *p, const char *op, struct skops_tensor a)
{
	return skops_onnx_1 (p->call, op, a);
}

static struct skops_tensor choose (const struct pairs *p, struct skops_tensor condition, struct skops_tensor a, struct skops_tensor b)
{
	return skops_onnx_3 (p->call, "Where", condition, a, b);
}

static struct skops_tensor to_numbers (const struct pairs *p, struct skops_tensor truth)
{
	return skops_onnx_cast (p->call, truth, SKOPS_TENSOR_DOUBLE);
}

static void add (const struct pairs *p, struct skops_tensor *sum, struct skops_tensor value)
{
	*sum = sum->id ? two (p, "Add", *sum, value) : value;
}

/* Fitted rows' feature f: [S]. */
static struct skops_tensor fitted (const struct pairs *p, size_t f)
{
	for (size_t i = 0; i < p->count; i++)
		p->column[i] = p->rows[i * p->features + f];
	return skops_onnx_row (p->call, p->column, p->count);
}

/* Where a feature of X and of a fitted row differ. Without --double the fitted rows are seen as X is, in float32. */
static struct skops_tensor unequal (const struct pairs *p, struct skops_tensor a, struct skops_tensor b)
{
	uint8_t type = skops_onnx_double (p->call) ? SKOPS_TENSOR_DOUBLE : SKOPS_TENSOR_FLOAT;

	return one (p, "Not", two (p, "Equal", skops_onnx_cast (p->call, a, type), skops_onnx_cast (p->call, b, type)));
}

/* What feature f adds: as metric.c has it. */
static void add_feature (struct pairs *p, int metric, size_t f)
{
	struct skops_tensor a = skops_onnx_column (p->call, p->x, (int64_t) f), b = fitted (p, f), difference = two (p, "Sub", a, b), size = one (p, "Abs", difference), both;
	const double *weights = p->metric->weights;

	switch (metric) {
	case SEUCLIDEAN: add (p, &p->s, two (p, "Div", two (p, "Mul", difference, difference), number (p, weights[f]))); break;
	case MANHATTAN: add (p, &p->s, size); break;
	case CHEBYSHEV: p->s = p->s.id ? two (p, "Max", p->s, size) : size; break;
	case MINKOWSKI:
		size = two (p, "Pow", size, number (p, p->metric->p));
		add (p, &p->s, weights ? two (p, "Mul", number (p, weights[f]), size) : size);
		break;
	case WMINKOWSKI: add (p, &p->s, two (p, "Pow", two (p, "Mul", number (p, weights[f]), size), number (p, p->metric->p))); break;
	case HAMMING: add (p, &p->t, to_numbers (p, unequal (p, a, b))); break;
	case CANBERRA:
		both = two (p, "Add", one (p, "Abs", a), one (p, "Abs", b));
		add (p, &p->s, choose (p, two (p, "Greater", both, number (p, 0)), two (p, "Div", size, both), number (p, 0)));
		break;
	case BRAYCURTIS:
		add (p, &p->s, size);
		add (p, &p->t, two (p, "Add", one (p, "Abs", a), one (p, "Abs", b)));
		break;
	case NAN_EUCLIDEAN:
		both = one (p, "Not", one (p, "IsNaN", difference));
		add (p, &p->s, choose (p, both, two (p, "Mul", difference, difference), number (p, 0)));
		add (p, &p->t, to_numbers (p, both));
		break;
	default: add (p, &p->s, two (p, "Mul", difference, difference));
	}
}

/* X times the fitted rows. */
static struct skops_tensor products (const struct pairs *p, struct skops_tensor x, const double *rows)
{
	double zero = 0;

	return skops_onnx_affine (p->call, x, rows, p->count, p->features, &zero, 1);
}

/* As add_truth: both true, and only one of them. Sums of ones are exact in any order. */
static void add_truths (struct pairs *p)
{
	struct skops_tensor truth = to_numbers (p, one (p, "Not", two (p, "Equal", p->x, number (p, 0))));

	for (size_t i = 0; i < p->count; i++) {
		p->column[i] = 0;
		for (size_t f = 0; f < p->features; f++) {
			p->rows[i * p->features + f] = p->rows[i * p->features + f] != 0;
			p->column[i] += p->rows[i * p->features + f];
		}
	}
	p->s = products (p, truth, p->rows);
	p->t = two (p, "Add", skops_onnx_reduce (p->call, "ReduceSum", truth, 1, true), skops_onnx_row (p->call, p->column, p->count));
	p->t = two (p, "Sub", p->t, two (p, "Mul", number (p, 2), p->s));
}

/* As metric_prepare, for X. */
static void prepare (struct pairs *p)
{
	struct skops_tensor norm;

	if (p->metric->centred)
		p->x = two (p, "Sub", p->x, skops_onnx_reduce (p->call, "ReduceMean", p->x, 1, true));
	if (!p->metric->normalised && !p->metric->centred)
		return;
	norm = one (p, "Sqrt", skops_onnx_reduce (p->call, "ReduceSumSquare", p->x, 1, true));
	if (!p->metric->centred)
		norm = choose (p, two (p, "Equal", norm, number (p, 0)), number (p, 1), norm);
	p->x = two (p, "Div", p->x, norm);
}

/* (x - y) VI (x - y)', VI times each side once only; both sides around the middle of the fitted rows. */
static void add_mahalanobis (struct pairs *p)
{
	size_t n = p->features;
	double *centre = skops_scratch (p->call, n, sizeof *centre), *turned = skops_scratch (p->call, p->count, n * sizeof *turned), *own = p->rows;
	struct skops_tensor x, y;

	if (!centre || !turned)
		return;
	for (size_t f = 0; f < n; f++) {
		centre[f] = 0;
		for (size_t i = 0; i < p->count; i++)
			centre[f] += own[i * n + f] / (double) p->count;
	}
	for (size_t i = 0; i < p->count; i++)
		for (size_t f = 0; f < n; f++)
			own[i * n + f] -= centre[f];
	for (size_t i = 0; i < p->count; i++)
		for (size_t f = 0; f < n; f++) {
			turned[i * n + f] = 0;
			for (size_t k = 0; k < n; k++)
				turned[i * n + f] += own[i * n + k] * p->metric->inverse[f * n + k];
		}
	p->x = two (p, "Sub", p->x, skops_onnx_row (p->call, centre, n));
	x = skops_onnx_affine (p->call, p->x, p->metric->inverse, n, n, (const double[]) { 0 }, 1);
	for (size_t f = 0; f < n; f++) {
		struct skops_tensor difference = two (p, "Sub", skops_onnx_column (p->call, p->x, (int64_t) f), fitted (p, f));

		p->rows = turned;
		y = fitted (p, f);
		p->rows = own;
		add (p, &p->s, two (p, "Mul", two (p, "Sub", skops_onnx_column (p->call, x, (int64_t) f), y), difference));
	}
}

static void add_haversine (struct pairs *p)
{
	struct skops_tensor half = number (p, 0.5), a[2], b[2], sine[2];

	for (size_t f = 0; f < 2; f++) {
		a[f] = skops_onnx_column (p->call, p->x, (int64_t) f);
		b[f] = fitted (p, f);
		sine[f] = one (p, "Sin", two (p, "Mul", half, two (p, "Sub", a[f], b[f])));
		sine[f] = two (p, "Mul", sine[f], sine[f]);
	}
	add (p, &p->s, two (p, "Add", sine[0], two (p, "Mul", two (p, "Mul", one (p, "Cos", a[0]), one (p, "Cos", b[0])), sine[1])));
}

static void add_all (struct pairs *p, int metric)
{
	switch (metric) {
	case COSINE:
	case CORRELATION: p->s = products (p, p->x, p->rows); break;
	case MATCHING:
	case JACCARD:
	case DICE:
	case KULSINSKI:
	case ROGERSTANIMOTO:
	case RUSSELLRAO:
	case SOKALSNEATH: add_truths (p); break;
	case MAHALANOBIS: add_mahalanobis (p); break;
	case HAVERSINE: add_haversine (p); break;
	default:
		for (size_t f = 0; f < p->features; f++)
			add_feature (p, metric, f);
	}
}

/* The reduced distance that both sums make. */
static struct skops_tensor end (const struct pairs *p, int metric)
{
	struct skops_tensor n = number (p, (double) p->features), s = p->s, t = p->t, some;

	switch (metric) {
	case COSINE: return skops_onnx_3 (p->call, "Clip", two (p, "Sub", number (p, 1), s), number (p, 0), number (p, 2));
	case CORRELATION: return two (p, "Sub", number (p, 1), s);
	case HAMMING:
	case MATCHING: return two (p, "Div", t, n);
	case BRAYCURTIS: return choose (p, two (p, "Greater", t, number (p, 0)), two (p, "Div", s, t), number (p, 0));
	case JACCARD:
		some = two (p, "Add", s, t);
		return choose (p, two (p, "Greater", some, number (p, 0)), two (p, "Div", t, some), number (p, 0));
	case DICE: return two (p, "Div", t, two (p, "Add", two (p, "Mul", number (p, 2), s), t));
	case KULSINSKI: return two (p, "Div", two (p, "Add", two (p, "Sub", t, s), n), two (p, "Add", t, n));
	case ROGERSTANIMOTO: return two (p, "Div", two (p, "Mul", number (p, 2), t), two (p, "Add", n, t));
	case RUSSELLRAO: return two (p, "Div", two (p, "Sub", n, s), n);
	case SOKALSNEATH: return two (p, "Div", t, two (p, "Add", two (p, "Mul", number (p, 0.5), s), t));
	case NAN_EUCLIDEAN: return two (p, "Mul", two (p, "Div", s, t), n); /* 0/0 where nothing is present */
	default: return s;
	}
}

/* A correlation is the cosine of centred rows, whose norms metric.c leaves to the end. */
static void normalise (double *row, size_t features)
{
	double norm = 0;

	for (size_t f = 0; f < features; f++)
		norm += row[f] * row[f];
	for (size_t f = 0; f < features; f++)
		row[f] /= sqrt (norm);
}

/* The fitted rows in full, as the metric wants them; false without memory. */
static bool take_rows (struct pairs *p, const struct neighbors *self)
{
	const struct skops_matrix *fit = &self->_fit_X;

	p->rows = skops_scratch (p->call, p->count, p->features * sizeof *p->rows);
	p->column = skops_scratch (p->call, p->count, sizeof *p->column);
	if (!p->rows || !p->column)
		return false;
	if (!fit->sparse)
		memcpy (p->rows, fit->data, p->count * p->features * sizeof *p->rows);
	else
		memset (p->rows, 0, p->count * p->features * sizeof *p->rows);
	for (size_t i = 0; i < p->count; i++) {
		double *row = p->rows + i * p->features;

		for (int64_t k = fit->sparse ? fit->indptr[i] : 0; fit->sparse && k < fit->indptr[i + 1]; k++)
			row[fit->indices[k]] += fit->data[k];
		metric_prepare (p->metric, row);
		if (p->metric->centred)
			normalise (row, p->features);
	}
	return true;
}

static struct skops_tensor reduced_distances (struct skops_call *call, const struct neighbors *self, struct skops_tensor x)
{
	struct pairs p = { .call = call, .metric = &self->metric, .x = x, .count = (size_t) self->n_samples, .features = (size_t) self->n_features };

	if (self->effective_metric_ == METRIC_PRECOMPUTED)
		return x;
	if (!take_rows (&p, self))
		return (struct skops_tensor) { 0 };
	prepare (&p);
	add_all (&p, self->effective_metric_);
	return end (&p, self->effective_metric_);
}

/* As metric_finish; what is no number is at infinity. */
static struct skops_tensor finish (struct skops_call *call, const struct neighbors *self, struct skops_tensor reduced)
{
	struct skops_tensor value = reduced, far = skops_onnx_number (call, self->metric.nan ? NAN : INFINITY);

	if (self->metric.end == END_ROOT)
		value = skops_onnx_1 (call, "Sqrt", reduced);
	else if (self->metric.end == END_POWER)
		value = skops_onnx_2 (call, "Pow", reduced, skops_onnx_number (call, 1 / self->metric.p));
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", reduced, skops_onnx_number (call, DBL_MAX)), value, far);
}

void neighbors_emit (struct skops_call *call, const struct neighbors *self, struct skops_tensor x, struct skops_tensor *distances, struct skops_tensor *indices)
{
	struct skops_tensor reduced = reduced_distances (call, self, x), most = skops_onnx_number (call, DBL_MAX), inputs[2], outputs[2] = { { 0 }, { 0 } };
	struct skops_attribute attributes[2] = { skops_attribute_int ("axis", 1), skops_attribute_int ("largest", 0) };

	inputs[0] = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", reduced, most), reduced, most);
	inputs[1] = skops_onnx_ints (call, &self->n_neighbors, 1);
	skops_onnx_node (call, "", "TopK", inputs, 2, attributes, 2, outputs, 2);
	*distances = finish (call, self, outputs[0]);
	*indices = outputs[1];
}

enum skops_status neighbors_support (struct skops_call *call, const struct neighbors *self)
{
	if (self->metric.end == END_HAVERSINE)
		return skops_onnx_refuse (call, "metric", "haversine: the arc sine that its distances need has no float64 form in onnxruntime");
	return SKOPS_OK;
}

enum skops_status neighbors_emit_nearest (struct skops_call *call, const struct neighbors *self, const struct skops_columns *x, struct skops_columns *out)
{
	struct skops_tensor distances, indices;
	enum skops_status status;

	neighbors_emit (call, self, skops_onnx_dense (call, x), &distances, &indices);
	status = skops_onnx_answer (call, &out[0], distances);
	return status ? status : skops_onnx_answer (call, &out[1], indices);
}
