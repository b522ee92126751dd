/* SPDX-License-Identifier: BSD-3-Clause */
/* The lookup of values: categories, classes, vocabularies. Open addressing over the plugin's own items; a value is brought to a normal form in which
 * Python's equality is equality of words. Hashed under a random key each index: who writes a file or a request cannot know which keys would collide. */
#include <math.h>
#include <string.h>
#include <sys/random.h>

#include "model/frame.h"

/* The normal form of a value: equal values have equal words, and texts equal bytes. */
struct key {
	uint64_t sort; /* values of different sorts are never equal */
	uint64_t words[3];
	const char *text;
	size_t size;
};

struct slot {
	uint32_t tag;   /* of the hash */
	uint32_t index; /* of the item, plus one; 0: empty */
};

struct skops_index {
	uint64_t seed[2];
	const struct skops_value *items;
	struct slot *slots;
	size_t mask; /* slots - 1 */
};

enum { SORT_NAT = 16, SORT_GENERIC = 32, SORT_MONTHS = 48 }; /* added to the kind of a time */

static const double TWO_63 = 0x1p63, TWO_64 = 0x1p64;

static void normalise_float (struct key *key, double f)
{
	if (f == floor (f) && f >= -TWO_63 && f < TWO_63) {
		key->sort = SKOPS_IS_INT;
		key->words[0] = (uint64_t) (int64_t) f;
	} else if (f == floor (f) && f >= TWO_63 && f < TWO_64) {
		key->sort = SKOPS_IS_UINT;
		key->words[0] = (uint64_t) f;
	} else {
		key->sort = SKOPS_IS_FLOAT;
		if (!isnan (f))
			memcpy (key->words, &f, sizeof f);
		else
			key->words[0] = UINT64_MAX; /* the bits of no other number */
	}
}

/* Whole seconds and the attoseconds behind them: no unit loses anything, no count overflows. */
static void normalise_time (struct key *key, int64_t count, unsigned unit)
{
	static const struct { uint32_t seconds; uint64_t parts; } scale[] = { /* of one; of which a second has */
		[SKOPS_WEEK] = { 604800, 1 }, [SKOPS_DAY] = { 86400, 1 }, [SKOPS_HOUR] = { 3600, 1 }, [SKOPS_MINUTE] = { 60, 1 }, [SKOPS_SECOND] = { 1, 1 },
		[SKOPS_MILLISECOND] = { 1, 1000 }, [SKOPS_MICROSECOND] = { 1, 1000000 }, [SKOPS_NANOSECOND] = { 1, 1000000000 },
		[SKOPS_PICOSECOND] = { 1, 1000000000000 }, [SKOPS_FEMTOSECOND] = { 1, 1000000000000000 }, [SKOPS_ATTOSECOND] = { 1, 1000000000000000000 },
	};
	__int128 whole = count;

	if (count == INT64_MIN) {
		key->sort += SORT_NAT;
		return;
	}
	if (unit == SKOPS_UNIT_GENERIC || unit > SKOPS_ATTOSECOND) {
		key->sort += SORT_GENERIC;
	} else if (unit == SKOPS_YEAR || unit == SKOPS_MONTH) {
		key->sort += SORT_MONTHS;
		whole *= unit == SKOPS_YEAR ? 12 : 1;
	} else if (scale[unit].parts == 1) {
		whole *= scale[unit].seconds;
	} else {
		int64_t parts = (int64_t) scale[unit].parts, rest = count % parts;

		whole = count / parts - (rest < 0);
		key->words[2] = (uint64_t) (rest < 0 ? rest + parts : rest) * (1000000000000000000u / scale[unit].parts);
	}
	key->words[0] = (uint64_t) whole;
	key->words[1] = (uint64_t) ((unsigned __int128) whole >> 64);
}

static struct key normalise (const struct skops_value *value)
{
	struct key key = { .sort = value->kind };

	switch (value->kind) {
	case SKOPS_IS_BOOL:
		key.sort = SKOPS_IS_INT;
		key.words[0] = value->i != 0;
		break;
	case SKOPS_IS_INT:
		key.words[0] = (uint64_t) value->i;
		break;
	case SKOPS_IS_UINT:
		key.sort = value->u <= (uint64_t) INT64_MAX ? SKOPS_IS_INT : SKOPS_IS_UINT;
		key.words[0] = value->u;
		break;
	case SKOPS_IS_FLOAT:
		normalise_float (&key, value->f);
		break;
	case SKOPS_IS_TEXT:
	case SKOPS_IS_BYTES:
		key.text = value->size ? value->text : "";
		key.size = value->size;
		break;
	case SKOPS_IS_DATETIME:
	case SKOPS_IS_TIMEDELTA:
		normalise_time (&key, value->i, value->unit);
		break;
	default:
		break;
	}
	return key;
}

static bool equals (const struct key *key, const struct skops_value *value)
{
	struct key other;

	if (key->text)
		return value->kind == key->sort && value->size == key->size && (!key->size || memcmp (value->text, key->text, key->size) == 0);
	other = normalise (value);
	return other.sort == key->sort && other.size == key->size && memcmp (other.words, key->words, sizeof other.words) == 0;
}

/* Both halves of a product: each bit of either factor reaches each bit of the result. */
static uint64_t mix (uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128) a * b;

	return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static uint64_t load (const char *bytes, size_t size)
{
	uint64_t word = 0;

	memcpy (&word, bytes, size);
	return word;
}

/* Multiply and fold, as wyhash (Wang Yi) does: 16 bytes a step. */
static uint64_t hash_of (const struct skops_index *index, const struct key *key)
{
	const char *text = key->text;
	size_t left = key->size;
	uint64_t hash = index->seed[0] ^ key->sort, a = 0, b = 0;

	if (!text) {
		hash = mix (key->words[0] ^ hash, key->words[1] ^ index->seed[1]);
		return mix (key->words[2] ^ hash, index->seed[1]);
	}
	for (; left > 16; left -= 16, text += 16)
		hash = mix (load (text, 8) ^ hash, load (text + 8, 8) ^ index->seed[1]);
	if (left >= 8) {
		a = load (text, 8);
		b = load (text + left - 8, 8);
	} else if (left >= 4) {
		a = load (text, 4);
		b = load (text + left - 4, 4);
	} else if (left) {
		a = (uint64_t) (unsigned char) text[0] << 16 | (uint64_t) (unsigned char) text[left / 2] << 8 | (unsigned char) text[left - 1];
	}
	hash = mix (a ^ hash, b ^ index->seed[1]);
	return mix (hash ^ key->size, index->seed[1]);
}

/* The slot of an equal item, or the empty slot where it would go. */
static struct slot *locate (const struct skops_index *index, const struct key *key, uint32_t *tag)
{
	uint64_t hash = hash_of (index, key);
	size_t at = (size_t) hash & index->mask;

	*tag = (uint32_t) (hash >> 32);
	for (;; at = (at + 1) & index->mask) {
		struct slot *slot = &index->slots[at];

		if (!slot->index || (slot->tag == *tag && equals (key, &index->items[slot->index - 1])))
			return slot;
	}
}

const struct skops_index *skops_host_index_new (struct skops_call *call, const struct skops_value *items, size_t count)
{
	struct skops_arena *arena = skops_frame_of (call)->arena;
	struct skops_index *index = skops_arena_alloc (arena, 1, sizeof *index);
	size_t slots = 4;
	uint32_t tag;

	if (!index || count > INT32_MAX) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for a lookup of %zu values", count);
		return NULL;
	}
	while (slots / 2 < count)
		slots *= 2;
	index->slots = skops_arena_alloc (arena, slots, sizeof *index->slots);
	if (!index->slots) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for a lookup of %zu values", count);
		return NULL;
	}
	if (getrandom (index->seed, sizeof index->seed, GRND_NONBLOCK) != (ssize_t) sizeof index->seed) {
		index->seed[0] = (uint64_t) (uintptr_t) index;
		index->seed[1] = (uint64_t) (uintptr_t) &tag * 0x9e3779b97f4a7c15u;
	}
	index->seed[1] |= 1;
	index->items = items;
	index->mask = slots - 1;
	for (size_t i = 0; i < count; i++) {
		struct key key = normalise (&items[i]);
		struct slot *slot = locate (index, &key, &tag);

		if (!slot->index)
			*slot = (struct slot) { .tag = tag, .index = (uint32_t) i + 1 };
	}
	return index;
}

int64_t skops_host_index_find (const struct skops_index *index, const struct skops_value *value)
{
	struct key key = normalise (value);
	uint32_t tag;

	return (int64_t) locate (index, &key, &tag)->index - 1;
}
