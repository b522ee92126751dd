/* SPDX-License-Identifier: BSD-3-Clause */
/* Markdown of model cards. */
#include "out/card.h"

#include <string.h>

#include "base/text.h"

void skops_card_front (struct skops_card_doc *card)
{
	skops_buffer_text (&card->text, "---\n");
}

/* A JSON string is a double-quoted scalar of YAML. */
void skops_card_key (struct skops_card_doc *card, const char *key, struct skops_text value)
{
	skops_buffer_format (&card->text, "%s: ", key);
	skops_text_json (&card->text, value);
	skops_buffer_text (&card->text, "\n");
}

void skops_card_list (struct skops_card_doc *card, const char *key, const char *const *values, size_t count)
{
	skops_buffer_format (&card->text, "%s:\n", key);
	for (size_t i = 0; i < count; i++) {
		skops_buffer_text (&card->text, "- ");
		skops_text_json (&card->text, skops_text_of (values[i]));
		skops_buffer_text (&card->text, "\n");
	}
}

/* Appends text so that it is shown as it is: on one line, without control characters, markup or HTML. */
static void escape (struct skops_buffer *out, struct skops_text text)
{
	static const char special[] = "\\`*_[]<>|&~#+-=!$";
	struct skops_buffer shown = { 0 };

	skops_text_escape (&shown, text);
	for (size_t i = 0; i < shown.size; i++) {
		char c = shown.data[i];
		bool starts = !i || shown.data[i - 1] == ' ', ends = i + 1 == shown.size || shown.data[i + 1] == ' ';
		/* Inside of a word some of these say nothing. */
		bool quiet = c && (strchr ("#+-=!", c) ? !starts : c == '_' && !starts && !ends);

		if (c && strchr (special, c) && !quiet)
			skops_buffer_append (out, "\\", 1);
		skops_buffer_append (out, &c, 1);
	}
	out->failed |= shown.failed;
	skops_buffer_free (&shown);
}

void skops_card_heading (struct skops_card_doc *card, unsigned level, struct skops_text title)
{
	skops_buffer_text (&card->text, "\n");
	for (unsigned i = 0; i < level; i++)
		skops_buffer_text (&card->text, "#");
	skops_buffer_text (&card->text, " ");
	escape (&card->text, title);
	skops_buffer_text (&card->text, "\n");
}

void skops_card_paragraph (struct skops_card_doc *card, struct skops_text text)
{
	skops_buffer_text (&card->text, "\n");
	if (skops_text_is (text, SKOPS_CARD_BLANK))
		skops_buffer_text (&card->text, SKOPS_CARD_BLANK);
	else
		escape (&card->text, text);
	skops_buffer_text (&card->text, "\n");
}

/* A fence longer than any run of backticks inside. */
void skops_card_code (struct skops_card_doc *card, const char *language, struct skops_text text)
{
	size_t run = 0, longest = 2;

	for (size_t i = 0; i < text.size; i++) {
		run = text.data[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	skops_buffer_text (&card->text, "\n");
	for (size_t i = 0; i <= longest; i++)
		skops_buffer_text (&card->text, "`");
	skops_buffer_format (&card->text, "%s\n", language);
	skops_buffer_append (&card->text, text.data, text.size);
	for (size_t i = 0; i <= longest; i++)
		skops_buffer_text (&card->text, "`");
	skops_buffer_text (&card->text, "\n");
}

void skops_card_row (struct skops_card_doc *card, const struct skops_text *cells, size_t count, bool headings)
{
	skops_buffer_text (&card->text, headings ? "\n|" : "|");
	for (size_t i = 0; i < count; i++) {
		skops_buffer_text (&card->text, " ");
		escape (&card->text, cells[i]);
		skops_buffer_text (&card->text, " |");
	}
	skops_buffer_text (&card->text, headings ? "\n|" : "\n");
	for (size_t i = 0; headings && i < count; i++)
		skops_buffer_text (&card->text, " --- |");
	skops_buffer_text (&card->text, headings ? "\n" : "");
}

void skops_card_end_table (struct skops_card_doc *card)
{
	skops_buffer_text (&card->text, "\n");
}

void skops_card_fold (struct skops_card_doc *card, bool begin)
{
	skops_buffer_text (&card->text, begin ? "\n<details>\n<summary>Click to expand</summary>\n" : "\n</details>\n");
}
