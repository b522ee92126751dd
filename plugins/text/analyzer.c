/* SPDX-License-Identifier: BSD-3-Clause */
/* From a document to the columns of its terms. Source: sklearn/feature_extraction/text.py, _VectorizerMixin. */
#include <stdlib.h>

#include "vectorizers.h"

/* Room for `needed` items; what is there is kept. */
static bool grow (struct skops_call *call, void **items, size_t *room, size_t needed, size_t size)
{
	size_t larger = needed < 128 ? 256 : needed * 2;
	void *grown;

	if (needed <= *room)
		return true;
	grown = needed < SIZE_MAX / 4 ? skops_scratch (call, larger, size) : NULL;
	if (!grown)
		return false;
	if (*room)
		memcpy (grown, *items, *room * size);
	*items = grown;
	*room = larger;
	return true;
}

/* A term of the document: its column, if it is in the vocabulary. */
static enum skops_status hit_value (struct text_work *work, const struct skops_value *term)
{
	int64_t at = skops_index_find (work->call, work->analyzer->terms, term);

	if (at < 0)
		return SKOPS_OK;
	if (!grow (work->call, (void **) &work->hits, &work->hits_room, work->n_hits + 1, sizeof *work->hits))
		return SKOPS_NO_MEMORY;
	work->hits[work->n_hits++] = work->analyzer->columns[at];
	return SKOPS_OK;
}

static enum skops_status hit (struct text_work *work, const char *text, size_t size)
{
	struct skops_value term = { .kind = SKOPS_IS_TEXT, .size = (uint32_t) size, .text = text };

	return size > work->analyzer->largest ? SKOPS_OK : hit_value (work, &term);
}

static bool add_start (struct text_work *work, size_t at)
{
	if (!grow (work->call, (void **) &work->starts, &work->starts_room, work->n_starts + 1, sizeof *work->starts))
		return false;
	work->starts[work->n_starts++] = at;
	return true;
}

/* The character at `at`, and its size in bytes; a broken byte is a character of its own. */
static size_t character (struct skops_text text, size_t at, uint32_t *code)
{
	const unsigned char *bytes = (const unsigned char *) text.data + at;
	size_t size = bytes[0] < 0xc0 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;

	*code = bytes[0];
	if (size == 1 || size > text.size - at)
		return 1;
	*code = bytes[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++)
		*code = *code << 6 | (bytes[i] & 0x3fu);
	return size;
}

/* How many parts a term can be made of: words are joined by spaces, and may have some themselves. */
static size_t parts_of (const struct skops_value *term, int kind)
{
	struct skops_text text = { term->text, term->size };
	size_t count = kind == TEXT_WORD, step;
	uint32_t code;

	for (size_t at = 0; at < text.size; at += step) {
		step = character (text, at, &code);
		count += kind != TEXT_WORD || code == ' ';
	}
	return count;
}

void text_bound (struct text_analyzer *analyzer, const struct skops_value *terms, size_t count)
{
	/* A word that is shorter than n characters is taken whole at the first n; a `longest` of 1 would stand for no n-grams at all. */
	size_t longest = analyzer->shortest > 2 ? analyzer->shortest : 2;

	for (size_t i = 0; i < count; i++) {
		size_t parts = terms[i].kind == SKOPS_IS_TEXT ? parts_of (&terms[i], analyzer->kind) : 0;

		if (parts > longest)
			longest = parts;
		if (parts && terms[i].size > analyzer->largest)
			analyzer->largest = terms[i].size;
	}
	if (analyzer->longest > longest)
		analyzer->longest = longest;
}

/* str.isspace, and \s of Python's re. */
static bool is_space (uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a)
		|| c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* n-grams of what work->starts parts; `gap` is the size of what stands between two parts. */
static enum skops_status n_grams (struct text_work *work, size_t shortest, size_t gap)
{
	size_t parts = work->n_starts - 1;

	for (size_t n = shortest; n <= work->analyzer->longest && n <= parts; n++)
		for (size_t i = 0; i + n <= parts; i++)
			if (hit (work, work->text + work->starts[i], n ? work->starts[i + n] - gap - work->starts[i] : 0))
				return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

/* Tokens, and behind each other with single spaces between them, so that any run of them is a part of one text. */
static enum skops_status words (struct text_work *work, struct skops_text text)
{
	const struct text_analyzer *analyzer = work->analyzer;
	struct skops_text token;
	size_t at = 0, used = 0;
	enum skops_status status = SKOPS_OK;

	work->n_starts = 0;
	while (!status) {
		struct skops_value value;

		status = skops_regex_next (work->call, analyzer->token, text, &at, &token);
		if (status || !token.data)
			break;
		value = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) token.size, .text = token.data };
		if (analyzer->stop_words && skops_index_find (work->call, analyzer->stop_words, &value) >= 0)
			continue;
		if (analyzer->longest == 1) {
			status = hit (work, token.data, token.size);
			continue;
		}
		if (!grow (work->call, (void **) &work->text, &work->text_room, used + token.size + 1, 1) || !add_start (work, used))
			return SKOPS_NO_MEMORY;
		if (token.size)
			memcpy (work->text + used, token.data, token.size);
		work->text[used + token.size] = ' ';
		used += token.size + 1;
	}
	if (status || analyzer->longest == 1)
		return status;
	return add_start (work, used) ? n_grams (work, analyzer->shortest, 1) : SKOPS_NO_MEMORY;
}

/* Characters, two or more white ones in a row being one space. */
static enum skops_status characters (struct text_work *work, struct skops_text text)
{
	size_t used = 0, step, white = 0;
	uint32_t code;

	work->n_starts = 0;
	if (!grow (work->call, (void **) &work->text, &work->text_room, text.size + 1, 1))
		return SKOPS_NO_MEMORY;
	for (size_t at = 0; at < text.size; at += step) {
		step = character (text, at, &code);
		white = is_space (code) ? white + 1 : 0;
		if (white > 1) {
			used = work->starts[work->n_starts - 1];
			work->text[used++] = ' ';
			continue;
		}
		if (!add_start (work, used))
			return SKOPS_NO_MEMORY;
		memcpy (work->text + used, text.data + at, step);
		used += step;
	}
	return add_start (work, used) ? n_grams (work, work->analyzer->shortest, 0) : SKOPS_NO_MEMORY;
}

/* One word between spaces, in work->text: a word too short for n characters is taken whole, once. */
static enum skops_status word_characters (struct text_work *work)
{
	size_t parts = work->n_starts - 1;

	for (size_t n = work->analyzer->shortest; n <= work->analyzer->longest; n++) {
		if (n >= parts)
			return hit (work, work->text, work->starts[parts]);
		for (size_t i = 0; i + n <= parts; i++)
			if (hit (work, work->text + work->starts[i], work->starts[i + n] - work->starts[i]))
				return SKOPS_NO_MEMORY;
	}
	return SKOPS_OK;
}

static enum skops_status characters_in_words (struct text_work *work, struct skops_text text)
{
	size_t used = 0, step;
	uint32_t code;

	if (!grow (work->call, (void **) &work->text, &work->text_room, text.size + 2, 1))
		return SKOPS_NO_MEMORY;
	for (size_t at = 0; at <= text.size; at += step) {
		step = at < text.size ? character (text, at, &code) : 1;
		if (at < text.size && !is_space (code)) {
			if (!used) {
				work->text[used++] = ' ';
				work->n_starts = 0;
				if (!add_start (work, 0))
					return SKOPS_NO_MEMORY;
			}
			if (!add_start (work, used))
				return SKOPS_NO_MEMORY;
			memcpy (work->text + used, text.data + at, step);
			used += step;
		} else if (used) {
			work->text[used] = ' ';
			if (!add_start (work, used) || !add_start (work, used + 1) || word_characters (work))
				return SKOPS_NO_MEMORY;
			used = 0;
		}
	}
	return SKOPS_OK;
}

/* What list () makes of a row: the elements of a list, the characters of a text. */
static enum skops_status listed (struct text_work *work, const struct skops_column *column, size_t row)
{
	const struct skops_values *list = (const struct skops_values *) (const void *) ((const char *) column->data + row * column->stride);
	struct skops_value value;
	struct skops_text text;
	uint32_t code;
	size_t step;

	if (column->kind == SKOPS_COLUMN_LISTS) {
		for (size_t i = 0; i < list->count; i++)
			if (hit_value (work, &list->items[i]))
				return SKOPS_NO_MEMORY;
		return SKOPS_OK;
	}
	value = skops_column_at (column, row);
	if (value.kind != SKOPS_IS_TEXT)
		return skops_fail_at (work->call, SKOPS_UNFIT, row, 0, "a document that is neither a list of tokens nor a text");
	text = (struct skops_text) { value.text, value.size };
	for (size_t at = 0; at < text.size; at += step) {
		step = character (text, at, &code);
		if (hit (work, text.data + at, step))
			return SKOPS_NO_MEMORY;
	}
	return SKOPS_OK;
}

static int compare (const void *a, const void *b)
{
	int32_t x = *(const int32_t *) a, y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

enum skops_status text_analyze (struct text_work *work, const struct skops_column *column, size_t row)
{
	const struct text_analyzer *analyzer = work->analyzer;
	struct skops_value value;
	struct skops_text text;
	enum skops_status status;

	work->n_hits = 0;
	if (analyzer->kind == TEXT_LIST) {
		status = listed (work, column, row);
	} else {
		value = column->kind == SKOPS_COLUMN_LISTS ? (struct skops_value) { 0 } : skops_column_at (column, row);
		if (value.kind != SKOPS_IS_TEXT)
			return skops_fail_at (work->call, SKOPS_UNFIT, row, 0, "a document that is no text");
		text = (struct skops_text) { value.text, value.size };
		if (analyzer->lowercase && skops_lower (work->call, &text, text))
			return SKOPS_UNFIT;
		if (analyzer->accents != SKOPS_ACCENTS_KEEP && skops_strip_accents (work->call, &text, text, analyzer->accents))
			return SKOPS_UNFIT;
		status = analyzer->kind == TEXT_WORD ? words (work, text) : analyzer->kind == TEXT_CHAR ? characters (work, text) : characters_in_words (work, text);
	}
	if (!status && work->n_hits > 1)
		qsort (work->hits, work->n_hits, sizeof *work->hits, compare);
	return status;
}
