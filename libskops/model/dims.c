/* SPDX-License-Identifier: BSD-3-Clause */
/* Matching shapes against named dimensions. Specifications come from plugins, shapes from files. */
#include "model/dims.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* A term is at most this long, with its NUL. */
enum { TERM = 24 };

static const int64_t *lookup (const struct skops_dims *dims, const char *name, size_t size)
{
	for (unsigned i = 0; i < dims->count; i++)
		if (strlen (dims->items[i].name) == size && !memcmp (dims->items[i].name, name, size))
			return &dims->items[i].value;
	return NULL;
}

static bool is_name (const char *term)
{
	size_t size = strspn (term, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");
	return size > 0 && !term[size];
}

bool skops_dims_bind (struct skops_dims *dims, const char *name, int64_t value)
{
	size_t size = strlen (name);
	const int64_t *bound = lookup (dims, name, size);

	if (bound)
		return *bound == value;
	if (value < 0 || dims->count == SKOPS_DIM_NAMES || size >= SKOPS_DIM_NAME)
		return false;
	memcpy (dims->items[dims->count].name, name, size + 1);
	dims->items[dims->count++].value = value;
	return true;
}

bool skops_dims_value (const struct skops_dims *dims, const char *term, int64_t *value)
{
	size_t size = strcspn (term, "+-*(");
	const int64_t *bound;
	char *end;
	int64_t right;

	if (*term >= '0' && *term <= '9') {
		*value = strtoll (term, &end, 10);
		return *end == '\0';
	}
	if (term[size] == '(') { /* b(K), P(K) */
		size_t inner = strcspn (term + size + 1, ")");
		bound = lookup (dims, term + size + 1, inner);
		if (!bound)
			return false;
		if (*term == 'b')
			*value = *bound == 2 ? 1 : *bound;
		else if (*bound < 0 || *bound > 3037000499) /* its square fits 63 bits */
			return false;
		else
			*value = *bound * (*bound - 1) / 2;
		return true;
	}
	bound = lookup (dims, term, size);
	if (!bound)
		return false;
	*value = *bound;
	if (!term[size])
		return true;
	if (!skops_dims_value (dims, term + size + 1, &right))
		return false;
	if (term[size] == '*')
		return !skops_multiply_overflows (*value, right, value);
	return !(term[size] == '+' ? skops_add_overflows (*value, right, value) : __builtin_sub_overflow (*value, right, value));
}

/* One dimension against one term; a name not met before takes the value. */
static bool match_term (struct skops_dims *dims, const char *term, int64_t value)
{
	int64_t expected;
	char name[TERM];
	size_t size;

	if (!strcmp (term, "?"))
		return true;
	if (is_name (term))
		return skops_dims_bind (dims, term, value);
	if (skops_dims_value (dims, term, &expected))
		return expected == value;
	size = strcspn (term, "+-"); /* F+1 with F unknown: solve it */
	if (!term[size])
		return false;
	memcpy (name, term, size);
	name[size] = '\0';
	if (!is_name (name) || !skops_dims_value (dims, term + size + 1, &expected))
		return false;
	return !(term[size] == '+' ? __builtin_sub_overflow (value, expected, &value) : skops_add_overflows (value, expected, &value)) && skops_dims_bind (dims, name, value);
}

/* Copies the next term of an alternative; returns what follows it, NULL at the alternative's end. */
static const char *next_term (const char *at, char *term)
{
	size_t size = strcspn (at, ",|");

	if (size >= TERM)
		size = TERM - 1;
	memcpy (term, at, size);
	term[size] = '\0';
	return at[size] == ',' ? at + size + 1 : NULL;
}

static unsigned rank_of (const char *alternative)
{
	unsigned rank = strcspn (alternative, "|") > 0;

	for (; *alternative && *alternative != '|'; alternative++)
		rank += *alternative == ',';
	return rank;
}

bool skops_dims_match (struct skops_dims *dims, const char *spec, unsigned rank, const int64_t *shape, unsigned *view_rank, int64_t *view)
{
	unsigned wanted = spec ? rank_of (spec) : rank, pad;
	const char *alternative = spec;

	*view_rank = wanted < rank ? rank : wanted;
	if (*view_rank > SKOPS_DIM_RANK)
		return false;
	pad = *view_rank - rank;
	for (unsigned i = 0; i < *view_rank; i++)
		view[i] = i < pad ? 1 : shape[i - pad];
	if (!spec)
		return true;
	for (;;) {
		if (rank_of (alternative) == rank) {
			struct skops_dims before = *dims;
			const char *at = rank ? alternative : NULL;
			bool fits = true;
			char term[TERM];

			for (unsigned i = 0; at && fits; i++) {
				at = next_term (at, term);
				fits = match_term (dims, term, shape[i]);
			}
			if (fits)
				return true;
			*dims = before;
		}
		alternative += strcspn (alternative, "|");
		if (!*alternative)
			return false;
		alternative++;
	}
}

void skops_dims_explain (struct skops_buffer *out, const struct skops_dims *dims, const char *spec)
{
	const char *alternative = spec;

	for (;;) {
		if (!rank_of (alternative)) {
			skops_buffer_text (out, "a single number");
		} else {
			const char *at = alternative, *separator = "[";
			char term[TERM];
			int64_t value;

			while (at) {
				at = next_term (at, term);
				skops_buffer_text (out, separator);
				if ((*term < '0' || *term > '9') && skops_dims_value (dims, term, &value))
					skops_buffer_format (out, "%s = %" PRId64, term, value);
				else
					skops_buffer_text (out, term);
				separator = ", ";
			}
			skops_buffer_text (out, "]");
		}
		alternative += strcspn (alternative, "|");
		if (!*alternative)
			return;
		alternative++;
		skops_buffer_text (out, " or ");
	}
}

void skops_dims_shape (struct skops_buffer *out, unsigned rank, const int64_t *shape)
{
	if (!rank)
		skops_buffer_text (out, "a single number");
	for (unsigned i = 0; i < rank; i++)
		skops_buffer_format (out, "%s%" PRId64, i ? ", " : "[", shape[i]);
	if (rank)
		skops_buffer_text (out, "]");
}
