/* SPDX-License-Identifier: BSD-3-Clause */
/* The items of a list: the trees of a forest, say, which several threads bind side by side. */
#include "base/pool.h"
#include "model/bind.h"
#include "model/blocks.h"

enum { RUN = 8, /* items at once */ THREADS = 4 /* more would wait for memory */ };

/* One thread's own things. */
struct share {
	struct skops_error err;
	struct skops_document document; /* the same, with its texts in `arena` */
	struct skops_binder binder;
};

struct items {
	struct share shares[THREADS];
	const struct skops_node *list;
	const struct skops_field *item;
	size_t count;
	char *out;
};

static enum skops_status bind_run (struct skops_binder *binder, const struct items *items, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (skops_bind_field (binder, skops_node_item (items->list, i), items->item, items->out + i * items->item->size))
			return binder->err->status;
	return SKOPS_OK;
}

/* Whether a record of this table asks for nothing but the file: an estimator inside of it would be known to the whole model. */
static bool is_plain (const struct skops_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		switch (table->fields[i].kind) {
		case SKOPS_KIND_BOOL: case SKOPS_KIND_INT: case SKOPS_KIND_FLOAT: case SKOPS_KIND_WORD: case SKOPS_KIND_ARRAY: case SKOPS_KIND_COLUMNS: case SKOPS_KIND_TREE: case SKOPS_KIND_DIM: break;
		default: return false;
		}
	return true;
}

/* Whether threads can bind the items, and it pays: a file that members were left in is a large one. */
static bool can_share (const struct skops_binder *binder, const struct items *items)
{
	if (!binder->pool || items->count < 2 * RUN || !binder->document->zip->file || items->item->kind != SKOPS_KIND_RECORD || (items->item->flags & SKOPS_INHERIT))
		return false;
	for (const struct skops_case *of = items->item->cases; of->type; of++)
		if (of->table && !is_plain (of->table))
			return false;
	return true;
}

static enum skops_status work (void *data, unsigned thread, size_t number)
{
	struct items *items = data;
	size_t from = number * RUN, to = items->count - from < RUN ? items->count : from + RUN;

	return bind_run (&items->shares[thread].binder, items, from, to);
}

/* False without memory; to be ended also then. Any share may come to do all of the work; what all have taken is held against the limit when they end. */
static bool begin_share (struct share *share, const struct skops_binder *binder, size_t memory)
{
	share->document = *binder->document;
	share->document.arena = skops_arena_new (memory);
	share->binder = *binder;
	share->binder.err = &share->err;
	share->binder.arena = share->document.arena;
	share->binder.scratch = skops_arena_new (memory);
	share->binder.document = &share->document;
	share->binder.pool = NULL;
	share->binder.records = 0;
	return share->binder.arena && share->binder.scratch;
}

/* What was bound stays in the model's arena. */
static void end_share (struct share *share, struct skops_binder *binder)
{
	if (share->binder.arena && !skops_arena_join (binder->arena, share->binder.arena))
		skops_error_memory (binder->err);
	skops_arena_free (share->binder.scratch);
	binder->records += share->binder.records;
}

static enum skops_status bind_shared (struct skops_binder *binder, struct items *items)
{
	size_t runs = (items->count + RUN - 1) / RUN;
	unsigned threads = skops_pool_threads (0), failed = 0;

	if (threads > THREADS)
		threads = THREADS;
	for (unsigned i = 0; i < threads; i++)
		if (!begin_share (&items->shares[i], binder, skops_arena_left (binder->arena)))
			skops_error_memory (binder->err);
	if (!binder->err->status && skops_blocks_fail (binder->pool, threads, runs, work, items, &failed))
		*binder->err = items->shares[failed].err;
	for (unsigned i = 0; i < threads; i++)
		end_share (&items->shares[i], binder);
	return binder->err->status;
}

enum skops_status skops_bind_items (struct skops_binder *binder, const struct skops_node *list, const struct skops_field *item, size_t count, char *out)
{
	struct items items = { .list = list, .item = item, .count = count, .out = out };

	return can_share (binder, &items) ? bind_shared (binder, &items) : bind_run (binder, &items, 0, count);
}
