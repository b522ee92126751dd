/* SPDX-License-Identifier: BSD-3-Clause */
/* The analyzer in a graph: onnxruntime's Tokenizer (RE2) parts documents as analyzer.c does, TfIdfVectorizer counts n-grams of the parts.
 * Operators: com.microsoft Tokenizer, ai.onnx StringNormalizer, TfIdfVectorizer, RegexFullMatch, StringConcat. */
#include <stdio.h>

#include "vectorizers.h"

/* Sets of RE2. Python's \w is L*, N* and "_", its \s str.isspace (). */
#define WORD "\\p{L}\\p{N}_"
#define SPACE "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"

/* Fills up rows that have fewer parts; it has a space in front and a second character, which no part has. */
static const struct skops_text filler = { " #", 2 };

enum { MOST_PATTERN = 200 };

static bool skip (struct skops_text *text, const char *prefix)
{
	size_t size = strlen (prefix);

	if (text->size < size || memcmp (text->data, prefix, size) != 0)
		return false;
	text->data += size;
	text->size -= size;
	return true;
}

static bool is_alphanumeric (char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "[a-z0-9_]": ASCII letters, digits, "_" and ranges of them, which mean the same to RE2. Its size, or 0. */
static size_t plain_set (struct skops_text text)
{
	size_t at = 1;

	if (!text.size || text.data[0] != '[')
		return 0;
	while (at < text.size && text.data[at] != ']') {
		char low = text.data[at];

		if (!is_alphanumeric (low) && low != '_')
			return 0;
		at++;
		if (at + 1 < text.size && text.data[at] == '-') {
			if (!is_alphanumeric (text.data[at + 1]) || text.data[at + 1] < low)
				return 0;
			at += 2;
		}
	}
	return at > 1 && at < text.size ? at + 1 : 0;
}

/* The token pattern as RE2 has to be given it, in scratch: runs of word characters, of what is no white space, or of a plain set. NULL: it has no equal. */
static char *token_expression (struct skops_call *call, struct skops_text pattern)
{
	char *out = skops_scratch (call, MOST_PATTERN, 1);
	const char *set = pattern.data;
	size_t size, least = 0;
	bool bounded;

	if (!out || !pattern.data || pattern.size > MOST_PATTERN / 4)
		return NULL;
	skip (&pattern, "(?u)");
	bounded = skip (&pattern, "\\b");
	set = pattern.data;
	if (skip (&pattern, "\\w")) {
		for (least = 1; skip (&pattern, "\\w");)
			least++;
		set = "[" WORD "]";
		size = strlen (set);
	} else if (!bounded && skip (&pattern, "\\S")) {
		for (least = 1; skip (&pattern, "\\S");)
			least++;
		set = "[^" SPACE "]";
		size = strlen (set);
	} else {
		size = bounded ? 0 : plain_set (pattern);
		pattern.data += size;
		pattern.size -= size;
		least = size ? 1 : 0;
	}
	if (skip (&pattern, "{") && least == 1 && pattern.size && pattern.data[0] >= '1' && pattern.data[0] <= '9') {
		least = (size_t) (pattern.data[0] - '0');
		pattern.data++;
		pattern.size--;
		least = skip (&pattern, ",}") ? least : 0;
	} else if (!skip (&pattern, "+")) {
		least = 0;
	}
	if (set[0] == '[' && set[1] == '\\') /* a run of word characters ends at \b by itself */
		skip (&pattern, "\\b");
	if (!least || pattern.size)
		return NULL;
	memcpy (out, set, size);
	snprintf (out + size, MOST_PATTERN - size, "{%zu,}", least);
	return out;
}

enum skops_status text_support (struct skops_call *call, const struct text_analyzer *analyzer, struct skops_text token_pattern)
{
	if (analyzer->kind == TEXT_LIST)
		return skops_onnx_refuse (call, "analyzer", "it takes lists of tokens, for which ONNX has no tensor");
	if (analyzer->accents != SKOPS_ACCENTS_KEEP)
		return skops_onnx_refuse (call, "strip_accents", "ONNX cannot decompose characters; fitted on texts without accents, the model converts with strip_accents=None");
	if (!analyzer->shortest)
		return skops_onnx_refuse (call, "ngram_range", "n-grams of no token at all have no equal");
	if (analyzer->kind == TEXT_WORD && !token_expression (call, token_pattern))
		return skops_onnx_refuse (call, "token_pattern", "runs of \\w, \\S or a set of ASCII letters and digits convert, such as (?u)\\b\\w\\w+\\b or [a-z]{3,}, not %.*s",
		                          (int) (token_pattern.size > 100 ? 100 : token_pattern.size), token_pattern.data);
	return SKOPS_OK;
}

static struct skops_tensor text_constant (struct skops_call *call, const char *text)
{
	struct skops_text value = { text, strlen (text) };

	return skops_onnx_constant (call, SKOPS_TENSOR_STRING, 0, NULL, &value);
}

/* All matches in each text, one axis more. How many there are at most only the run tells: 1 stands for it. */
static struct skops_tensor tokenize (struct skops_call *call, struct skops_tensor texts, const char *expression)
{
	struct skops_attribute attributes[4] = { skops_attribute_int ("mark", 0), skops_attribute_int ("mincharnum", 1), skops_attribute_text ("pad_value", filler.data),
		skops_attribute_text ("tokenexp", expression) };
	struct skops_tensor out = texts;

	out.dims[out.rank++] = 1;
	return skops_onnx_node (call, "com.microsoft", "Tokenizer", &texts, 1, attributes, 4, &out, 1) ? (struct skops_tensor) { 0 } : out;
}

/* An operator that the core does not know, whose answer is of this type and as large as `like`. */
static struct skops_tensor unknown (struct skops_call *call, const char *op, const struct skops_tensor *inputs, size_t n_inputs, const struct skops_attribute *attributes,
                                    size_t n_attributes, struct skops_tensor like, uint8_t type)
{
	like.type = type;
	return skops_onnx_node (call, "", op, inputs, n_inputs, attributes, n_attributes, &like, 1) ? (struct skops_tensor) { 0 } : like;
}

/* The sizes of some axes of a tensor, as they turn out: [to - from]. */
static struct skops_tensor sizes (struct skops_call *call, struct skops_tensor x, int64_t from, int64_t to)
{
	struct skops_attribute attributes[2] = { skops_attribute_int ("start", from), skops_attribute_int ("end", to) };

	return unknown (call, "Shape", &x, 1, attributes, 2, (struct skops_tensor) { .rank = 1, .dims = { to - from } }, SKOPS_TENSOR_INT64);
}

/* Parts of parts as parts of the document: [N, parts]. */
static struct skops_tensor flatten (struct skops_call *call, struct skops_tensor parts)
{
	struct skops_attribute axis = skops_attribute_int ("axis", 1);

	return unknown (call, "Flatten", &parts, 1, &axis, 1, (struct skops_tensor) { .rank = 2, .dims = { -1, 1 } }, SKOPS_TENSOR_STRING);
}

/* 0, unless a document has a match: then the run fails, for the index is out of range. */
static struct skops_tensor guard (struct skops_call *call, struct skops_tensor documents, const char *expression)
{
	struct skops_tensor zero = skops_onnx_row (call, (const double[]) { 0 }, 1);

	return skops_onnx_gather (call, zero, sizes (call, tokenize (call, documents, expression), 1, 2), 0);
}

static bool has (const struct skops_values *terms, const char *character)
{
	size_t size = strlen (character);

	for (size_t i = 0; i < terms->count; i++)
		for (size_t at = 0; terms->items[i].kind == SKOPS_IS_TEXT && at + size <= terms->items[i].size; at++)
			if (!memcmp (terms->items[i].text + at, character, size))
				return true;
	return false;
}

/* Character by character, as str.lower () but for U+0130, which it makes "i" of, without the dot above behind it, and for a final sigma. */
static struct skops_tensor lowercase (struct skops_call *call, struct skops_tensor texts)
{
	struct skops_attribute attributes[2] = { skops_attribute_text ("case_change_action", "LOWER"), skops_attribute_text ("locale", "C.UTF-8") };

	return unknown (call, "StringNormalizer", &texts, 1, attributes, 2, texts, SKOPS_TENSOR_STRING);
}

/* The words of documents that are lowered after they were found: the dot above that U+0130 leaves behind ends a word, so texts are parted there first. */
static struct skops_tensor lowered_words (struct skops_call *call, struct skops_tensor documents, const char *expression)
{
	struct skops_tensor words = flatten (call, tokenize (call, tokenize (call, documents, "[^\\x{130}]*\\x{130}|[^\\x{130}]+"), expression)), fill, sides[2];
	const int64_t all = -1;

	fill = text_constant (call, filler.data); /* one for each document, for StringNormalizer does not take nothing */
	fill = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", documents, fill), fill, fill);
	sides[0] = words;
	sides[1] = skops_onnx_axis (call, "Unsqueeze", fill, 1);
	words = skops_onnx_along (call, "Concat", sides, 2, 1);
	words.dims[1] = 1;
	sides[0] = lowercase (call, skops_onnx_reshape (call, words, 1, &all));
	sides[1] = sizes (call, words, 0, 2);
	return unknown (call, "Reshape", sides, 2, NULL, 0, words, SKOPS_TENSOR_STRING);
}

/* Where str.lower () would say ς: a capital sigma behind something, and before no letter that has cases. */
#define FINAL_SIGMA "[^" SPACE "]\\x{3a3}(?:[^\\p{Lu}\\p{Ll}\\p{Lt}]|$)"

/* Stop words become filler, and all filler goes behind the words that stay. */
static struct skops_tensor close_up (struct skops_call *call, struct skops_tensor words, const struct skops_index *index, const struct skops_values *stop)
{
	struct skops_text *keys = skops_scratch (call, stop->count + 1, sizeof *keys);
	int64_t *ones = skops_scratch (call, stop->count + 1, sizeof *ones);
	struct skops_attribute attributes[3], order[2] = { skops_attribute_int ("axis", 1), skops_attribute_int ("largest", 0) };
	struct skops_tensor inputs[2], ranked[2] = { { 0 }, { 0 } }, is_stop = words;
	size_t count = 1;

	if (!keys || !ones)
		return (struct skops_tensor) { 0 };
	keys[0] = filler;
	ones[0] = 1;
	for (size_t i = 0; index && i < stop->count; i++)
		if (stop->items[i].kind == SKOPS_IS_TEXT && skops_index_find (call, index, &stop->items[i]) == (int64_t) i) { /* once each */
			keys[count] = (struct skops_text) { stop->items[i].text, stop->items[i].size };
			ones[count++] = 1;
		}
	attributes[0] = skops_attribute_texts ("keys_strings", keys, count);
	attributes[1] = skops_attribute_ints ("values_int64s", ones, count);
	attributes[2] = skops_attribute_int ("default_int64", 0);
	skops_onnx_node (call, "ai.onnx.ml", "LabelEncoder", &words, 1, attributes, 3, &is_stop, 1);
	inputs[0] = skops_onnx_cast (call, is_stop, SKOPS_TENSOR_DOUBLE);
	inputs[1] = sizes (call, words, 1, 2);
	skops_onnx_node (call, "", "TopK", inputs, 2, order, 2, ranked, 2); /* of equals the first comes first */
	inputs[0] = skops_onnx_3 (call, "Where", skops_onnx_cast (call, is_stop, SKOPS_TENSOR_BOOL), text_constant (call, filler.data), words);
	inputs[1] = ranked[1];
	return skops_onnx_along (call, "GatherElements", inputs, 2, 1);
}

/* Characters, two or more white ones in a row being one space. */
static struct skops_tensor characters (struct skops_call *call, struct skops_tensor documents)
{
	struct skops_tensor parts = tokenize (call, documents, "[" SPACE "]{2,}|(?s:.)"), white;
	struct skops_attribute pattern = skops_attribute_text ("pattern", "[" SPACE "]{2,}");

	white = unknown (call, "RegexFullMatch", &parts, 1, &pattern, 1, parts, SKOPS_TENSOR_BOOL);
	return skops_onnx_3 (call, "Where", white, text_constant (call, " "), parts);
}

/* Characters of words between spaces, word after word: two spaces in a row are where a word ends. */
static struct skops_tensor characters_in_words (struct skops_call *call, struct skops_tensor documents)
{
	struct skops_tensor words = tokenize (call, documents, "[^" SPACE "]+"), space = text_constant (call, " "), sides[2];
	struct skops_tensor is_filler = skops_onnx_2 (call, "Equal", words, text_constant (call, filler.data));

	sides[0] = space;
	sides[1] = words;
	sides[0] = unknown (call, "StringConcat", sides, 2, NULL, 0, words, SKOPS_TENSOR_STRING);
	sides[1] = space;
	words = unknown (call, "StringConcat", sides, 2, NULL, 0, words, SKOPS_TENSOR_STRING);
	words = skops_onnx_3 (call, "Where", is_filler, text_constant (call, ""), words);
	return flatten (call, tokenize (call, words, "(?s:.)"));
}

/* ---- the vocabulary ---- */

/* A term's parts into `parts`, which has room for as many as it has bytes, and one more. How many, or 0 where no document can have it. */
static size_t part_term (struct skops_call *call, const struct text_analyzer *analyzer, const struct skops_value *term, struct skops_text *parts)
{
	size_t count = 0, from = 0;
	bool whole_word = analyzer->kind == TEXT_CHAR_WB && term->kind == SKOPS_IS_TEXT && term->size > 2 && term->text[0] == ' ' && term->text[term->size - 1] == ' ';

	if (term->kind != SKOPS_IS_TEXT || !term->size)
		return 0;
	for (size_t at = 1; at <= term->size; at++) {
		if (at < term->size && (analyzer->kind == TEXT_WORD ? term->text[at] != ' ' : (term->text[at] & 0xc0) == 0x80))
			continue;
		parts[count] = (struct skops_text) { term->text + from, at - from };
		if (analyzer->kind == TEXT_CHAR_WB && count && parts[count].data[0] == ' ') {
			if (parts[count - 1].data[0] == ' ')
				return 0;
			whole_word &= at == term->size;
		}
		count++;
		from = analyzer->kind == TEXT_WORD ? at + 1 : at;
	}
	for (size_t i = 0; i < count && analyzer->kind == TEXT_WORD; i++) {
		struct skops_value word = { .kind = SKOPS_IS_TEXT, .size = (uint32_t) parts[i].size, .text = parts[i].data };
		if (!parts[i].size || (analyzer->stop_words && skops_index_find (call, analyzer->stop_words, &word) >= 0))
			return 0;
	}
	/* A word too short for n characters is taken whole. */
	return count <= analyzer->longest && (count >= analyzer->shortest || whole_word) ? count : 0;
}

/* Terms as TfIdfVectorizer has them: by their number of parts, all parts in one list. */
struct pool {
	struct skops_text *parts;  /* of one term */
	struct skops_text *strings;
	int64_t *columns, *starts;
	size_t n_strings, n_columns, longest;
};

static bool add_term (struct skops_call *call, struct pool *pool, const struct skops_value *term, size_t parts, int64_t column)
{
	struct skops_text absent = { term->text, term->kind == SKOPS_IS_TEXT ? term->size : 0 };

	if (!parts) { /* a column that stays 0: told apart by what no part begins with */
		char *text = skops_scratch (call, absent.size + 24, 1);

		if (!text)
			return false;
		absent.size = (size_t) snprintf (text, 24, " ?%lld", (long long) column);
		absent.data = text;
		pool->parts[0] = absent;
		parts = 1;
	}
	memcpy (pool->strings + pool->n_strings, pool->parts, parts * sizeof *pool->parts);
	pool->n_strings += parts;
	pool->columns[pool->n_columns++] = column;
	return true;
}

/* A column that no document fills counts as one part. */
static size_t strings_of (size_t parts)
{
	return parts ? parts : 1;
}

/* The terms are sorted by how many parts they have, those of equally many in their order: by counting, for there are as many lengths as the longest term has parts. */
static bool fill_pool (struct skops_call *call, const struct text_analyzer *analyzer, const struct skops_values *terms, struct pool *pool)
{
	size_t bytes = 0, longest_term = 0, *counts, *firsts, *order;

	for (size_t i = 0; i < terms->count; i++) {
		size_t size = terms->items[i].kind == SKOPS_IS_TEXT ? terms->items[i].size : 0;
		bytes += size + 1;
		longest_term = size > longest_term ? size : longest_term;
	}
	pool->parts = skops_scratch (call, longest_term + 1, sizeof *pool->parts);
	pool->strings = skops_scratch (call, bytes, sizeof *pool->strings);
	pool->columns = skops_scratch (call, terms->count, sizeof *pool->columns);
	counts = skops_scratch (call, terms->count, sizeof *counts);
	order = skops_scratch (call, terms->count, sizeof *order);
	if (!pool->parts || !pool->strings || !pool->columns || !counts || !order)
		return false;
	pool->longest = 1;
	for (size_t i = 0; i < terms->count; i++) {
		counts[i] = part_term (call, analyzer, &terms->items[i], pool->parts);
		pool->longest = counts[i] > pool->longest ? counts[i] : pool->longest;
	}
	pool->starts = skops_scratch (call, pool->longest, sizeof *pool->starts);
	firsts = skops_scratch (call, pool->longest + 1, sizeof *firsts); /* of those with n parts, in `order` */
	if (!pool->starts || !firsts)
		return false;
	memset (firsts, 0, (pool->longest + 1) * sizeof *firsts);
	for (size_t i = 0; i < terms->count; i++)
		firsts[strings_of (counts[i])]++;
	for (size_t n = 1, before = 0, strings = 0; n <= pool->longest; n++) {
		size_t here = firsts[n];

		pool->starts[n - 1] = (int64_t) strings;
		firsts[n] = before;
		before += here;
		strings += here * n;
	}
	for (size_t i = 0; i < terms->count; i++)
		order[firsts[strings_of (counts[i])]++] = i;
	for (size_t k = 0; k < terms->count; k++) {
		const struct skops_value *term = &terms->items[order[k]];

		if (counts[order[k]])
			part_term (call, analyzer, term, pool->parts);
		if (!add_term (call, pool, term, counts[order[k]], (int64_t) order[k]))
			return false;
	}
	return true;
}

static struct skops_tensor count (struct skops_call *call, const struct text_analyzer *analyzer, const struct skops_values *terms, struct skops_tensor parts)
{
	struct pool pool = { 0 };
	struct skops_attribute attributes[7];
	struct skops_tensor out = { .rank = 2, .dims = { -1, (int64_t) terms->count } };

	if (!fill_pool (call, analyzer, terms, &pool))
		return (struct skops_tensor) { 0 };
	attributes[0] = skops_attribute_text ("mode", "TF");
	attributes[1] = skops_attribute_int ("min_gram_length", 1);
	attributes[2] = skops_attribute_int ("max_gram_length", (int64_t) pool.longest);
	attributes[3] = skops_attribute_int ("max_skip_count", 0);
	attributes[4] = skops_attribute_ints ("ngram_counts", pool.starts, pool.longest);
	attributes[5] = skops_attribute_ints ("ngram_indexes", pool.columns, pool.n_columns);
	attributes[6] = skops_attribute_texts ("pool_strings", pool.strings, pool.n_strings);
	out = unknown (call, "TfIdfVectorizer", &parts, 1, attributes, 7, out, SKOPS_TENSOR_FLOAT);
	return skops_onnx_cast (call, out, SKOPS_TENSOR_DOUBLE);
}

struct skops_tensor text_emit_counts (struct skops_call *call, const struct text_analyzer *analyzer, struct skops_text token_pattern, const struct skops_values *stop_words,
                                      const struct skops_values *terms, const struct skops_columns *x)
{
	struct skops_tensor documents = x->parts[0], parts, counts;
	const char *expression = analyzer->kind == TEXT_WORD ? token_expression (call, token_pattern) : NULL;
	bool by_word = expression && !strncmp (expression, "[" WORD "]", sizeof "[" WORD "]" - 1);

	if (x->count != 1 || documents.type != SKOPS_TENSOR_STRING || documents.dims[1] != 1) {
		skops_fail (call, SKOPS_UNSUPPORTED, "documents are one column of texts");
		return (struct skops_tensor) { 0 };
	}
	documents = skops_onnx_axis (call, "Squeeze", documents, 1);
	parts = analyzer->lowercase && !by_word ? lowercase (call, documents) : documents;
	if (analyzer->kind == TEXT_CHAR)
		parts = characters (call, parts);
	else if (analyzer->kind == TEXT_CHAR_WB)
		parts = characters_in_words (call, parts);
	else
		parts = analyzer->lowercase && by_word ? lowered_words (call, documents, expression) : tokenize (call, parts, expression);
	if (analyzer->kind == TEXT_WORD && analyzer->longest > 1)
		parts = close_up (call, parts, analyzer->stop_words, stop_words);
	counts = count (call, analyzer, terms, parts);
	if (analyzer->lowercase && (has (terms, "σ") || has (terms, "ς")))
		counts = skops_onnx_2 (call, "Add", counts, guard (call, documents, FINAL_SIGMA));
	if (analyzer->lowercase && !by_word)
		counts = skops_onnx_2 (call, "Add", counts, guard (call, documents, "\\x{130}"));
	return counts;
}
