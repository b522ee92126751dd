/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON documents: simdjson's first stage finds the tokens and proves UTF-8, a flat loop over them checks the grammar and tells the
 * receiver. Its second stage is not used, for it would refuse what must be shown: huge integers, 1e999, lone surrogates, NaN. */
#include <charconv>
#include <cmath>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <simdjson.h>

extern "C" {
#include "base/error.h"
#include "base/text.h"
}
#include "format/json.h"
#include "format/json_text.h"

namespace {

static_assert (SKOPS_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads as far as it says");

/* The document, copied where it is not ours: simdjson wants padding behind it, and strings are unescaped where they stand. */
struct document {
	char *bytes = nullptr, *copy = nullptr;
	size_t size = 0;
	const uint32_t *tokens = nullptr; /* offsets; tokens[count] is `size` */
	size_t count = 0;
	char *open = nullptr; /* '{' or '[' for each level */
	size_t depth = 0, capacity = 0;
	std::unique_ptr<simdjson::internal::dom_parser_implementation> index;

	~document () { free (copy); free (open); }
};

enum skops_status fault (struct skops_error *err, size_t offset, const char *what)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "no valid JSON at byte %zu: %s", offset, what);
}

/* simdjson says what is wrong, not where: look again, slowly. */
enum skops_status explain (struct skops_error *err, const char *bytes, size_t size, simdjson::error_code code)
{
	bool in_string = false;
	size_t begin = 0;

	switch (code) {
	case simdjson::MEMALLOC:
		return skops_error_memory (err);
	case simdjson::CAPACITY:
		return skops_error_set (err, SKOPS_UNSUPPORTED, "JSON of %zu bytes is more than can be read", size);
	case simdjson::EMPTY:
		return fault (err, size, "nothing but white space");
	case simdjson::UTF8_ERROR:
		while (begin < size) {
			size_t step = 1;

			while (step <= 4 && step <= size - begin && !skops_text_is_utf8 ({ bytes + begin, step }))
				step++;
			if (step > 4 || step > size - begin)
				break;
			begin += step;
		}
		return fault (err, begin, "invalid UTF-8");
	case simdjson::UNESCAPED_CHARS:
	case simdjson::UNCLOSED_STRING:
		for (size_t i = 0; i < size; i++) {
			if (in_string && static_cast<unsigned char> (bytes[i]) < 0x20)
				return fault (err, i, "a control character inside a string");
			if (in_string && bytes[i] == '\\')
				i++;
			else if (bytes[i] == '"') {
				in_string = !in_string;
				begin = i;
			}
		}
		return fault (err, begin, "a string without an end");
	default:
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the JSON reader does not work here: %s", simdjson::error_message (code));
	}
}

enum skops_status find_tokens (struct skops_error *err, document &doc, const char *bytes, size_t size, bool in_place)
{
	simdjson::error_code code;

	if (size >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0)
		return fault (err, 0, "a byte order mark");
	if (size >= UINT32_MAX - simdjson::SIMDJSON_PADDING)
		return explain (err, bytes, size, simdjson::CAPACITY);
	if (!in_place) {
		doc.copy = static_cast<char *> (malloc (size + simdjson::SIMDJSON_PADDING));
		if (!doc.copy)
			return skops_error_memory (err);
		if (size)
			memcpy (doc.copy, bytes, size);
		memset (doc.copy + size, 0, simdjson::SIMDJSON_PADDING);
	}
	doc.bytes = in_place ? const_cast<char *> (bytes) : doc.copy;
	doc.size = size;
	code = simdjson::get_active_implementation ()->create_dom_parser_implementation (size ? size : 1, 1, doc.index);
	if (!code && size == 0)
		code = simdjson::EMPTY;
	if (!code)
		code = doc.index->stage1 (reinterpret_cast<const uint8_t *> (doc.bytes), size, simdjson::stage1_mode::regular);
	if (code)
		return explain (err, bytes, size, code);
	doc.tokens = doc.index->structural_indexes.get ();
	doc.count = doc.index->n_structural_indexes;
	return SKOPS_OK;
}

/* Where token i ends at the latest. */
size_t limit_of (const document &doc, size_t i)
{
	return i + 1 < doc.count ? doc.tokens[i + 1] : doc.size;
}

/* The text of token i, which is no string: it has no white space in it, or what is behind that would be a token. */
struct skops_text token_text (const document &doc, size_t i)
{
	size_t begin = doc.tokens[i], end = begin + 1, limit = limit_of (doc, i);

	while (end < limit && !skops_json_is_space (doc.bytes[end]))
		end++;
	return { doc.bytes + begin, end - begin };
}

/* A string token, unescaped and with a NUL in the place of its closing quote: the first one that no backslash is before. */
enum skops_status string_text (struct skops_error *err, document &doc, size_t i, struct skops_text *text)
{
	size_t offset = doc.tokens[i], size = limit_of (doc, i) - offset - 1, written = 0;
	char *inside = doc.bytes + offset + 1, *quote = static_cast<char *> (memchr (inside, '"', size));

	if (!quote)
		return fault (err, offset, "a string without an end");
	if (!memchr (inside, '\\', quote - inside)) {
		written = quote - inside;
	} else {
		while (size && skops_json_is_space (inside[size - 1]))
			size--;
		if (!size || inside[size - 1] != '"')
			return fault (err, offset, "a string without an end");
		if (!skops_json_unescape (inside, inside, size - 1, &written))
			return fault (err, offset + 1 + written, "an unknown escape");
	}
	inside[written] = '\0';
	*text = { inside, written };
	return SKOPS_OK;
}

bool push (document &doc, char kind)
{
	if (doc.depth == doc.capacity) {
		size_t capacity = doc.capacity ? 2 * doc.capacity : 64;
		char *open = static_cast<char *> (realloc (doc.open, capacity));

		if (!open)
			return false;
		doc.open = open;
		doc.capacity = capacity;
	}
	doc.open[doc.depth++] = kind;
	return true;
}

enum skops_status scalar (struct skops_error *err, document &doc, size_t i, bool python, const struct skops_json_events *events, void *data)
{
	enum skops_json_kind kind = SKOPS_JSON_STRING;
	struct skops_text text;

	if (doc.bytes[doc.tokens[i]] == '"') {
		enum skops_status status = string_text (err, doc, i, &text);

		if (status)
			return status;
	} else {
		text = token_text (doc, i);
		if (!skops_json_bare (text.data, text.size, python, &kind))
			return fault (err, doc.tokens[i], "a value is expected");
	}
	return events->scalar (data, kind, text);
}

enum skops_status walk (struct skops_error *err, document &doc, const struct skops_json_options *options,
                        const struct skops_json_events *events, void *data)
{
	/* what may come next: a value (or the end of an empty container), a key (or the end of an empty object), a comma or the end */
	enum { VALUE, FIRST_VALUE, KEY, FIRST_KEY, AFTER } expect = VALUE;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < doc.count && !status; i++) {
		size_t offset = doc.tokens[i];
		char c = doc.bytes[offset], level = doc.depth ? doc.open[doc.depth - 1] : '\0';

		if ((c == '}' && level == '{' && (expect == AFTER || expect == FIRST_KEY)) ||
		    (c == ']' && level == '[' && (expect == AFTER || expect == FIRST_VALUE))) {
			doc.depth--;
			expect = AFTER;
			status = c == '}' ? events->end_object (data) : events->end_array (data);
		} else if (expect == AFTER) {
			if (!level)
				return fault (err, offset, "something behind the document");
			if (c != ',')
				return fault (err, offset, level == '{' ? "\",\" or \"}\" is expected" : "\",\" or \"]\" is expected");
			expect = level == '{' ? KEY : VALUE;
		} else if (expect == KEY || expect == FIRST_KEY) {
			struct skops_text key;

			if (c != '"')
				return fault (err, offset, "a key in double quotes is expected");
			if (i + 1 == doc.count || doc.bytes[doc.tokens[i + 1]] != ':')
				return fault (err, i + 1 < doc.count ? doc.tokens[i + 1] : doc.size, "\":\" is expected");
			status = string_text (err, doc, i++, &key);
			if (!status)
				status = events->key (data, key);
			expect = VALUE;
		} else if (c == '{' || c == '[') {
			if (doc.depth >= options->depth)
				return fault (err, offset, "too many objects and arrays inside one another");
			if (!push (doc, c))
				return skops_error_memory (err);
			expect = c == '{' ? FIRST_KEY : FIRST_VALUE;
			status = c == '{' ? events->begin_object (data) : events->begin_array (data);
		} else {
			expect = AFTER;
			status = scalar (err, doc, i, options->python, events, data);
		}
	}
	if (!status && (doc.depth || expect != AFTER))
		return fault (err, doc.size, "the document ends too early");
	return status;
}

/* Whether a number has digits: from_chars would take "inf", too. ".5" is what tables of text may say. */
bool has_digits (const char *p, const char *end)
{
	if (p < end && *p == '-')
		p++;
	return p < end && ((*p >= '0' && *p <= '9') || *p == '.');
}

/* 1e999 and 1e-999, which from_chars leaves undecided. */
double beyond_range (struct skops_text text)
{
	bool negative = text.data[0] == '-';
	long point = 0, exponent = 0;
	size_t i = negative;
	bool seen = false, fraction = false;

	for (; i < text.size && text.data[i] != 'e' && text.data[i] != 'E'; i++) {
		if (text.data[i] == '.') {
			fraction = true;
			continue;
		}
		seen = seen || text.data[i] != '0';
		if (seen && !fraction)
			point++;
		else if (!seen && fraction)
			point--;
	}
	if (i < text.size) {
		const char *first = text.data + i + 1;
		bool down = *first == '-';

		if (*first == '+' || *first == '-')
			first++;
		if (std::from_chars (first, text.data + text.size, exponent).ec != std::errc ())
			exponent = LONG_MAX / 2;
		if (down)
			exponent = -exponent;
	}
	double magnitude = exponent > -point ? HUGE_VAL : 0.0;
	return negative ? -magnitude : magnitude;
}

} // namespace

enum skops_status skops_json_parse (struct skops_error *err, const char *bytes, size_t size, const struct skops_json_options *options,
                                    const struct skops_json_events *events, void *data)
{
	document doc;
	enum skops_status status = find_tokens (err, doc, bytes, size, options->in_place);

	return status ? status : walk (err, doc, options, events, data);
}

bool skops_json_number (struct skops_text text, struct skops_value *out)
{
	const char *begin = text.data, *end = text.data + text.size;
	bool integer = true;

	memset (out, 0, sizeof *out);
	for (const char *p = begin; p < end && integer; p++)
		integer = (*p >= '0' && *p <= '9') || (*p == '-' && p == begin);
	if (integer) {
		out->kind = SKOPS_IS_INT;
		if (std::from_chars (begin, end, out->i).ec == std::errc ())
			return true;
		out->kind = SKOPS_IS_UINT;
		if (std::from_chars (begin, end, out->u).ec == std::errc ())
			return true;
	}
	out->kind = SKOPS_IS_FLOAT;
	out->f = 0.0;
	if (skops_text_is (text, "NaN"))
		out->f = NAN;
	else if (skops_text_is (text, "Infinity") || skops_text_is (text, "-Infinity"))
		out->f = *begin == '-' ? -HUGE_VAL : HUGE_VAL;
	else if (!has_digits (begin, end))
		return false;
	else {
		auto read = std::from_chars (begin, end, out->f);

		if (read.ec == std::errc::result_out_of_range)
			out->f = beyond_range (text);
		return !integer && read.ptr == end;
	}
	return true;
}
