/* SPDX-License-Identifier: BSD-3-Clause */
/* CountVectorizer and TfidfVectorizer: terms of documents counted, and weighted. Source: sklearn/feature_extraction/text.py. */
#include "vectorizers.h"

enum { INPUT_CONTENT, INPUT_FILE };
enum { GIVEN_NONE, GIVEN_OTHER };
enum { ACCENTS_OTHER = 100 };
enum { ANALYZER_OTHER = 100 };

struct range {
	int64_t shortest, longest;
};

SKOPS_TABLE (range_table, struct range,
	SKOPS_INT (struct range, shortest, .attribute = "0"),
	SKOPS_INT (struct range, longest, .attribute = "1"));

struct vectorizer {
	struct skops_dict vocabulary_;
	struct skops_values stop_words;
	struct skops_text token_pattern;
	struct range ngram_range;
	int input, strip_accents, preprocessor, tokenizer, analyzer, dtype;
	bool lowercase, binary;
	struct skops_record tfidf_state;
	/* built */
	struct text_analyzer analysis;
	const char *refusal; /* why documents cannot be analyzed; NULL: they can */
	bool weighs;
	struct text_tfidf tfidf;
	struct skops_values terms; /* in the order of their columns */
	const struct skops_values *labels[1];
};

static const struct skops_word input_words[] = { SKOPS_TEXT_WORD ("content", INPUT_CONTENT), SKOPS_TEXT_WORD ("filename", INPUT_FILE), SKOPS_TEXT_WORD ("file", INPUT_FILE), SKOPS_END_WORD };
static const struct skops_word accents_words[] = { SKOPS_NONE_WORD (SKOPS_ACCENTS_KEEP), SKOPS_TEXT_WORD ("ascii", SKOPS_ACCENTS_ASCII),
	SKOPS_TEXT_WORD ("unicode", SKOPS_ACCENTS_UNICODE), SKOPS_OTHER_WORD (ACCENTS_OTHER), SKOPS_END_WORD };
static const struct skops_word given_words[] = { SKOPS_NONE_WORD (GIVEN_NONE), SKOPS_OTHER_WORD (GIVEN_OTHER), SKOPS_END_WORD };
static const struct skops_word analyzer_words[] = { SKOPS_TEXT_WORD ("word", TEXT_WORD), SKOPS_TEXT_WORD ("char", TEXT_CHAR), SKOPS_TEXT_WORD ("char_wb", TEXT_CHAR_WB),
	SKOPS_FUNCTION_WORD ("builtins:list", TEXT_LIST), SKOPS_FUNCTION_WORD ("builtins:tuple", TEXT_LIST), SKOPS_OTHER_WORD (ANALYZER_OTHER), SKOPS_END_WORD };
static const struct skops_case tfidf_cases[] = { { "sklearn.feature_extraction.text:TfidfTransformer", &text_tfidf_table, 1 }, { 0 } };
SKOPS_ITEM_FIELD (column_item, SKOPS_KIND_INT, int64_t, .flags = SKOPS_INDEX);

#define COUNT_FIELDS \
	SKOPS_DICT (struct vectorizer, vocabulary_, &column_item, .attribute = "vocabulary_|vocabulary"), \
	SKOPS_VALUES (struct vectorizer, stop_words, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE), \
	SKOPS_TEXT (struct vectorizer, token_pattern, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE), \
	SKOPS_TUPLE (struct vectorizer, ngram_range, struct range, &range_table, .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct vectorizer, input, input_words, .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct vectorizer, strip_accents, accents_words, .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct vectorizer, preprocessor, given_words, .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct vectorizer, tokenizer, given_words, .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct vectorizer, analyzer, analyzer_words, .flags = SKOPS_PARAMETER), \
	SKOPS_DTYPE (struct vectorizer, dtype, .flags = SKOPS_PARAMETER), \
	SKOPS_BOOL (struct vectorizer, lowercase, .flags = SKOPS_PARAMETER), \
	SKOPS_BOOL (struct vectorizer, binary, .flags = SKOPS_PARAMETER)

SKOPS_TABLE (count_table, struct vectorizer, COUNT_FIELDS);
SKOPS_TABLE (tfidf_table, struct vectorizer, COUNT_FIELDS,
	SKOPS_RECORD (struct vectorizer, tfidf_state, tfidf_cases, .attribute = "_tfidf"));

/* The vocabulary by term and by column. Each column has one term. */
static enum skops_status build_vocabulary (struct skops_call *call, struct vectorizer *self)
{
	const struct skops_dict *vocabulary = &self->vocabulary_;
	size_t count = vocabulary->count;
	struct skops_value *terms = skops_alloc (call, count, sizeof *terms);
	int32_t *columns = skops_alloc (call, count, sizeof *columns);
	bool *taken = skops_alloc (call, count, sizeof *taken);
	uint8_t dtype = SKOPS_STRING;

	if (!terms || !columns || !taken)
		return SKOPS_NO_MEMORY;
	if (!count || count > INT32_MAX)
		return skops_fail (call, SKOPS_BAD_FILE, "a vocabulary of %zu terms", count);
	for (size_t i = 0; i < count; i++) {
		int64_t column = *SKOPS_ITEM (vocabulary, int64_t, i);

		if (column >= (int64_t) count || taken[column])
			return skops_fail (call, SKOPS_BAD_FILE, "a vocabulary of %zu terms, and term %zu is in column %lld%s", count, i, (long long) column,
			                   column < (int64_t) count ? ", which another term has" : "");
		taken[column] = true;
		columns[i] = (int32_t) column;
		terms[column] = vocabulary->keys[i];
		if (terms[column].kind != SKOPS_IS_TEXT)
			dtype = SKOPS_OBJECT;
	}
	self->terms = (struct skops_values) { .items = terms, .count = count, .dtype = dtype, .rank = 1, .dims = { (int64_t) count, 1 } };
	self->labels[0] = &self->terms;
	self->analysis.columns = columns;
	text_bound (&self->analysis, vocabulary->keys, count);
	self->analysis.terms = skops_index_new (call, vocabulary->keys, count);
	return self->analysis.terms ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status build_words (struct skops_call *call, struct vectorizer *self)
{
	struct skops_values *stop = &self->stop_words;
	unsigned groups = 0;

	if (!self->token_pattern.data) {
		self->refusal = "it has neither a tokenizer nor a token_pattern";
		return SKOPS_OK;
	}
	self->analysis.token = skops_regex_new (call, self->token_pattern, &groups);
	if (!self->analysis.token)
		return SKOPS_UNSUPPORTED;
	if (groups > 1)
		self->refusal = "its token_pattern has more than one capturing group";
	if (!stop->items)
		return SKOPS_OK;
	if (stop->rank == 0 && (stop->items[0].kind != SKOPS_IS_TEXT || stop->items[0].size != 7 || memcmp (stop->items[0].text, "english", 7) != 0))
		return skops_fail (call, SKOPS_UNSUPPORTED, "stop_words is neither \"english\" nor a list");
	if (stop->rank == 0 && !text_english_stop_words (call, stop))
		return SKOPS_NO_MEMORY;
	self->analysis.stop_words = skops_index_new (call, stop->items, stop->count);
	return self->analysis.stop_words ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct vectorizer *self = state;
	bool given = self->analyzer == TEXT_LIST;

	self->weighs = self->tfidf_state.state != NULL;
	if (self->weighs) {
		self->tfidf = *(const struct text_tfidf *) self->tfidf_state.state;
		if (text_tfidf_build (call, &self->tfidf))
			return SKOPS_BAD_FILE;
		if (self->tfidf.idf && self->tfidf.n_idf != self->vocabulary_.count)
			return skops_fail (call, SKOPS_BAD_FILE, "a vocabulary of %zu terms, and weights of %zu", self->vocabulary_.count, self->tfidf.n_idf);
	}
	self->analysis = (struct text_analyzer) { .kind = self->analyzer, .lowercase = self->lowercase, .accents = (enum skops_accents) self->strip_accents };
	if (self->input == INPUT_FILE)
		self->refusal = "it reads its documents from files, by input=\"filename\" or \"file\"; fitted with input=\"content\", it takes texts";
	else if (self->analyzer == ANALYZER_OTHER)
		self->refusal = "its analyzer is a function, and no function of a file is run";
	else if (!given && self->preprocessor != GIVEN_NONE)
		self->refusal = "its preprocessor is a function, and no function of a file is run";
	else if (!given && self->strip_accents == ACCENTS_OTHER)
		self->refusal = "its strip_accents is a function, and no function of a file is run";
	else if (self->analyzer == TEXT_WORD && self->tokenizer != GIVEN_NONE)
		self->refusal = "its tokenizer is a function, and no function of a file is run; a token_pattern does the same for most";
	else if (!given && (self->ngram_range.shortest < 0 || self->ngram_range.longest < self->ngram_range.shortest))
		self->refusal = "its ngram_range is none that counts upwards";
	self->analysis.shortest = (size_t) self->ngram_range.shortest;
	self->analysis.longest = (size_t) self->ngram_range.longest;
	if (!self->refusal && self->analyzer == TEXT_WORD && build_words (call, self))
		return SKOPS_UNSUPPORTED;
	return build_vocabulary (call, self);
}

static uint8_t count_dtype (const struct vectorizer *self)
{
	return (uint8_t) (self->dtype == SKOPS_NO_DTYPE || self->dtype == SKOPS_OBJECT ? SKOPS_F8 : self->dtype);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct vectorizer *self = state;
	struct text_work work = { .call = call, .analyzer = &self->analysis };
	uint8_t counts = count_dtype (self) == SKOPS_F4 ? SKOPS_F4 : SKOPS_F8;
	size_t used = 0, start;

	if (self->refusal)
		return skops_fail (call, SKOPS_UNSUPPORTED, "this vectorizer cannot take documents: %s", self->refusal);
	if (x->width != 1)
		return skops_fail (call, SKOPS_UNFIT, "documents are one column, the input has %zu", x->width);
	for (size_t r = 0; r < x->rows; r++) {
		if (text_analyze (&work, &x->columns[0], r) || skops_reserve (call, out, used, work.n_hits))
			return SKOPS_UNFIT;
		start = used;
		for (size_t k = 0; k < work.n_hits; k++) {
			if (k && work.hits[k] == work.hits[k - 1]) {
				out->f8[used - 1] += !self->binary;
				continue;
			}
			out->indices[used] = work.hits[k];
			out->f8[used++] = 1;
		}
		if (self->weighs)
			text_tfidf_row (&self->tfidf, counts, true, out->f8 + start, out->indices + start, used - start);
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

/* The terms that a row has, as numbers of labels. */
static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	size_t used = 0;

	(void) state;
	for (size_t r = 0; r < x->rows; r++) {
		size_t count = x->form == SKOPS_CSR ? (size_t) (x->indptr[r + 1] - x->indptr[r]) : x->width;
		const double *row = x->form == SKOPS_CSR ? x->f8 + x->indptr[r] : skops_row (x, r);

		if (skops_reserve (call, out, used, count))
			return SKOPS_NO_MEMORY;
		for (size_t k = 0; k < count; k++)
			if (row[k] != 0)
				out->f8[used++] = x->form == SKOPS_CSR ? (double) x->indices[x->indptr[r] + (int64_t) k] : (double) k;
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct vectorizer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	method->flags = SKOPS_TAKES_TEXT | SKOPS_TAKES_LISTS;
	method->tolerance = self->weighs ? SKOPS_ROUNDING : SKOPS_EXACT;
	method->outputs[0].width = (int64_t) self->terms.count;
	method->outputs[0].form = SKOPS_CSR;
	method->outputs[0].dtype = self->weighs ? text_tfidf_dtype (&self->tfidf, count_dtype (self), true) : count_dtype (self);
	method = skops_method_add (call, "inverse_transform", inverse_transform);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->features = (int64_t) self->terms.count;
	method->accepts[0] = SKOPS_CSR;
	method->accepts[1] = SKOPS_DENSE;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->outputs[0].form = SKOPS_RAGGED;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	method->outputs[0].one_label_set = true;
	return skops_column_kinds (call, -1, SKOPS_ACCEPTS_TEXT, 0);
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct vectorizer *self = state;
	struct skops_text text;

	(void) in;
	for (size_t k = 0; k < self->terms.count; k++)
		if (skops_value_text (call, &text, &self->terms.items[k], SKOPS_OBJECT) || skops_name_add (call, "%.*s", (int) text.size, text.data))
			return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct vectorizer *self = state;

	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "transform converts, not %s", method);
	return self->refusal ? skops_onnx_refuse (call, NULL, "%s", self->refusal) : text_support (call, &self->analysis, self->token_pattern);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct vectorizer *self = state;
	struct skops_tensor counts = text_emit_counts (call, &self->analysis, self->token_pattern, &self->stop_words, &self->terms, x);

	(void) method;
	if (self->binary)
		counts = skops_onnx_cast (call, skops_onnx_2 (call, "Greater", counts, skops_onnx_number (call, 0)), SKOPS_TENSOR_DOUBLE);
	return skops_onnx_answer (call, out, self->weighs ? text_tfidf_emit (call, &self->tfidf, counts) : counts);
}

static const struct skops_onnx count_onnx = { .size = sizeof count_onnx, .table = &count_table, .build = build, .support = support, .emit = emit };
static const struct skops_onnx tfidf_onnx = { .size = sizeof tfidf_onnx, .table = &tfidf_table, .build = build, .support = support, .emit = emit };
static const struct skops_predict count_predict = {
	.size = sizeof count_predict, .table = &count_table, .build = build, .describe = describe, .names = names,
};
static const struct skops_predict tfidf_predict = {
	.size = sizeof tfidf_predict, .table = &tfidf_table, .build = build, .describe = describe, .names = names,
};

const struct skops_handler count_vectorizer = {
	.size = sizeof count_vectorizer, .module = "sklearn.feature_extraction.text", .class_name = "CountVectorizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &count_predict, .onnx = &count_onnx,
};

const struct skops_handler tfidf_vectorizer = {
	.size = sizeof tfidf_vectorizer, .module = "sklearn.feature_extraction.text", .class_name = "TfidfVectorizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &tfidf_predict, .onnx = &tfidf_onnx,
};
