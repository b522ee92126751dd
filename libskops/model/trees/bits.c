/* SPDX-License-Identifier: BSD-3-Clause */
/* Building the sets of leaves of small trees. */
#include "model/trees/bits.h"

#include <math.h>
#include <string.h>

#include "model/trees/forest.h"

/* What is needed while the layout grows; everything is of the largest tree's size or of all trees'. */
struct growth {
	struct skops_arena *arena;
	struct skops_bits *bits;
	const struct skops_forest_options *options;
	int32_t *slot_of;    /* [F]: the slot of a feature; -1 */
	int32_t *table_of;   /* [F]: its categories in `features`; -1 */
	uint8_t *first, *count; /* [nodes of a tree]: its leaves */
};

static bool is_leaf (const struct skops_tree_source *tree, int64_t n)
{
	return tree->left[n] < 0;
}

static bool splits_categories (const struct skops_tree_source *tree, int64_t n)
{
	return tree->category && tree->category[n] >= 0;
}

static bool missing_left (const struct skops_tree_source *tree, int64_t n)
{
	return tree->missing_left && tree->missing_left[n];
}

static const uint32_t *bits_of (const struct skops_tree_source *tree, int64_t n)
{
	return tree->bitsets + 8 * (size_t) tree->category[n];
}

static bool has_bit (const uint32_t *bits, uint32_t bit)
{
	return bits[bit / 32] >> bit % 32 & 1;
}

/* True where all trees are small enough. */
static bool all_small (const struct skops_tree_source *trees, size_t count, size_t *most)
{
	for (size_t t = 0; t < count; t++) {
		int64_t leaves = (trees[t].nodes + 1) / 2;

		if (leaves > SKOPS_BITS_LEAVES)
			return false;
		*most = (size_t) leaves > *most ? (size_t) leaves : *most;
	}
	return true;
}

/* Leaves of every node, from left to right: children come after their parents. */
static void number_leaves (struct growth *growth, const struct skops_tree_source *tree)
{
	for (int64_t n = tree->nodes; n-- > 0;)
		growth->count[n] = is_leaf (tree, n) ? 1 : (uint8_t) (growth->count[tree->left[n]] + growth->count[tree->right[n]]);
	growth->first[0] = 0;
	for (int64_t n = 0; n < tree->nodes; n++)
		if (!is_leaf (tree, n)) {
			growth->first[tree->left[n]] = growth->first[n];
			growth->first[tree->right[n]] = (uint8_t) (growth->first[n] + growth->count[tree->left[n]]);
		}
}

struct words {
	uint32_t low, high;
};

/* The leaves of the left subtree of an inner node. */
static struct words left_leaves (const struct growth *growth, const struct skops_tree_source *tree, int64_t n)
{
	int32_t left = tree->left[n];
	uint64_t set = UINT64_MAX << (64 - growth->count[left]) >> growth->first[left]; /* of 1 leaf at least */

	return (struct words) { (uint32_t) (set >> 32), (uint32_t) set };
}

static uint16_t slot_for (struct growth *growth, int32_t feature, bool missing_low)
{
	int32_t *slot = &growth->slot_of[feature];

	if (*slot < 0) {
		*slot = (int32_t) growth->bits->n_used++;
		growth->bits->used[*slot] = feature;
	}
	return (uint16_t) (*slot | (missing_low ? SKOPS_BITS_MISSING_LEFT : 0));
}

/* ---- categories ---- */

/* Gives codes to the categories of every feature that a node splits by. False without memory. */
static bool code_categories (struct growth *growth, const struct skops_tree_source *trees, size_t count)
{
	struct skops_bits *bits = growth->bits;
	size_t features = (size_t) growth->options->features;
	uint32_t (*seen)[8] = skops_arena_alloc (growth->arena, features, sizeof *seen);

	if (!seen)
		return false;
	for (size_t t = 0; t < count; t++)
		for (int64_t n = 0; n < trees[t].nodes; n++) {
			int32_t feature = trees[t].feature[n];
			if (is_leaf (&trees[t], n) || !splits_categories (&trees[t], n))
				continue;
			if (growth->table_of[feature] < 0)
				growth->table_of[feature] = (int32_t) bits->n_features++;
			for (int w = 0; w < 8; w++)
				seen[feature][w] |= bits_of (&trees[t], n)[w] | (growth->options->known ? growth->options->known[8 * (size_t) feature + (size_t) w] : UINT32_MAX);
		}
	bits->features = skops_arena_alloc (growth->arena, bits->n_features, sizeof *bits->features);
	if (!bits->features)
		return false;
	for (size_t f = 0; f < features; f++) {
		struct skops_bits_feature *coded = growth->table_of[f] < 0 ? NULL : &bits->features[growth->table_of[f]];
		if (!coded)
			continue;
		coded->feature = (int32_t) f;
		for (uint32_t c = 0; c < 256; c++)
			coded->codes = (uint16_t) (coded->codes + has_bit (seen[f], c));
		for (uint32_t c = 0, next = 0; c < 256; c++)
			coded->code[c] = has_bit (seen[f], c) ? (uint16_t) next++ : coded->codes;
	}
	return true;
}

/* Whether a node sends a category to the right; `category` 256 is what nobody knows. As category_right of forest_walk.c. */
static bool sends_right (const struct growth *growth, const struct skops_tree_source *tree, int64_t n, uint32_t category)
{
	bool missing_right = !missing_left (tree, n);

	if (category == 256)
		return missing_right;
	if (has_bit (bits_of (tree, n), category))
		return false;
	return !growth->options->known || has_bit (growth->options->known + 8 * (size_t) tree->feature[n], category) || missing_right;
}

/* Strikes out of the sets of its feature's table what a node strikes out for each code. */
static void strike_sets (struct growth *growth, const struct skops_tree_source *tree, int64_t n, const struct skops_bits_table *table)
{
	const struct skops_bits_feature *feature = &growth->bits->features[table->feature];
	struct words struck = left_leaves (growth, tree, n);

	for (uint32_t category = 0; category <= 256; category++) {
		uint32_t set = table->sets + (category == 256 ? feature->codes : feature->code[category]);

		/* Categories without a code of their own are settled as the 256th. */
		if ((category < 256 && feature->code[category] == feature->codes) || !sends_right (growth, tree, n, category))
			continue;
		growth->bits->low_sets[set] &= ~struck.low;
		growth->bits->high_sets[set] &= ~struck.high;
	}
}

/* ---- trees ---- */

struct room {
	size_t nodes, leaves, tables, sets, largest;
};

/* The tables of a tree: one for each feature that it splits by categories. Calls with `growth->bits->tables` NULL only count. */
static void add_tables (struct growth *growth, const struct skops_tree_source *tree, struct skops_bits_tree *made, struct room *room)
{
	struct skops_bits *bits = growth->bits;
	uint32_t begin = (uint32_t) room->tables;

	for (int64_t n = 0; n < tree->nodes; n++) {
		uint32_t feature, k = begin;
		bool known = false;

		if (is_leaf (tree, n) || !splits_categories (tree, n))
			continue;
		feature = (uint32_t) growth->table_of[tree->feature[n]];
		for (int64_t before = 0; before < n && !known; before++)
			known = !is_leaf (tree, before) && splits_categories (tree, before) && tree->feature[before] == tree->feature[n];
		if (!known) {
			uint32_t sets = bits->features[feature].codes + 1u;
			if (bits->tables) {
				bits->tables[room->tables] = (struct skops_bits_table) { feature, (uint32_t) room->sets };
				memset (bits->low_sets + room->sets, 0xff, sets * sizeof *bits->low_sets);
				memset (bits->high_sets + room->sets, 0xff, sets * sizeof *bits->high_sets);
			}
			room->tables++;
			room->sets += sets;
		}
		if (!bits->tables)
			continue;
		while (bits->tables[k].feature != feature)
			k++;
		strike_sets (growth, tree, n, &bits->tables[k]);
	}
	if (made) {
		made->table = begin;
		made->tables = (uint32_t) room->tables - begin;
	}
}

static void add_nodes (struct growth *growth, const struct skops_tree_source *tree, struct skops_bits_tree *made, struct room *room)
{
	struct skops_bits *bits = growth->bits;

	made->node = (uint32_t) room->nodes;
	for (int64_t n = 0; n < tree->nodes; n++) {
		struct words struck;

		if (is_leaf (tree, n) || splits_categories (tree, n))
			continue;
		struck = left_leaves (growth, tree, n);
		bits->keys[room->nodes] = skops_bits_key (skops_largest_float (tree->threshold[n]));
		bits->slot[room->nodes] = slot_for (growth, tree->feature[n], missing_left (tree, n));
		bits->low[room->nodes] = struck.low;
		bits->high[room->nodes++] = struck.high;
	}
	made->nodes = (uint32_t) room->nodes - made->node;
	for (; (room->nodes - made->node) % SKOPS_BITS_NODES; room->nodes++)
		bits->keys[room->nodes] = INT32_MAX;
}

static void add_leaves (struct growth *growth, const struct skops_tree_source *tree, struct skops_bits_tree *made, struct room *room)
{
	size_t width = growth->bits->width;

	made->leaf = (uint32_t) room->leaves;
	for (int64_t n = 0; n < tree->nodes; n++)
		if (is_leaf (tree, n))
			memcpy (growth->bits->values + (room->leaves + growth->first[n]) * width, tree->values + (size_t) n * width, width * sizeof (double));
	room->leaves += (size_t) (tree->nodes + 1) / 2;
}

/* Which leaf the answers of a tree's nodes lead to, a bit for each. */
static uint8_t leaf_by_answers (const struct growth *growth, const struct skops_tree_source *tree, unsigned answers)
{
	int64_t n = 0;

	while (!is_leaf (tree, n)) {
		unsigned before = 0; /* nodes are in their order in the file */

		for (int64_t i = 0; i < n; i++)
			before += !is_leaf (tree, i);
		n = answers >> before & 1 ? tree->right[n] : tree->left[n];
	}
	return growth->first[n];
}

/* Finds the shapes of trees of eight nodes at most. False where they are too many, or without memory (`*no_memory`). */
static bool find_shapes (struct growth *growth, const struct skops_tree_source *trees, size_t count, bool *no_memory)
{
	struct skops_bits *bits = growth->bits;
	uint32_t n_shapes = 0;

	bits->shapes = skops_arena_alloc (growth->arena, SKOPS_BITS_SHAPES + 1, sizeof *bits->shapes);
	*no_memory = !bits->shapes;
	for (size_t t = 0; bits->shapes && t < count; t++) {
		uint8_t *shape = bits->shapes[n_shapes];
		uint32_t known = 0;

		number_leaves (growth, &trees[t]);
		for (unsigned answers = 0; answers < 256; answers++)
			shape[answers] = leaf_by_answers (growth, &trees[t], answers);
		while (memcmp (bits->shapes[known], shape, sizeof *bits->shapes))
			known++;
		if (known == SKOPS_BITS_SHAPES)
			return false;
		n_shapes += known == n_shapes;
		bits->trees[t].shape = known;
	}
	return bits->shapes;
}

static struct room measure (struct growth *growth, const struct skops_tree_source *trees, size_t count)
{
	struct room room = { 0 };

	for (size_t t = 0; t < count; t++) {
		size_t inner = (size_t) trees[t].nodes / 2;

		room.nodes += (inner + SKOPS_BITS_NODES - 1) / SKOPS_BITS_NODES * SKOPS_BITS_NODES;
		room.leaves += inner + 1;
		room.largest = room.largest < (size_t) trees[t].nodes ? (size_t) trees[t].nodes : room.largest;
		if (growth->table_of)
			add_tables (growth, &trees[t], NULL, &room);
	}
	return room;
}

static bool allocate (struct growth *growth, const struct room *room, size_t count)
{
	struct skops_bits *bits = growth->bits;
	struct skops_arena *arena = growth->arena;
	size_t features = (size_t) growth->options->features;

	growth->first = skops_arena_alloc (arena, room->largest, 1);
	growth->count = skops_arena_alloc (arena, room->largest, 1);
	bits->used = skops_arena_alloc (arena, features < room->nodes ? features : room->nodes, sizeof *bits->used);
	bits->trees = skops_arena_alloc (arena, count, sizeof *bits->trees);
	bits->keys = skops_arena_alloc (arena, room->nodes, sizeof *bits->keys);
	bits->slot = skops_arena_alloc (arena, room->nodes + SKOPS_BITS_NODES, sizeof *bits->slot); /* sixteen may be read of the last eight */
	bits->low = skops_arena_alloc (arena, room->nodes, sizeof *bits->low);
	bits->high = skops_arena_alloc (arena, room->nodes, sizeof *bits->high);
	bits->low_sets = skops_arena_alloc (arena, room->sets + SKOPS_BITS_BEHIND, sizeof *bits->low_sets);
	bits->high_sets = skops_arena_alloc (arena, room->sets + SKOPS_BITS_BEHIND, sizeof *bits->high_sets);
	bits->tables = skops_arena_alloc (arena, room->tables, sizeof *bits->tables);
	bits->values = skops_arena_alloc (arena, room->leaves + SKOPS_BITS_BEHIND, bits->width * sizeof *bits->values);
	return growth->first && growth->count && bits->used && bits->trees && bits->keys && bits->slot && bits->low && bits->high && bits->low_sets && bits->high_sets
		&& bits->tables && bits->values;
}

const struct skops_bits *skops_bits_new (struct skops_arena *arena, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
                                         bool *no_memory)
{
	struct growth growth = { .arena = arena, .options = options };
	size_t features = (size_t) options->features;
	struct room room, filled = { 0 };
	size_t most = 0;
	bool categories = false;

	if (!all_small (trees, count, &most) || features >= SKOPS_BITS_MISSING_LEFT)
		return NULL;
	*no_memory = true;
	growth.bits = skops_arena_alloc (arena, 1, sizeof *growth.bits);
	growth.slot_of = skops_arena_alloc (arena, features, sizeof (int32_t));
	if (!growth.bits || !growth.slot_of)
		return NULL;
	*growth.bits = (struct skops_bits) { .width = (size_t) options->width, .count = count, .leaves = most, .wide = most > 32, .kernels = skops_bits_kernels_for (skops_simd_widest ()) };
	memset (growth.slot_of, 0xff, features * sizeof (int32_t));
	for (size_t t = 0; t < count; t++)
		categories |= trees[t].category && trees[t].n_bitsets;
	if (categories) {
		growth.table_of = skops_arena_alloc (arena, features, sizeof (int32_t));
		if (!growth.table_of)
			return NULL;
		memset (growth.table_of, 0xff, features * sizeof (int32_t));
		if (!code_categories (&growth, trees, count))
			return NULL;
	}
	room = measure (&growth, trees, count);
	if (room.nodes > UINT32_MAX || room.leaves > UINT32_MAX || room.sets > UINT32_MAX || !allocate (&growth, &room, count))
		return NULL;
	for (size_t t = 0; t < count; t++) {
		number_leaves (&growth, &trees[t]);
		add_nodes (&growth, &trees[t], &growth.bits->trees[t], &filled);
		add_leaves (&growth, &trees[t], &growth.bits->trees[t], &filled);
		if (categories)
			add_tables (&growth, &trees[t], &growth.bits->trees[t], &filled);
	}
	growth.bits->pairs = growth.bits->width == 1 && !categories;
	for (size_t t = 0; t < count; t++)
		growth.bits->pairs &= growth.bits->trees[t].nodes > 0 && growth.bits->trees[t].nodes <= SKOPS_BITS_NODES;
	growth.bits->plane = growth.bits->n_used < 32 ? 32 : growth.bits->n_used;
	*no_memory = false;
	growth.bits->pairs = growth.bits->pairs && find_shapes (&growth, trees, count, no_memory);
	return growth.bits;
}
