/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON: whatever is accepted comes as balanced events, scalars read alone are the same scalars, and numbers can be told. */
#include <string.h>

#include "format/json.h"
#include "fuzz.h"

struct seen {
	size_t open, events;
};

static enum skops_status open (void *data)
{
	struct seen *seen = data;

	seen->open++;
	return SKOPS_OK;
}

static enum skops_status shut (void *data)
{
	struct seen *seen = data;

	fuzz_assert (seen->open-- > 0);
	return SKOPS_OK;
}

static enum skops_status key (void *data, struct skops_text text)
{
	struct seen *seen = data;

	fuzz_assert (seen->open > 0);
	fuzz_touch (text.data, text.size);
	return SKOPS_OK;
}

static enum skops_status scalar (void *data, enum skops_json_kind kind, struct skops_text text)
{
	struct seen *seen = data;
	struct skops_value value;

	seen->events++;
	fuzz_touch (text.data, text.size);
	if (kind == SKOPS_JSON_NUMBER)
		skops_json_number (text, &value);
	return SKOPS_OK;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	static const struct skops_json_events events = { open, shut, open, shut, key, scalar };
	enum skops_json_kind kind;
	struct skops_text text;
	char *scratch = malloc (size + 1);
	bool alone;

	fuzz_assert (scratch);
	alone = skops_json_scalar ((const char *) data, size, &kind, &text, scratch);
	if (alone && (kind == SKOPS_JSON_STRING || kind == SKOPS_JSON_NUMBER))
		fuzz_touch (text.data, text.size);
	for (int python = 0; python < 2; python++) {
		const struct skops_json_options options = { .python = python, .depth = fuzz_limits.json_depth };
		struct skops_error err = { 0 };
		struct seen seen = { 0, 0 };
		enum skops_status status = skops_json_parse (&err, (const char *) data, size, &options, &events, &seen);

		fuzz_check_status (&err, status);
		fuzz_assert (status || !seen.open);
	}
	free (scratch);
	return 0;
}
