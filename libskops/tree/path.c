/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a node is and what it is, in words. Paths are built from their end, so that a long one loses its front. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tree/node.h"
#include "tree/schema.h"

enum { SEGMENT = 160, LONGEST_VERSION = 256 };

static bool is_identifier (struct skops_text name)
{
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (i && c >= '0' && c <= '9')))
			return false;
	}
	return name.size > 0;
}

/* Appends `["key"]`; the key's own quotes and backslashes are escaped, so that two keys never give one path. */
static void quoted (char *out, struct skops_text key)
{
	char shown[SEGMENT / 2 - 8];
	size_t n = 0;

	skops_text_show (shown, sizeof shown, key);
	out[n++] = '[';
	out[n++] = '"';
	for (const char *c = shown; *c; c++) {
		if (*c == '"' || *c == '\\')
			out[n++] = '\\';
		out[n++] = *c;
	}
	memcpy (out + n, "\"]", 3);
}

/* What one node adds to the path; `first` when nothing comes before it. */
static void segment (char out[SEGMENT], const struct skops_node *node, bool first)
{
	const struct skops_node *parent = node->parent;
	char shown[SEGMENT - 32];

	out[0] = '\0';
	if (node->role == SKOPS_ROLE_STATE)
		return;
	if (node->role != SKOPS_ROLE_ITEM && parent->kind == SKOPS_NODE_UNKNOWN)
		snprintf (out, SEGMENT, ":%s[%u]", skops_text_show (shown, sizeof shown, node->name), node->index);
	else if (node->role != SKOPS_ROLE_ITEM)
		snprintf (out, SEGMENT, ":%s", skops_text_show (shown, sizeof shown, node->name));
	else if (parent->kind != SKOPS_NODE_DICT)
		snprintf (out, SEGMENT, "[%u]", node->index);
	else if (parent->role == SKOPS_ROLE_STATE && parent->parent->kind != SKOPS_NODE_DEFAULT_DICT &&
	         parent->parent->kind != SKOPS_NODE_DEPRECATED_DICT && node->name.size < sizeof shown && is_identifier (node->name))
		snprintf (out, SEGMENT, "%s%.*s", first ? "" : ".", (int) node->name.size, node->name.data);
	else
		quoted (out, node->name);
}

char *skops_node_path (char *out, size_t capacity, const struct skops_node *node)
{
	static const char cut[] = "…";
	size_t at = capacity - 1;

	if (capacity == 0)
		return out;
	out[at] = '\0';
	for (; node->parent; node = node->parent) {
		char text[SEGMENT];
		size_t size;
		bool first = true;

		for (const struct skops_node *above = node->parent; above->parent && first; above = above->parent)
			first = above->role == SKOPS_ROLE_STATE;
		segment (text, node, first);
		size = strlen (text);
		if (at < size + sizeof cut - 1) {
			if (at >= sizeof cut - 1)
				memcpy (out + (at -= sizeof cut - 1), cut, sizeof cut - 1);
			break;
		}
		memcpy (out + (at -= size), text, size);
	}
	return memmove (out, out + at, capacity - at);
}

char *skops_node_type (char *out, size_t capacity, const struct skops_node *node)
{
	char module[128], name[128];

	if (capacity)
		snprintf (out, capacity, "%s.%s", skops_text_show (module, sizeof module, node->module), skops_text_show (name, sizeof name, node->class_name));
	return out;
}

/* "1.5.2", "1.10rc1": major and minor; 0 for what does not begin so. */
static uint32_t version_of (struct skops_text text)
{
	uint32_t parts[2] = { 0, 0 };
	size_t at = 0;

	for (int i = 0; i < 2; i++) {
		size_t start = at;

		for (; at < text.size && at - start < 3 && text.data[at] >= '0' && text.data[at] <= '9'; at++)
			parts[i] = parts[i] * 10 + (uint32_t) (text.data[at] - '0');
		if (at == start || (at < text.size && text.data[at] >= '0' && text.data[at] <= '9'))
			return 0;
		if (i == 0 && (at == text.size || text.data[at++] != '.'))
			return 0;
	}
	return parts[0] * 1000 + parts[1];
}

uint32_t skops_node_writer (const struct skops_document *document, const struct skops_node *node)
{
	for (; node; node = node->parent) {
		const struct skops_node *state = node->kind == SKOPS_NODE_OBJECT ? skops_node_state (node) : NULL;
		const struct skops_node *version = state ? skops_node_get (state, skops_text_of ("_sklearn_version")) : NULL;
		struct skops_error ignored = {0};
		struct skops_value value;
		uint32_t writer;

		/* a longer text is no version, and would be decoded for each estimator */
		if (!version || version->content.size > LONGEST_VERSION || skops_node_value (&ignored, &value, document, version) || value.kind != SKOPS_IS_TEXT)
			continue;
		writer = version_of ((struct skops_text) { value.text, value.size });
		if (writer)
			return writer;
	}
	return 0;
}

void skops_node_prefix (struct skops_error *err, const struct skops_node *node)
{
	char path[512];

	skops_node_path (path, sizeof path, node);
	skops_error_prefix (err, "%s", path[0] ? path : "the root");
}

enum skops_status skops_node_fail (struct skops_error *err, const struct skops_node *node, const char *format, ...)
{
	va_list args;

	if (err->status)
		return err->status;
	va_start (args, format);
	skops_error_vset (err, SKOPS_BAD_FILE, format, args);
	va_end (args);
	skops_node_prefix (err, node);
	return SKOPS_BAD_FILE;
}
