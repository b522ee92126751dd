/* SPDX-License-Identifier: BSD-3-Clause */
/* The lines of a card that people copy into a shell and into Python: a file's name is quoted for each, so that nothing in it is run. */
#include "model/card.h"

#include <string.h>

#include "base/text.h"

/* A name of which a terminal would not show all is not handed out to be copied. */
static const char *shown_name (const char *file)
{
	struct skops_buffer shown = { 0 };
	bool same;

	skops_text_escape (&shown, skops_text_of (file));
	same = *file && !shown.failed && !strcmp (shown.data, file);
	skops_buffer_free (&shown);
	return same ? file : "model.skops";
}

/* One word for a shell, and no option. */
static void shell_word (struct skops_buffer *out, const char *file)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+,@%:";

	if (*file == '-')
		skops_buffer_text (out, "./");
	if (!file[strspn (file, plain)]) {
		skops_buffer_text (out, file);
		return;
	}
	skops_buffer_text (out, "'");
	for (; *file; file++)
		if (*file == '\'')
			skops_buffer_text (out, "'\\''");
		else
			skops_buffer_append (out, file, 1);
	skops_buffer_text (out, "'");
}

static void python_string (struct skops_buffer *out, const char *file)
{
	skops_buffer_text (out, "\"");
	for (; *file; file++) {
		if (*file == '"' || *file == '\\')
			skops_buffer_text (out, "\\");
		skops_buffer_append (out, file, 1);
	}
	skops_buffer_text (out, "\"");
}

void skops_card_start (struct skops_card_doc *card, const char *file, const char *method)
{
	struct skops_buffer text = { 0 }, word = { 0 };

	file = shown_name (file);
	shell_word (&word, file);
	if (!word.failed)
		skops_buffer_format (&text, "skops audit %s\nskops predict %s --input data.csv\n", word.data, word.data);
	if (!text.failed && !word.failed)
		skops_card_code (card, "sh", (struct skops_text) { text.data, text.size });
	text.size = word.size = 0;
	python_string (&word, file);
	if (!word.failed)
		skops_buffer_format (&text, "from skops.io import get_untrusted_types, load\n\nprint(get_untrusted_types(file=%s))  # look at these before you trust them\n"
		                     "model = load(%s, trusted=[])\nmodel.%s(data)\n", word.data, word.data, method ? method : "predict");
	if (!text.failed && !word.failed)
		skops_card_code (card, "python", (struct skops_text) { text.data, text.size });
	card->text.failed |= text.failed || word.failed;
	skops_buffer_free (&text);
	skops_buffer_free (&word);
}
