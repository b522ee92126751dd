/* SPDX-License-Identifier: BSD-3-Clause */
/* One method over one input, again and again: the same each time, whatever the memory held before, row by row as in a batch, on two threads as on one, with the
 * model and the input unharmed. */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "model/conform.h"
#include "model/output.h"
#include "model/source.h"

enum { FILL = 0x3f, OTHER_FILL = 0x40, SINGLE_ROWS = 12, RACES = 8, ODD_COLUMNS = 8, REPETITIONS = 24 /* malloc keeps some of what is freed: so many calls in a row must each take more */ };

/* What of two answers differs first. */
struct difference {
	size_t output, row, column;
	bool shape; /* their form, dtype or number of columns */
};

struct trial {
	struct skops_conform *conform;
	const struct skops_model *model;
	const struct skops_method_entry *method;
	const struct skops_data *data;
	struct skops_arena *arena;
	bool invented;
};

/* How far a row on its own may be from the same row in a batch, relative to the larger of the two and 1. */
static double slack_of (const struct skops_method_entry *method)
{
	switch (method->method.tolerance) {
	case SKOPS_EXACT: return method->n_edges ? 1e-9 : 0;
	case SKOPS_ROUNDING: return 1e-9;
	case SKOPS_FLOAT32: return 1e-4;
	default: return 1e-6;
	}
}

static bool same_number (double a, double b, double slack)
{
	double scale = fabs (a) > fabs (b) ? fabs (a) : fabs (b);

	return a == b || (isnan (a) && isnan (b)) || fabs (a - b) <= slack * (scale > 1 ? scale : 1);
}

static bool same_value (const struct skops_value *a, const struct skops_value *b, double slack)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SKOPS_IS_FLOAT: return same_number (a->f, b->f, slack);
	case SKOPS_IS_TEXT:
	case SKOPS_IS_BYTES: return a->size == b->size && !memcmp (a->text, b->text, a->size);
	default: return a->u == b->u;
	}
}

/* `count` rows of a from `from` on, and those of b. True if they are the same. */
static bool same_rows (struct difference *out, const struct skops_answers *a, size_t from, const struct skops_answers *b, size_t count, double slack)
{
	bool same = a->count == b->count;

	*out = (struct difference) { .shape = !same };
	for (out->output = 0; same && out->output < a->count; out->output++) {
		const struct skops_answer *x = &a->items[out->output], *y = &b->items[out->output];
		size_t least = x->rows - from < y->rows ? x->rows - from : y->rows;
		struct skops_error err = { 0 };
		struct skops_rows rows, others;

		if (least > count)
			least = count;
		out->shape = x->form != y->form || x->width != y->width || (x->dtype != y->dtype && x->form != SKOPS_TABLE); /* a table has the dtype of the values it happens to hold */
		if (out->shape)
			return false;
		if (skops_rows_start (&err, &rows, x))
			return true; /* nothing is known without memory */
		if (!skops_rows_start (&err, &others, y)) {
			for (out->row = 0; same && out->row < least; out->row++) {
				skops_rows_at (&rows, from + out->row);
				skops_rows_at (&others, out->row);
				out->shape = rows.width != others.width;
				same = !out->shape;
				for (out->column = 0; same && out->column < rows.width; out->column++) {
					struct skops_value left = skops_rows_value (&rows, out->column), right = skops_rows_value (&others, out->column);
					same = same_value (&left, &right, slack);
				}
			}
			skops_rows_end (&others);
		}
		skops_rows_end (&rows);
		if (!same)
			return false;
	}
	return same;
}

static void tell_difference (const struct trial *trial, const struct difference *difference, size_t from, const char *what, const char *way_out)
{
	if (difference->shape)
		skops_conform_wrong (trial->conform, way_out, "%s: output %zu has another form, dtype or number of columns", what, difference->output);
	else /* both counted on when the difference was found */
		skops_conform_wrong (trial->conform, way_out, "%s: row %zu, column %zu of output %zu differs", what, from + difference->row, difference->column, difference->output);
}

static bool is_row_wise (const struct trial *trial)
{
	if (trial->method->whole_batch)
		return false;
	for (uint32_t i = 0; i < trial->method->method.n_outputs; i++)
		if (trial->method->method.outputs[i].rows_of)
			return false;
	return true;
}

/* Numbers that stand for labels are among them; those that stand for integers are whole. */
static void check_numbers (const struct trial *trial, const struct skops_answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		const struct skops_answer *answer = &answers->items[i];
		bool whole = (answer->dtype >= SKOPS_I8 && answer->dtype <= SKOPS_B1) || answer->labels;

		for (size_t k = 0; answer->form == SKOPS_DENSE && whole && k < answer->rows * answer->width; k++) {
			const struct skops_values *labels = skops_answer_labels (answer, k % answer->width);
			if (answer->f8[k] == floor (answer->f8[k]) && (!labels || (answer->f8[k] >= 0 && answer->f8[k] < (double) labels->count)))
				continue;
			skops_conform_wrong (trial->conform, labels ? "an output with labels holds their indices, from 0" : "an output of integers holds whole numbers: mend dtype in describe, or round",
			                     "row %zu, column %zu of output %zu is %.17g, which is no %s", k / answer->width + 1, k % answer->width + 1, i, answer->f8[k], labels ? "label" : "integer");
			return;
		}
	}
}

/* What is said to be the same for every row is. */
static void check_constant (const struct trial *trial, const struct skops_answers *answers)
{
	for (size_t i = 0; i < answers->count && trial->method->method.flags & SKOPS_CONSTANT; i++) {
		const struct skops_answer *answer = &answers->items[i];

		for (size_t r = 1; r < answer->rows; r++)
			if (answer->form != SKOPS_DENSE || memcmp (answer->f8, answer->f8 + r * answer->width, answer->width * sizeof *answer->f8)) {
				skops_conform_wrong (trial->conform, "SKOPS_CONSTANT is for dense answers that do not look at X", "row %zu of output %zu is not as row 1", r + 1, i);
				return;
			}
	}
}

/* get_feature_names_out has a name for each column of transform. */
static void check_names (const struct trial *trial, const struct skops_answers *answers)
{
	struct skops_error err = { 0 };
	struct skops_names names;

	if (strcmp (trial->method->method.name, "transform") != 0 || answers->count != 1 || answers->items[0].form == SKOPS_RAGGED)
		return;
	skops_conform_step (trial->conform, "its get_feature_names_out");
	if (skops_model_names_out (&err, trial->model, trial->arena, &names)) {
		if (skops_conform_is_blamed (&err))
			skops_conform_wrong (trial->conform, "call skops_fail with the reason, and return its status", "%s", err.message);
	} else if (names.count != answers->items[0].width) {
		skops_conform_wrong (trial->conform, "names adds one name for each column that transform answers, unless the scikit-learn that wrote the model has it otherwise",
		                     "it has %zu names, transform answers %zu columns", names.count, answers->items[0].width);
	}
}

/* Whether the same rows have the same answer, whatever the memory held: otherwise all that follows would only say so again. */
static bool try_again (const struct trial *trial, const struct skops_answers *first)
{
	struct skops_error err = { 0 };
	struct skops_answers again = { 0 };
	struct difference difference;
	uint64_t sum = skops_arena_sum (trial->model->arena);
	bool same;

	skops_conform_step (trial->conform, "%s once more", trial->method->method.name);
	same = !skops_model_run_watched (&err, &again, trial->model, trial->method, trial->data, FILL) && same_rows (&difference, first, 0, &again, again.items[0].rows, 0);
	if (err.status)
		skops_conform_wrong (trial->conform, "a call leaves nothing behind for the next", "the second time it fails: %s", err.message);
	else if (!same)
		tell_difference (trial, &difference, 0, "the same rows have another answer the second time",
		                 "apply keeps nothing from call to call; what it needs comes from skops_scratch, and randomness from the file");
	skops_answers_free (&again);
	if (sum != skops_arena_sum (trial->model->arena))
		skops_conform_wrong (trial->conform, "after build the state is const: what apply writes to comes from skops_scratch", "it wrote to the model");
	if (!same)
		return false;
	skops_conform_step (trial->conform, "%s with other bytes in fresh memory", trial->method->method.name);
	same = !skops_model_run_watched (&err, &again, trial->model, trial->method, trial->data, OTHER_FILL) && same_rows (&difference, first, 0, &again, again.items[0].rows, 0);
	if (err.status)
		skops_conform_wrong (trial->conform, "write scratch before reading it", "it fails: %s", err.message);
	else if (!same)
		tell_difference (trial, &difference, 0, "the answer depends on memory that nobody wrote", "write every number of every output, and scratch before reading it");
	skops_answers_free (&again);
	return same;
}

/* Whether each row is answered as it was in the batch. */
static bool try_rows (const struct trial *trial, const struct skops_answers *batch)
{
	skops_conform_step (trial->conform, "%s row by row", trial->method->method.name);
	for (size_t r = 0; r < trial->data->rows && r < SINGLE_ROWS; r++) {
		struct skops_error err = { 0 };
		struct skops_answers single = { 0 };
		struct skops_data row;
		struct difference difference = { 0 };
		bool same = true;

		if (!skops_data_slice (&row, trial->arena, trial->data, r, 1))
			return true;
		if (skops_model_run (&err, &single, trial->model, trial->method, &row))
			skops_conform_wrong (trial->conform, "each row is answered for itself", "row %zu alone fails, in a batch it does not: %s", r + 1, err.message);
		else if (!(same = same_rows (&difference, batch, r, &single, 1, slack_of (trial->method))))
			tell_difference (trial, &difference, r, "a row alone has another answer than in a batch",
			                 "each row is answered for itself; a method that needs all rows states SKOPS_WHOLE_BATCH; one that rounds states SKOPS_ROUNDING");
		skops_answers_free (&single);
		if (err.status || !same)
			return false;
	}
	return true;
}

/* One of two threads that ask at the same time. */
struct racer {
	const struct trial *trial;
	const struct skops_answers *expected;
	struct skops_data data;
	size_t from;
	pthread_barrier_t *start;
	struct skops_error err;
	struct difference difference;
	bool differs;
};

static void *race (void *data)
{
	struct racer *racer = data;

	pthread_barrier_wait (racer->start);
	for (int i = 0; i < RACES && !racer->differs && !racer->err.status; i++) {
		struct skops_answers answers = { 0 };
		if (!skops_model_run (&racer->err, &answers, racer->trial->model, racer->trial->method, &racer->data))
			racer->differs = !same_rows (&racer->difference, racer->expected, racer->from, &answers, answers.items[0].rows, slack_of (racer->trial->method));
		skops_answers_free (&answers);
	}
	return NULL;
}

/* Two threads with different rows where rows do not depend on each other, so that what they share shows. */
static void try_threads (const struct trial *trial, const struct skops_answers *expected, bool by_rows)
{
	static const char way_out[] = "apply runs on many threads at once: it writes to its outputs and to scratch, and to nothing else";
	pthread_barrier_t start;
	struct racer racers[2];
	size_t from = by_rows ? trial->data->rows / 2 : 0;
	pthread_t other;

	skops_conform_step (trial->conform, "%s on two threads at once", trial->method->method.name);
	for (int i = 0; i < 2; i++) {
		racers[i] = (struct racer) { .trial = trial, .expected = expected, .from = i ? from : 0, .start = &start };
		if (!skops_data_slice (&racers[i].data, trial->arena, trial->data, racers[i].from, trial->data->rows - racers[i].from))
			return;
	}
	if (pthread_barrier_init (&start, NULL, 2))
		return;
	if (!pthread_create (&other, NULL, race, &racers[1])) {
		race (&racers[0]);
		pthread_join (other, NULL);
		for (int i = 0; i < 2; i++) {
			if (racers[i].err.status)
				skops_conform_wrong (trial->conform, way_out, "while another thread asks it fails: %s", racers[i].err.message);
			else if (racers[i].differs)
				tell_difference (trial, &racers[i].difference, racers[i].from, "while another thread asks the answer is another", way_out);
			if (racers[i].err.status || racers[i].differs)
				break;
		}
	}
	pthread_barrier_destroy (&start);
}

static void try_leak (const struct trial *trial)
{
	size_t before = 0, grown = 0;

	skops_conform_step (trial->conform, "%s many times", trial->method->method.name);
	for (int i = 0; i < REPETITIONS; i++) {
		struct skops_error err = { 0 };
		struct skops_answers answers = { 0 };
		size_t now;

		skops_model_run (&err, &answers, trial->model, trial->method, trial->data);
		skops_answers_free (&answers);
		now = skops_surroundings_memory ();
		if (i && now <= before)
			return;
		grown = i ? now - before : 0;
		before = now;
	}
	skops_conform_wrong (trial->conform, "apply allocates nothing: scratch comes from skops_scratch, answers from skops_shape and skops_reserve", "each call leaves %zu bytes of memory behind", grown);
}

/* The input as a matrix of float64 or float32, with an odd number in one place; false without memory, or where it is no matrix of float64. */
static bool with_odd (struct skops_data *out, const struct trial *trial, enum skops_dtype dtype, double odd, size_t row, size_t column)
{
	const struct skops_data *data = trial->data;
	size_t size = dtype == SKOPS_F4 ? sizeof (float) : sizeof (double);
	char *numbers;

	if (data->form != SKOPS_DENSE || data->dtype != SKOPS_F8)
		return false;
	numbers = skops_arena_alloc (trial->arena, data->rows * data->width, size);
	for (size_t r = 0; numbers && r < data->rows; r++)
		for (size_t c = 0; c < data->width; c++) {
			const char *from = (const char *) data->data + (int64_t) r * data->row_stride + (int64_t) c * data->column_stride;
			double number = r == row && c == column ? odd : *(const double *) (const void *) from;
			float narrow = (float) number;

			memcpy (numbers + (r * data->width + c) * size, dtype == SKOPS_F4 ? (const void *) &narrow : &number, size);
		}
	*out = *data;
	out->dtype = (uint8_t) dtype;
	out->data = numbers;
	out->row_stride = (int64_t) (data->width * size);
	out->column_stride = (int64_t) size;
	return numbers;
}

static size_t odd_columns (const struct trial *trial)
{
	return trial->data->width < ODD_COLUMNS ? trial->data->width : ODD_COLUMNS;
}

/* An odd number in one column after the other: answered or refused, and the other rows of float64 do not notice. How many columns refuse it, with the last one's words; false where that cannot be
 * said. */
static bool count_refusals (const struct trial *trial, const struct skops_answers *clean, enum skops_dtype dtype, double odd, size_t *refused, struct skops_error *last)
{
	size_t at = trial->data->rows / 2;

	*refused = 0;
	for (size_t c = 0; c < odd_columns (trial); c++) {
		struct skops_error err = { 0 };
		struct skops_answers answers = { 0 };
		struct difference difference = { 0 };
		struct skops_data data;
		bool same = true;

		if (!with_odd (&data, trial, dtype, odd, at, c))
			return false;
		if (!skops_model_run (&err, &answers, trial->model, trial->method, &data) && dtype == SKOPS_F8)
			same = same_rows (&difference, clean, 0, &answers, at, slack_of (trial->method));
		skops_answers_free (&answers);
		if (!same)
			tell_difference (trial, &difference, 0, isnan (odd) ? "a NaN in another row changes the answer" : "an infinite number in another row changes the answer", "each row is answered for itself");
		else if (err.status && err.status != SKOPS_UNFIT)
			skops_conform_wrong (trial->conform, "what does not fit is SKOPS_UNFIT, told by skops_fail_at with its row and column", "it fails otherwise than with SKOPS_UNFIT: %s", err.message);
		if (!same || (err.status && err.status != SKOPS_UNFIT))
			return false;
		*refused += err.status != 0;
		if (err.status)
			*last = err;
	}
	return true;
}

/* Infinite numbers, where the method finds them itself. */
static void try_infinite (const struct trial *trial, const struct skops_answers *clean)
{
	size_t columns = odd_columns (trial), refused;
	struct skops_error last;

	for (int floats = 0; floats < 2; floats++) {
		skops_conform_step (trial->conform, "%s with an infinite number%s", trial->method->method.name, floats ? ", of float32" : "");
		if (!count_refusals (trial, clean, floats ? SKOPS_F4 : SKOPS_F8, INFINITY, &refused, &last))
			return;
		if (refused != columns) {
			skops_conform_wrong (trial->conform, "SKOPS_FINDS_INFINITE says that all rows go through skops_affine_run or skops_scaling_run, and that its status is returned",
			                     "a number that is not finite is not found in %zu of %zu columns", columns - refused, columns);
			return;
		}
	}
}

/* NaN, where the method says something of it. The core refuses it for other methods. */
static void try_odd (const struct trial *trial, const struct skops_answers *clean)
{
	const struct skops_method *method = &trial->method->method;
	bool any = method->accepts[0] == SKOPS_ANY, takes = method->flags & SKOPS_TAKES_NAN && !any, finds = method->flags & SKOPS_FINDS_INFINITE;
	size_t columns = odd_columns (trial), refused;
	struct skops_error last = { 0 };

	if (!is_row_wise (trial) || (!takes && !finds && !any && method->accepts[0] != SKOPS_TABLE))
		return;
	skops_conform_step (trial->conform, "%s with a NaN", method->name);
	if (!count_refusals (trial, clean, SKOPS_F8, NAN, &refused, &last))
		return;
	if (takes && columns && refused == columns)
		skops_conform_wrong (trial->conform, "SKOPS_TAKES_NAN says that NaN is data; without it the core refuses NaN, with row and column",
		                     "it states SKOPS_TAKES_NAN and refuses NaN in every column: %s", last.message);
	if (finds && !takes && refused != columns)
		skops_conform_wrong (trial->conform, "SKOPS_FINDS_INFINITE says that all rows go through skops_affine_run or skops_scaling_run, and that its status is returned",
		                     "a NaN is not found in %zu of %zu columns", columns - refused, columns);
	else if (finds)
		try_infinite (trial, clean);
}

/* A method that rounds its answers itself does so for float32 rows. */
static void try_floats (const struct trial *trial)
{
	struct skops_answers answers = { 0 };
	struct skops_error err = { 0 };
	struct skops_data narrow;

	if (!(trial->method->method.flags & SKOPS_ROUNDED) || !with_odd (&narrow, trial, SKOPS_F4, 0, trial->data->rows, 0))
		return;
	skops_conform_step (trial->conform, "%s of float32", trial->method->method.name);
	if (skops_model_run_watched (&err, &answers, trial->model, trial->method, &narrow, FILL) == SKOPS_UNSUPPORTED)
		skops_conform_wrong (trial->conform, strstr (err.message, "SKOPS_ROUNDED") ? "SKOPS_ROUNDED says that the numbers are such as their dtype holds: round each with skops_round_to"
		                     : "what float64 rows are answered float32 rows are, too", "%s", err.message);
	skops_answers_free (&answers);
}

bool skops_conform_method (struct skops_conform *conform, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                           const struct skops_data *data, bool invented)
{
	struct trial trial = { .conform = conform, .model = model, .method = method, .data = data, .invented = invented, .arena = skops_arena_new (model->limits->memory) };
	struct skops_error err = { 0 };
	bool by_rows;

	*out = (struct skops_answers) { 0 };
	skops_conform_step (conform, "%s", method->method.name);
	if (!trial.arena || skops_model_run_watched (&err, out, model, method, data, FILL)) {
		if ((err.status == SKOPS_UNFIT || err.status == SKOPS_UNSUPPORTED) && !skops_conform_is_blamed (&err))
			skops_conform_note (conform, "%s was not tried: %s%s", method->method.name, err.message, invented && err.status == SKOPS_UNFIT ? " (of made-up rows: give an input with --input)" : "");
		else if (err.status)
			skops_conform_wrong (conform, strstr (err.message, "wrote to the input") ? "x is the user's own memory: write to out, or to a copy in scratch"
			                     : "the description states what apply does: its form, width, dtype, edges; a failure is SKOPS_UNFIT where rows do not fit, told by skops_fail", "%s", err.message);
		skops_answers_free (out);
		skops_arena_free (trial.arena);
		return false;
	}
	check_numbers (&trial, out);
	check_constant (&trial, out);
	if (try_again (&trial, out)) {
		by_rows = is_row_wise (&trial) && try_rows (&trial, out);
		try_threads (&trial, out, by_rows);
		try_odd (&trial, out);
		try_floats (&trial);
	}
	try_leak (&trial);
	check_names (&trial, out);
	skops_arena_free (trial.arena);
	return true;
}
