/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading nodes in the order of Python's reader: depth first, an object's id before anything else that it says, parts in the order of the table of
 * loader kinds. What is due is a stack in memory, so that depth costs no stack of ours. */
#include "tree/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tree/extra.h"
#include "tree/layout.h"
#include "tree/memo.h"

enum { MOST_KEYS = 64 }; /* of one node; the format knows nine */

/* A node to be read, or (without a token) one whose children are all read. */
struct due {
	struct skops_node *node;
	const struct skops_token *token;
};

struct reader {
	struct skops_error *err;
	struct skops_document *document;
	const struct skops_limits *limits;
	struct skops_memo memo;
	struct due *due;
	size_t n_due, capacity;
	struct skops_known_loaders loaders;
	uint8_t *members; /* kind of the nodes whose data each member is, 0: nobody's yet */
	size_t next_member; /* the one behind the last that was found */
};

/* Where a node's children come from. */
struct source {
	const struct skops_part *part;
	const struct skops_token *token;
	size_t count, start;
};

static enum skops_status push (struct reader *r, struct skops_node *node, const struct skops_token *token)
{
	if (r->n_due == r->capacity) {
		size_t capacity = r->capacity ? r->capacity * 2 : 256;
		struct due *due = realloc (r->due, capacity * sizeof *due);

		if (!due)
			return skops_error_memory (r->err);
		r->due = due;
		r->capacity = capacity;
	}
	r->due[r->n_due++] = (struct due) { node, token };
	return SKOPS_OK;
}

/* What was pushed since `begin` is read first to last. */
static void reverse (struct reader *r, size_t begin)
{
	for (size_t i = begin, j = r->n_due; i + 1 < j; i++) {
		struct due swap = r->due[i];

		r->due[i] = r->due[--j];
		r->due[j] = swap;
	}
}

static struct skops_node *new_nodes (struct reader *r, size_t count)
{
	struct skops_document *document = r->document;
	struct skops_node *nodes;

	if (count > r->limits->nodes - document->n_nodes) {
		skops_error_set (r->err, SKOPS_NO_MEMORY, "the schema has more nodes than the limit of %zu", r->limits->nodes);
		return NULL;
	}
	nodes = skops_arena_alloc (document->arena, count, sizeof *nodes);
	if (!nodes)
		skops_error_memory (r->err);
	for (size_t i = 0; nodes && i < count; i++)
		nodes[i].number = (uint32_t) (document->n_nodes + i);
	document->n_nodes += count;
	return nodes;
}

/* A value as JSON text in the arena; data NULL without memory. */
static struct skops_text json_text (struct reader *r, const struct skops_token *token)
{
	struct skops_buffer text = {0};
	struct skops_text result = {0};

	skops_token_write (&text, token);
	if (!text.failed)
		result = (struct skops_text) { skops_arena_copy (r->document->arena, text.data, text.size), text.size };
	skops_buffer_free (&text);
	if (!result.data)
		skops_error_memory (r->err);
	return result;
}

static enum skops_status no_node (struct reader *r, const struct skops_node *node, struct skops_text where, const struct skops_token *token)
{
	char shown[128];

	return skops_node_fail (r->err, node, "a node is due in \"%s\", but there is %s", skops_text_show (shown, sizeof shown, where),
	                        skops_token_kind_name (token));
}

/* The JSON value of a part, or NULL where it may be absent and is. */
static enum skops_status find_part (struct reader *r, const struct skops_node *node, const struct skops_part *part,
                                    const struct skops_token *const *slots, const struct skops_token **out)
{
	const struct skops_token *token = part->inside ? slots[part->inside] : slots[part->key];
	struct skops_text key = skops_token_key_name (part->key);

	if (part->inside && token) {
		if (token->type != SKOPS_TOKEN_OBJECT)
			return skops_node_fail (r->err, node, "\"%s\" must be an object, but is %s", skops_token_key_name (part->inside).data,
			                        skops_token_kind_name (token));
		token = skops_token_get (token, part->key);
	}
	*out = NULL;
	if (part->optional && (!token || token->type == SKOPS_TOKEN_NULL))
		return SKOPS_OK;
	if (!token)
		return skops_node_fail (r->err, node, "its %.*s has no \"%s\"", (int) node->loader.size, node->loader.data, key.data);
	if (part->how == SKOPS_PART_NODE && token->type != SKOPS_TOKEN_OBJECT)
		return no_node (r, node, key, token);
	if (part->how == SKOPS_PART_MAP && token->type != SKOPS_TOKEN_OBJECT)
		return skops_node_fail (r->err, node, "\"%s\" must be an object, but is %s", key.data, skops_token_kind_name (token));
	/* an object array of rank 0: skops writes the JSON text of its one element */
	if (part->how == SKOPS_PART_ITEMS && token->type != SKOPS_TOKEN_ARRAY &&
	    !(node->kind == SKOPS_NODE_OBJECT_ARRAY && token->type == SKOPS_TOKEN_STRING))
		return skops_node_fail (r->err, node, "\"%s\" must be an array, but is %s", key.data, skops_token_kind_name (token));
	if (part->how == SKOPS_PART_ITEMS || part->how == SKOPS_PART_MAP)
		for (struct skops_walk walk = skops_walk_start (token); skops_token_is_container (token) && skops_walk_next (&walk);)
			if (walk.value->type != SKOPS_TOKEN_OBJECT)
				return no_node (r, node, part->how == SKOPS_PART_MAP ? skops_walk_key (&walk) : key, walk.value);
	*out = token;
	return SKOPS_OK;
}

static void adopt (struct skops_node *child, const struct skops_node *parent, uint8_t role, struct skops_text name, size_t index)
{
	child->parent = parent;
	child->target = child;
	child->role = role;
	child->name = name;
	child->index = (uint32_t) index;
}

static enum skops_status raw_child (struct reader *r, struct skops_node *child, struct skops_text content)
{
	child->kind = SKOPS_NODE_JSON;
	child->content = content;
	return content.data ? SKOPS_OK : r->err->status;
}

/* Makes the children of one source and, where they are nodes, has them read: they are pushed last to first. */
static enum skops_status fill (struct reader *r, struct skops_node *node, struct skops_node *children, const struct source *source)
{
	const struct skops_part *part = source->part;
	const struct skops_token *token = source->token;
	struct skops_node *child = children + source->start;
	size_t begin = r->n_due, index = 0;
	enum skops_status status = SKOPS_OK;

	if (part->how == SKOPS_PART_NODE || part->how == SKOPS_PART_RAW) {
		adopt (child, node, part->role, skops_token_key_name (part->key), source->start);
		return part->how == SKOPS_PART_NODE ? push (r, child, token) : raw_child (r, child, json_text (r, token));
	}
	if (token->type == SKOPS_TOKEN_STRING) {
		adopt (child, node, part->role, (struct skops_text) { "", 0 }, 0);
		return raw_child (r, child, skops_token_text (token));
	}
	for (struct skops_walk walk = skops_walk_start (token); !status && skops_walk_next (&walk); child++, index++) {
		adopt (child, node, part->role, part->how == SKOPS_PART_MAP ? skops_walk_key (&walk) : (struct skops_text) { "", 0 }, index);
		status = push (r, child, walk.value);
	}
	reverse (r, begin);
	return status;
}

static enum skops_status expand (struct reader *r, struct skops_node *node, const struct skops_layout *layout,
                                 const struct skops_token *const *slots)
{
	struct source sources[SKOPS_LAYOUT_PARTS];
	struct skops_node *children;
	size_t n = 0, items = 0, total = 0;
	enum skops_status status = SKOPS_OK;

	for (const struct skops_part *part = layout->parts; part->how; part++) {
		struct source *source = &sources[n];

		if (!skops_part_applies (part, r->document->protocol))
			continue;
		status = find_part (r, node, part, slots, &source->token);
		if (status)
			return status;
		if (!source->token)
			continue;
		source->part = part;
		source->count = (part->how == SKOPS_PART_ITEMS || part->how == SKOPS_PART_MAP) && skops_token_is_container (source->token) ? source->token->count : 1;
		if (part->role == SKOPS_ROLE_ITEM)
			items += source->count;
		total += source->count;
		n++;
	}
	if (total == 0)
		return SKOPS_OK;
	children = new_nodes (r, total);
	if (!children)
		return r->err->status;
	node->children = children;
	node->n_children = total;
	node->open = true;
	status = push (r, node, NULL);
	for (size_t i = 0, next = items; i < n; i++) {
		sources[i].start = sources[i].part->role == SKOPS_ROLE_ITEM ? 0 : next;
		if (sources[i].part->role != SKOPS_ROLE_ITEM)
			next += sources[i].count;
	}
	while (!status && n)
		status = fill (r, node, children, &sources[--n]);
	return status;
}

static bool looks_like_node (const struct skops_token *token)
{
	return token->type == SKOPS_TOKEN_OBJECT &&
	       (skops_token_get (token, SKOPS_KEY_LOADER) || (token->count == 1 && skops_token_get (token, SKOPS_KEY_ID)));
}

/* Nodes anywhere inside what an unknown loader holds, in the text's order, each under the nearest key. */
static enum skops_status expand_unknown (struct reader *r, struct skops_node *node, const struct skops_token *object)
{
	const struct skops_token *end = skops_token_behind (object);
	struct skops_text name = { "", 0 };
	struct skops_node *children;
	size_t count = 0, i = 0, begin;
	enum skops_status status;

	for (const struct skops_token *at = object + 1; at < end; at = looks_like_node (at) ? skops_token_behind (at) : at + 1)
		count += looks_like_node (at);
	if (count == 0)
		return SKOPS_OK;
	children = new_nodes (r, count);
	if (!children)
		return r->err->status;
	node->children = children;
	node->n_children = count;
	node->open = true;
	status = push (r, node, NULL);
	begin = r->n_due;
	for (const struct skops_token *at = object + 1; at < end && !status;) {
		if (at->type == SKOPS_TOKEN_KEY)
			name = skops_token_text (at);
		else if (at->key)
			name = skops_token_key_name (at->key);
		if (!looks_like_node (at)) {
			at++;
			continue;
		}
		adopt (&children[i], node, SKOPS_ROLE_PART, name, i);
		status = push (r, &children[i++], at);
		at = skops_token_behind (at);
	}
	reverse (r, begin);
	return status;
}

/* Python's id() is an integer above zero; anything else would be one object to one reader and two to another. */
static bool is_id (const struct skops_token *token)
{
	size_t i = 0;

	if (token->type != SKOPS_TOKEN_NUMBER)
		return false;
	if (token->size && token->text[0] == '-')
		i = 1;
	if (i == token->size || token->text[i] < '1' || token->text[i] > '9')
		return false;
	for (; i < token->size; i++)
		if (token->text[i] < '0' || token->text[i] > '9')
			return false;
	return true;
}

/* Members named where nobody reads: in a description told again, or by a loader that is unknown. */
static void mention (struct reader *r, const struct skops_token *object)
{
	for (const struct skops_token *at = object, *end = skops_token_behind (object); at < end; at++) {
		const struct skops_member *member = NULL;

		if (at->key == SKOPS_KEY_FILE && at->type == SKOPS_TOKEN_STRING)
			member = skops_zip_find (r->document->zip, skops_token_text (at));
		if (member && !r->members[member - r->document->zip->members])
			r->members[member - r->document->zip->members] = SKOPS_MEMBER_MENTIONED;
	}
}

static bool may_be_cyclic (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_DICT || node->kind == SKOPS_NODE_LIST || node->kind == SKOPS_NODE_SET;
}

static enum skops_status refer (struct reader *r, struct skops_node *node, const struct skops_first *first, const struct skops_token *token)
{
	const struct skops_node *target = first->node;
	char path[256];

	*node = (struct skops_node) {
		.kind = target->kind, .role = node->role, .reference = true, .scalar_class = target->scalar_class, .index = node->index,
		.loader = target->loader, .module = target->module, .class_name = target->class_name, .id = node->id, .name = node->name,
		.parent = node->parent, .target = target, .children = target->children, .n_children = target->n_children,
		.content = target->content, .file = target->file, .shape = { target->shape[0], target->shape[1] }, .rank = target->rank, .number = node->number,
	};
	if (target->open && !(r->document->protocol >= 3 && may_be_cyclic (target)))
		return skops_node_fail (r->err, node, "refers to the object that contains it");
	if (!skops_memo_agrees (r->err, &r->memo, first->token, token))
		return skops_node_fail (r->err, node, "has the __id__ of the object at \"%s\", but says something else of it",
		                        skops_node_path (path, sizeof path, target));
	mention (r, token);
	return SKOPS_OK;
}

static enum skops_status text_of (struct reader *r, const struct skops_node *node, const struct skops_token *token, const char *key,
                                  struct skops_text *out)
{
	if (!token)
		return skops_node_fail (r->err, node, "has no \"%s\"", key);
	if (token->type != SKOPS_TOKEN_STRING)
		return skops_node_fail (r->err, node, "\"%s\" must be a string, but is %s", key, skops_token_kind_name (token));
	*out = skops_token_text (token);
	return SKOPS_OK;
}

/* Most members stand in the file in the order in which the schema names them. */
static const struct skops_member *find_member (struct reader *r, struct skops_text name)
{
	const struct skops_zip *zip = r->document->zip;
	const struct skops_member *member = r->next_member < zip->count ? &zip->members[r->next_member] : NULL;

	if (!member || !skops_text_equal (member->name, name))
		member = skops_zip_find (zip, name);
	if (member)
		r->next_member = (size_t) (member - zip->members) + 1;
	return member;
}

/* One member may serve several nodes, as long as all read the same thing in it. */
static enum skops_status take_member (struct reader *r, const struct skops_node *node)
{
	const struct skops_zip *zip = r->document->zip;
	const struct skops_member *member = find_member (r, node->file);
	uint8_t *user;
	char shown[128];

	if (!member)
		return skops_node_fail (r->err, node, "the file has no member \"%s\"", skops_text_show (shown, sizeof shown, node->file));
	if (skops_text_is (node->file, "schema.json"))
		return skops_node_fail (r->err, node, "takes the schema itself for its data");
	user = &r->members[member - zip->members];
	if (*user && *user != SKOPS_MEMBER_MENTIONED && *user != node->kind)
		return skops_node_fail (r->err, node, "takes the member \"%s\" for something else than another node does",
		                        skops_text_show (shown, sizeof shown, node->file));
	*user = node->kind;
	return SKOPS_OK;
}

/* Before protocol 1 a function's name stood inside. */
static enum skops_status old_function (struct reader *r, struct skops_node *node, const struct skops_token *content)
{
	enum skops_status status;

	if (!content || content->type != SKOPS_TOKEN_OBJECT)
		return skops_node_fail (r->err, node, "a FunctionNode of protocol 0 without \"content\"");
	status = text_of (r, node, skops_token_get (content, SKOPS_KEY_MODULE_PATH), "module_path", &node->module);
	if (!status)
		status = text_of (r, node, skops_token_get (content, SKOPS_KEY_FUNCTION), "function", &node->class_name);
	return status;
}

static enum skops_status keep_extra (struct reader *r, struct skops_node *node, const struct skops_token *token, uint64_t keys, const struct skops_layout *layout)
{
	int protocol = r->document->protocol;
	uint64_t known = skops_extra_known (layout, protocol, !node->parent);
	struct skops_buffer text = {0};

	if (!skops_extra_any (token, keys, layout, protocol, known))
		return SKOPS_OK;
	skops_extra_write (&text, token, layout, protocol, known);
	if (!text.failed)
		node->extra = (struct skops_text) { skops_arena_copy (r->document->arena, text.data, text.size), text.size };
	skops_buffer_free (&text);
	return node->extra.data ? SKOPS_OK : skops_error_memory (r->err);
}

static enum skops_status read_node (struct reader *r, struct skops_node *node, const struct skops_token *token)
{
	const struct skops_token *slots[SKOPS_KEYS_OF_NODES] = {0};
	const struct skops_layout *layout;
	const struct skops_first *first = NULL;
	const struct skops_known_loader *loader;
	struct skops_text type = { "", 0 };
	uint64_t keys = 0;
	enum skops_status status;

	if (token->count > MOST_KEYS)
		return skops_node_fail (r->err, node, "a node of %zu keys", token->count);
	for (struct skops_walk walk = skops_walk_start (token); skops_walk_next (&walk);) {
		keys |= UINT64_C (1) << (walk.name ? SKOPS_KEY_NONE : walk.value->key);
		if (!walk.name && walk.value->key < SKOPS_KEYS_OF_NODES)
			slots[walk.value->key] = walk.value;
	}
	if (slots[SKOPS_KEY_ID]) {
		if (!is_id (slots[SKOPS_KEY_ID]))
			return skops_node_fail (r->err, node, "its __id__ is no integer that Python gives an object");
		node->id = skops_token_text (slots[SKOPS_KEY_ID]);
		status = skops_memo_add (r->err, &r->memo, node->id, (struct skops_first) { node, token }, &first);
		if (status)
			return status;
		if (first)
			return refer (r, node, first, token);
		if (token->count == 1)
			return skops_node_fail (r->err, node, "refers to the __id__ %.64s, which no object before it has", node->id.data);
	}
	if ((status = text_of (r, node, slots[SKOPS_KEY_LOADER], "__loader__", &node->loader)))
		return status;
	loader = skops_layout_know (&r->loaders, node->loader);
	if (loader->layout && loader->layout->kind == SKOPS_NODE_CACHED)
		return skops_node_fail (r->err, node, "a CachedNode refers to an object that no node before it is");
	if ((status = text_of (r, node, slots[SKOPS_KEY_MODULE], "__module__", &node->module)) ||
	    (status = text_of (r, node, slots[SKOPS_KEY_CLASS], "__class__", &node->class_name)))
		return status;
	if (slots[SKOPS_KEY_TYPE] && slots[SKOPS_KEY_TYPE]->type == SKOPS_TOKEN_STRING)
		type = skops_token_text (slots[SKOPS_KEY_TYPE]);
	layout = loader->has_types ? skops_layout_find (node->loader, type) : loader->layout;
	if (!layout && loader->has_types)
		return skops_node_fail (r->err, node, "the \"type\" of its %s is none that the format has", node->loader.data);
	if ((status = keep_extra (r, node, token, keys, layout)))
		return status;
	if (!layout) {
		mention (r, token);
		return expand_unknown (r, node, token);
	}
	node->kind = layout->kind;
	if (node->kind == SKOPS_NODE_ARRAY)
		node->scalar_class = skops_layout_is_scalar (node->module, node->class_name);
	if (node->kind == SKOPS_NODE_FUNCTION && r->document->protocol == 0)
		return old_function (r, node, slots[SKOPS_KEY_CONTENT]);
	if (layout->text == SKOPS_KEY_CONTENT)
		return text_of (r, node, slots[SKOPS_KEY_CONTENT], "content", &node->content);
	if (layout->text == SKOPS_KEY_FILE) {
		status = text_of (r, node, slots[SKOPS_KEY_FILE], "file", &node->file);
		return status ? status : take_member (r, node);
	}
	return layout->parts[0].how ? expand (r, node, layout, slots) : SKOPS_OK;
}

enum skops_status skops_schema_read (struct skops_error *err, struct skops_document *document, const struct skops_tokens *tokens,
                                     const struct skops_limits *limits)
{
	struct reader r = { .err = err, .document = document, .limits = limits };
	struct skops_node *root;
	enum skops_status status = SKOPS_OK;

	r.members = skops_arena_alloc (document->arena, document->zip->count, 1);
	document->member_use = r.members;
	if (!r.members || !skops_memo_init (&r.memo, tokens->objects)) {
		status = skops_error_memory (err);
		goto out;
	}
	root = new_nodes (&r, 1);
	if (!root) {
		status = err->status;
		goto out;
	}
	adopt (root, NULL, SKOPS_ROLE_ITEM, (struct skops_text) { "", 0 }, 0);
	document->root = root;
	status = push (&r, root, tokens->items);
	while (!status && r.n_due) {
		struct due due = r.due[--r.n_due];

		if (due.token) {
			status = read_node (&r, due.node, due.token);
		} else {
			due.node->open = false;
			status = skops_schema_check (err, due.node);
		}
	}
out:
	skops_memo_free (&r.memo);
	free (r.due);
	return status;
}
