/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of loader kinds, protocols 0 to 3. The kinds that pandas objects have since protocol 3 are not in it: like everything unknown they
 * are kept as data. */
#include "tree/layout.h"

#include "base/text.h"

#define TEXT(text) { text, sizeof text - 1 }
#define ALWAYS .since = 0, .until = SKOPS_LATEST_PROTOCOL
#define PART(how_, inside_, key_, role_, ...) \
	{ .how = SKOPS_PART_##how_, .inside = SKOPS_KEY_##inside_, .key = SKOPS_KEY_##key_, .role = SKOPS_ROLE_##role_, __VA_ARGS__ }
/* What subclasses of containers carry. */
#define ATTRS PART (NODE, NONE, ATTRS, PART, .optional = 1, .since = 3, .until = SKOPS_LATEST_PROTOCOL)
#define ITEMS PART (ITEMS, NONE, CONTENT, ITEM, ALWAYS)
#define STATE PART (NODE, NONE, CONTENT, STATE, ALWAYS)
#define REDUCED(name_) \
	{ .name = TEXT (name_), .kind = SKOPS_NODE_REDUCE, .parts = { STATE, PART (NODE, REDUCE, ARGS, ARGS, ALWAYS) } }

static const struct skops_layout layouts[] = {
	{ .name = TEXT ("JsonNode"), .kind = SKOPS_NODE_JSON, .text = SKOPS_KEY_CONTENT, .aside = SKOPS_KEY_IS_JSON },
	{ .name = TEXT ("TypeNode"), .kind = SKOPS_NODE_TYPE },
	{ .name = TEXT ("NdArrayNode"), .type = TEXT ("numpy"), .kind = SKOPS_NODE_ARRAY, .text = SKOPS_KEY_FILE },
	{ .name = TEXT ("NdArrayNode"), .type = TEXT ("json"), .kind = SKOPS_NODE_OBJECT_ARRAY, .parts = { ITEMS, PART (NODE, NONE, SHAPE, PART, ALWAYS) } },
	{ .name = TEXT ("DictNode"), .kind = SKOPS_NODE_DICT,
	  .parts = { PART (NODE, NONE, KEY_TYPES, KEY_TYPES, ALWAYS), PART (MAP, NONE, CONTENT, ITEM, ALWAYS), ATTRS } },
	{ .name = TEXT ("ListNode"), .kind = SKOPS_NODE_LIST, .parts = { ITEMS, ATTRS } },
	{ .name = TEXT ("TupleNode"), .kind = SKOPS_NODE_TUPLE, .parts = { ITEMS } },
	{ .name = TEXT ("SetNode"), .kind = SKOPS_NODE_SET, .parts = { ITEMS, ATTRS } },
	{ .name = TEXT ("ObjectNode"), .kind = SKOPS_NODE_OBJECT, .parts = { PART (NODE, NONE, CONTENT, STATE, .optional = 1, ALWAYS) } },
	REDUCED ("TreeNode"),
	REDUCED ("LossNode"),
	REDUCED ("SGDNode"),
	REDUCED ("QuantileForestNode"),
	{ .name = TEXT ("FunctionNode"), .kind = SKOPS_NODE_FUNCTION },
	{ .name = TEXT ("SparseMatrixNode"), .type = TEXT ("scipy"), .kind = SKOPS_NODE_SPARSE, .text = SKOPS_KEY_FILE },
	{ .name = TEXT ("DTypeNode"), .kind = SKOPS_NODE_DTYPE, .parts = { STATE } },
	{ .name = TEXT ("SliceNode"), .kind = SKOPS_NODE_SLICE,
	  .parts = { PART (RAW, CONTENT, START, PART, ALWAYS), PART (RAW, CONTENT, STOP, PART, ALWAYS), PART (RAW, CONTENT, STEP, PART, ALWAYS) } },
	{ .name = TEXT ("MaskedArrayNode"), .kind = SKOPS_NODE_MASKED_ARRAY,
	  .parts = { PART (NODE, CONTENT, DATA, STATE, ALWAYS), PART (NODE, CONTENT, MASK, PART, ALWAYS) } },
	{ .name = TEXT ("BytesNode"), .kind = SKOPS_NODE_BYTES, .text = SKOPS_KEY_FILE },
	{ .name = TEXT ("BytearrayNode"), .kind = SKOPS_NODE_BYTEARRAY, .text = SKOPS_KEY_FILE },
	{ .name = TEXT ("RandomStateNode"), .kind = SKOPS_NODE_RANDOM_STATE, .parts = { STATE } },
	{ .name = TEXT ("RandomGeneratorNode"), .kind = SKOPS_NODE_RANDOM_GENERATOR,
	  .parts = { PART (RAW, CONTENT, BIT_GENERATOR, PART, .since = 0, .until = 0),
	             PART (NODE, CONTENT, BIT_GENERATOR, PART, .since = 1, .until = SKOPS_LATEST_PROTOCOL),
	             PART (NODE, CONTENT, SEED_SEQ, PART, .since = 2, .until = SKOPS_LATEST_PROTOCOL) } },
	{ .name = TEXT ("DefaultDictNode"), .kind = SKOPS_NODE_DEFAULT_DICT,
	  .parts = { PART (NODE, CONTENT, MAIN, STATE, ALWAYS), PART (NODE, CONTENT, DEFAULT_FACTORY, PART, ALWAYS) } },
	{ .name = TEXT ("ConstructorFromReduceNode"), .kind = SKOPS_NODE_CONSTRUCTOR, .parts = { STATE } },
	{ .name = TEXT ("PartialNode"), .kind = SKOPS_NODE_PARTIAL,
	  .parts = { PART (NODE, CONTENT, FUNC, PART, ALWAYS), PART (NODE, CONTENT, ARGS, PART, ALWAYS), PART (NODE, CONTENT, KWDS, PART, ALWAYS),
	             PART (NODE, CONTENT, NAMESPACE, PART, ALWAYS) } },
	{ .name = TEXT ("MethodNode"), .kind = SKOPS_NODE_METHOD,
	  .parts = { PART (NODE, CONTENT, OBJ, PART, ALWAYS), PART (RAW, CONTENT, FUNC, PART, ALWAYS) } },
	{ .name = TEXT ("OperatorFuncNode"), .kind = SKOPS_NODE_OPERATOR,
	  .parts = { PART (NODE, NONE, ATTRS, PART, ALWAYS), PART (NODE, NONE, KWARGS, PART, .optional = 1, .since = 3, .until = SKOPS_LATEST_PROTOCOL) } },
	{ .name = TEXT ("CachedNode"), .kind = SKOPS_NODE_CACHED },
	{ .name = TEXT ("_DictWithDeprecatedKeysNode"), .kind = SKOPS_NODE_DEPRECATED_DICT,
	  .parts = { PART (NODE, CONTENT, MAIN, STATE, ALWAYS), PART (NODE, CONTENT, DEPRECATED, PART, ALWAYS) } },
};

const struct skops_layout *skops_layout_find (struct skops_text loader, struct skops_text type)
{
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
		if (skops_text_equal (loader, layouts[i].name) && (!layouts[i].type.size || skops_text_equal (type, layouts[i].type)))
			return &layouts[i];
	return NULL;
}

static bool has_types (struct skops_text loader)
{
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
		if (layouts[i].type.size && skops_text_equal (loader, layouts[i].name))
			return true;
	return false;
}

const struct skops_known_loader *skops_layout_know (struct skops_known_loaders *loaders, struct skops_text name)
{
	struct skops_known_loader *known = &loaders->items[(uintptr_t) name.data / 8 % (sizeof loaders->items / sizeof loaders->items[0])];

	if (known->name == name.data)
		return known;
	*known = (struct skops_known_loader) { .name = name.data, .has_types = has_types (name) };
	if (!known->has_types)
		known->layout = skops_layout_find (name, (struct skops_text) { "", 0 });
	return known;
}

bool skops_layout_is_scalar (struct skops_text module, struct skops_text name)
{
	static const char *const names[] = {
		"bool", "bool_", "float16", "float32", "float64", "longdouble", "float128", "int8", "int16", "int32", "int64", "intc", "longlong",
		"uint8", "uint16", "uint32", "uint64", "uintc", "ulonglong", "str_", "bytes_", "datetime64", "timedelta64", "complex64", "complex128",
		"clongdouble", "complex256", "void", "object_",
	};

	if (!skops_text_is (module, "numpy") || skops_text_is (name, "ndarray"))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (skops_text_is (name, names[i]))
			return true;
	return false;
}
