/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys beyond a loader kind's: told from the known ones by the table of loader kinds. */
#include "tree/extra.h"

#include "base/text.h"

static uint64_t bit (unsigned key)
{
	return UINT64_C (1) << key;
}

uint64_t skops_extra_known (const struct skops_layout *layout, int protocol, bool is_root)
{
	uint64_t known = bit (SKOPS_KEY_CLASS) | bit (SKOPS_KEY_MODULE) | bit (SKOPS_KEY_LOADER) | bit (SKOPS_KEY_ID);

	if (is_root)
		known |= bit (SKOPS_KEY_PROTOCOL) | bit (SKOPS_KEY_VERSION);
	if (!layout)
		return known;
	if (layout->type.size)
		known |= bit (SKOPS_KEY_TYPE);
	known |= bit (layout->text) | bit (layout->aside);
	if (layout->kind == SKOPS_NODE_FUNCTION && protocol == 0)
		known |= bit (SKOPS_KEY_CONTENT);
	for (const struct skops_part *part = layout->parts; part->how; part++)
		if (skops_part_applies (part, protocol))
			known |= bit (part->inside ? part->inside : part->key);
	return known & ~bit (SKOPS_KEY_NONE);
}

/* The keys that parts have inside the object under `inside`; 0: it is none that holds parts. */
static uint64_t known_inside (const struct skops_layout *layout, int protocol, uint8_t inside)
{
	uint64_t known = 0;

	if (!layout || !inside)
		return 0;
	for (const struct skops_part *part = layout->parts; part->how; part++)
		if (part->inside == inside && skops_part_applies (part, protocol))
			known |= bit (part->key);
	return known;
}

static bool is_known (const struct skops_walk *walk, uint64_t known)
{
	return !walk->name && (known & bit (walk->value->key));
}

static bool any_in (const struct skops_token *object, uint64_t known)
{
	for (struct skops_walk walk = skops_walk_start (object); skops_walk_next (&walk);)
		if (!is_known (&walk, known))
			return true;
	return false;
}

bool skops_extra_any (const struct skops_token *object, uint64_t keys, const struct skops_layout *layout, int protocol, uint64_t known)
{
	if (keys & ~known)
		return true;
	for (const struct skops_part *part = layout ? layout->parts : NULL; part && part->how; part++) {
		uint64_t inside = known_inside (layout, protocol, part->inside);
		const struct skops_token *holder = inside ? skops_token_get (object, part->inside) : NULL;

		if (holder && holder->type == SKOPS_TOKEN_OBJECT && any_in (holder, inside))
			return true;
	}
	return false;
}

static void write_key (struct skops_buffer *out, const struct skops_walk *walk, bool *first)
{
	if (!*first)
		skops_buffer_text (out, ",");
	*first = false;
	skops_text_json (out, skops_walk_key (walk));
	skops_buffer_text (out, ":");
}

static void write_unknown (struct skops_buffer *out, const struct skops_token *object, uint64_t known)
{
	bool first = true;

	skops_buffer_text (out, "{");
	for (struct skops_walk walk = skops_walk_start (object); skops_walk_next (&walk);)
		if (!is_known (&walk, known)) {
			write_key (out, &walk, &first);
			skops_token_write (out, walk.value);
		}
	skops_buffer_text (out, "}");
}

void skops_extra_write (struct skops_buffer *out, const struct skops_token *object, const struct skops_layout *layout, int protocol, uint64_t known)
{
	bool first = true;

	skops_buffer_text (out, "{");
	for (struct skops_walk walk = skops_walk_start (object); skops_walk_next (&walk);) {
		uint64_t inside = known_inside (layout, protocol, walk.name ? SKOPS_KEY_NONE : walk.value->key);

		if (!is_known (&walk, known)) {
			write_key (out, &walk, &first);
			skops_token_write (out, walk.value);
		} else if (inside && walk.value->type == SKOPS_TOKEN_OBJECT && any_in (walk.value, inside)) {
			write_key (out, &walk, &first);
			write_unknown (out, walk.value, inside);
		}
	}
	skops_buffer_text (out, "}");
}
