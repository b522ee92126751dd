/* SPDX-License-Identifier: BSD-3-Clause */
/* Ranking: the heap and the sorts of scikit-learn's searches, step by step, for equal distances keep the order that these leave behind. */
#include "neighbors.h"

static void swap (double *values, int64_t *indices, size_t i, size_t j)
{
	double value = values[i];
	int64_t index = indices[i];

	values[i] = values[j];
	indices[i] = indices[j];
	values[j] = value;
	indices[j] = index;
}

void order_push (double *values, int64_t *indices, size_t size, double value, int64_t index)
{
	size_t at = 0;

	if (value >= values[0])
		return;
	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < size && values[child + 1] > values[child])
			child++;
		if (child >= size || values[child] <= value)
			break;
		values[at] = values[child];
		indices[at] = indices[child];
		at = child;
	}
	values[at] = value;
	indices[at] = index;
}

static void sift_down (double *values, int64_t *indices, size_t root, size_t end)
{
	for (;;) {
		size_t child = 2 * root + 1, greatest = root;

		if (child < end && values[greatest] < values[child])
			greatest = child;
		if (child + 1 < end && values[greatest] < values[child + 1])
			greatest = child + 1;
		if (greatest == root)
			return;
		swap (values, indices, root, greatest);
		root = greatest;
	}
}

static void heap_sort (double *values, int64_t *indices, size_t count)
{
	for (size_t start = count / 2; start-- > 0;)
		sift_down (values, indices, start, count);
	for (size_t end = count; end-- > 1;) {
		swap (values, indices, 0, end);
		sift_down (values, indices, 0, end);
	}
}

static void insertion_sort (double *values, int64_t *indices, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		double value = values[i];
		int64_t index = indices[i];
		size_t at = i;

		for (; at > 0 && values[at - 1] > value; at--) {
			values[at] = values[at - 1];
			indices[at] = indices[at - 1];
		}
		values[at] = value;
		indices[at] = index;
	}
}

/* The middle one of first, middle and last goes to the end, the least to the front. */
static double place_median (double *values, int64_t *indices, size_t count)
{
	if (values[0] > values[count - 1])
		swap (values, indices, 0, count - 1);
	if (values[count - 1] > values[count / 2]) {
		swap (values, indices, count - 1, count / 2);
		if (values[0] > values[count - 1])
			swap (values, indices, 0, count - 1);
	}
	return values[count - 1];
}

/* Parts around the pivot, equal ones on both sides: where the pivot ends. */
static size_t part_both (double *values, int64_t *indices, size_t count)
{
	double pivot = place_median (values, indices, count);
	size_t i = 1, j = count - 2;

	for (;;) {
		while (i <= j && values[i] < pivot)
			i++;
		while (i <= j && values[j] > pivot)
			j--;
		if (i >= j)
			break;
		swap (values, indices, i++, j--);
	}
	swap (values, indices, i, count - 1);
	return i;
}

/* The same before 1.9, equal ones behind the pivot. */
static size_t part_below (double *values, int64_t *indices, size_t count)
{
	double pivot = place_median (values, indices, count);
	size_t store = 0;

	for (size_t i = 0; i + 1 < count; i++)
		if (values[i] < pivot)
			swap (values, indices, i, store++);
	swap (values, indices, store, count - 1);
	return store;
}

static void sort_three (double *values, int64_t *indices)
{
	if (values[0] > values[1])
		swap (values, indices, 0, 1);
	if (values[1] > values[2]) {
		swap (values, indices, 1, 2);
		if (values[0] > values[1])
			swap (values, indices, 0, 1);
	}
}

void order_sort (double *values, int64_t *indices, size_t count, bool insertion)
{
	/* Parts still to be sorted; the longer one of two waits, so that there are never more than the bits of a size. */
	struct {
		size_t from, count, rounds;
	} waiting[64];
	size_t n_waiting = 1, rounds = 0;

	/* Equal values make the older quicksort quadratic; from some depth on their order is anybody's guess. */
	for (size_t n = count; n > 1; n /= 2)
		rounds += insertion ? 2 : 32;
	waiting[0].from = 0;
	waiting[0].count = count;
	waiting[0].rounds = rounds;
	while (n_waiting) {
		size_t from = waiting[--n_waiting].from, n = waiting[n_waiting].count, left = waiting[n_waiting].rounds, pivot;
		double *v = values + from;
		int64_t *k = indices + from;

		if (insertion && n <= 15) {
			insertion_sort (v, k, n);
		} else if (n == 3) {
			sort_three (v, k);
		} else if (n < 3) {
			insertion_sort (v, k, n);
		} else if (!left) {
			heap_sort (v, k, n);
		} else {
			bool right_first;

			pivot = insertion ? part_both (v, k, n) : part_below (v, k, n);
			right_first = pivot < n - pivot;
			for (int side = 0; side < 2; side++) {
				bool right = (side == 0) == right_first;
				waiting[n_waiting].from = right ? from + pivot + 1 : from;
				waiting[n_waiting].count = right ? n - pivot - 1 : pivot;
				waiting[n_waiting++].rounds = left - 1;
			}
		}
	}
}
