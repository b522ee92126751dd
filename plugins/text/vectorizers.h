/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and its parts: the analyzer of documents, the weights of terms. */
#ifndef VECTORIZERS_H
#define VECTORIZERS_H

#include "skops/plugin.h"

extern const struct skops_handler count_vectorizer, tfidf_vectorizer, tfidf_transformer;

/* ---- analyzer.c: from a document to columns ---- */

enum text_analyzer_kind { TEXT_WORD, TEXT_CHAR, TEXT_CHAR_WB, TEXT_LIST /* of Python: the tokens are given */ };

struct text_analyzer {
	int kind; /* enum text_analyzer_kind */
	bool lowercase;
	enum skops_accents accents;
	size_t shortest, longest;            /* n-grams: none that is longer than every term, so that a file's ngram_range costs nothing */
	size_t largest;                      /* bytes of a term */
	const struct skops_regex *token;     /* words */
	const struct skops_index *stop_words; /* words; NULL: none */
	const struct skops_index *terms;     /* the vocabulary */
	const int32_t *columns;              /* of its terms */
};

/* Memory that one call needs from document to document. */
struct text_work {
	struct skops_call *call;
	const struct text_analyzer *analyzer;
	int32_t *hits; /* columns of the document's terms, in the order met */
	size_t n_hits, hits_room;
	char *text;    /* the document as n-grams are taken from it */
	size_t text_room;
	size_t *starts; /* of tokens or characters in `text`; starts[n] is one behind the end */
	size_t n_starts, starts_room;
};

/* In build, once the rest is settled: no n-gram is looked at that is longer than every term. */
void text_bound (struct text_analyzer *analyzer, const struct skops_value *terms, size_t count);

/* The columns of all terms in row `row`, sorted, in work->hits. */
enum skops_status text_analyze (struct text_work *work, const struct skops_column *column, size_t row);

/* In emit: counts of terms [N, terms] of documents; and whether a graph can analyze so. `stop_words` are those that the analyzer has, `terms` the vocabulary by column. */
struct skops_tensor text_emit_counts (struct skops_call *call, const struct text_analyzer *analyzer, struct skops_text token_pattern, const struct skops_values *stop_words,
                                      const struct skops_values *terms, const struct skops_columns *x);
enum skops_status text_support (struct skops_call *call, const struct text_analyzer *analyzer, struct skops_text token_pattern);

/* In build: the English stop words; false without memory. */
bool text_english_stop_words (struct skops_call *call, struct skops_values *out);

/* ---- tfidf.c: the weights of terms ---- */

enum text_norm { TEXT_NORM_NONE, TEXT_NORM_L1, TEXT_NORM_L2 };

/* What is read of a TfidfTransformer, by itself or in a TfidfVectorizer. */
struct text_tfidf {
	struct skops_array idf_;
	struct skops_matrix idf_diag; /* through 1.4 */
	bool use_idf, sublinear_tf;
	int norm;
	/* built */
	const double *idf; /* NULL: not used */
	size_t n_idf;
	bool old;          /* through 1.4: a product of matrices, which promotes float32 */
	bool wide;         /* the weights are float64 */
};
extern const struct skops_table text_tfidf_table;

enum skops_status text_tfidf_build (struct skops_call *call, struct text_tfidf *tfidf);

/* The dtype of weights of counts of `dtype`. */
uint8_t text_tfidf_dtype (const struct text_tfidf *tfidf, uint8_t dtype, bool sparse);

/* Weights in place of the counts of one row, whose numbers stand for `dtype`. */
void text_tfidf_row (const struct text_tfidf *tfidf, uint8_t dtype, bool sparse, double *values, const int32_t *indices, size_t count);

/* The same of all rows in a graph: counts [N, terms]. */
struct skops_tensor text_tfidf_emit (struct skops_call *call, const struct text_tfidf *tfidf, struct skops_tensor counts);

#endif
