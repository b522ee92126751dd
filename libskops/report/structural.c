/* SPDX-License-Identifier: BSD-3-Clause */
/* Loader kinds and their classes. A class under another loader is another thing: names mean nothing by themselves. */
#include "report/structural.h"

#include <string.h>

#include "base/text.h"

/* The module and class names of one kind. */
struct classes {
	uint8_t kind;
	const char *module;
	const char *names; /* with a space before and behind each */
};

#define SCALARS " bool bool_ float16 float32 float64 longdouble float128 int8 int16 int32 int64 intc intp int_ longlong uint8 uint16 uint32 uint64 uintc uintp" \
	" uint ulonglong str_ bytes_ datetime64 timedelta64 complex64 complex128 clongdouble complex256 void object_ "

static const struct classes table[] = {
	{ SKOPS_NODE_JSON, "builtins", " str int float bool NoneType " },
	{ SKOPS_NODE_DICT, "builtins", " dict " },
	{ SKOPS_NODE_DICT, "collections", " OrderedDict " },
	{ SKOPS_NODE_DICT, "sklearn.utils._bunch", " Bunch " },
	{ SKOPS_NODE_DICT, "sklearn.utils", " Bunch " },
	{ SKOPS_NODE_DEFAULT_DICT, "collections", " defaultdict " },
	{ SKOPS_NODE_DEPRECATED_DICT, "sklearn.covariance._graph_lasso", " _DictWithDeprecatedKeys " },
	{ SKOPS_NODE_LIST, "builtins", " list " },
	{ SKOPS_NODE_TUPLE, "builtins", " tuple " },
	{ SKOPS_NODE_SET, "builtins", " set frozenset " },
	{ SKOPS_NODE_TYPE, "builtins", " int float str bool bytes complex list tuple set frozenset dict object slice range map NoneType " },
	{ SKOPS_NODE_TYPE, "numpy", SCALARS },
	{ SKOPS_NODE_TYPE, "numpy", " ndarray dtype number integer signedinteger unsignedinteger floating inexact " },
	{ SKOPS_NODE_ARRAY, "numpy", SCALARS },
	{ SKOPS_NODE_ARRAY, "numpy", " ndarray matrix memmap " },
	{ SKOPS_NODE_OBJECT_ARRAY, "numpy", " ndarray object_ " },
	{ SKOPS_NODE_MASKED_ARRAY, "numpy.ma", " MaskedArray " },
	{ SKOPS_NODE_MASKED_ARRAY, "numpy.ma.core", " MaskedArray " },
	{ SKOPS_NODE_DTYPE, "numpy", " dtype " },
	{ SKOPS_NODE_SLICE, "builtins", " slice " },
	{ SKOPS_NODE_BYTES, "builtins", " bytes " },
	{ SKOPS_NODE_BYTEARRAY, "builtins", " bytearray " },
	{ SKOPS_NODE_RANDOM_STATE, "numpy.random.mtrand", " RandomState " },
	{ SKOPS_NODE_RANDOM_STATE, "numpy.random", " RandomState " },
	{ SKOPS_NODE_RANDOM_GENERATOR, "numpy.random._generator", " Generator " },
	{ SKOPS_NODE_RANDOM_GENERATOR, "numpy.random", " Generator " },
};

/* True if `name` is one of the words in `names`. */
static bool is_among (struct skops_text name, const char *names)
{
	for (const char *at = names; *at;) {
		size_t size = strcspn (at, " ");

		if (size && skops_text_equal (name, (struct skops_text) { at, size }))
			return true;
		at += size;
		at += *at == ' ';
	}
	return false;
}

/* The modules of SciPy's sparse matrices are named after the format: scipy.sparse._csr, once scipy.sparse.csr. */
static bool is_sparse (const struct skops_node *node)
{
	static const char *const formats[] = { "csr", "csc", "coo", "bsr", "dia" };

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		char module[32] = "scipy.sparse._", name[32];

		strcat (module, formats[i]);
		if (!skops_text_is (node->module, module)) {
			strcpy (module, "scipy.sparse.");
			strcat (module, formats[i]);
			if (!skops_text_is (node->module, module))
				continue;
		}
		strcat (strcpy (name, formats[i]), "_matrix");
		if (skops_text_is (node->class_name, name))
			return true;
		strcat (strcpy (name, formats[i]), "_array");
		if (skops_text_is (node->class_name, name))
			return true;
	}
	return false;
}

struct skops_text skops_bit_generator (const struct skops_node *generator)
{
	const struct skops_node *state = skops_node_part (generator, "bit_generator"), *name;

	name = state ? skops_node_get (state, skops_text_of ("bit_generator")) : NULL;
	if (!name || name->kind != SKOPS_NODE_JSON || name->content.size < 2 || name->content.data[0] != '"')
		return (struct skops_text) { "", 0 };
	return (struct skops_text) { name->content.data + 1, name->content.size - 2 };
}

bool skops_bit_generator_is_known (struct skops_text name)
{
	return is_among (name, " MT19937 PCG64 PCG64DXSM Philox SFC64 ");
}

bool skops_is_structural (const struct skops_node *node)
{
	if (node->kind == SKOPS_NODE_JSON && node->loader.size == 0)
		return true;
	if (node->kind == SKOPS_NODE_SPARSE)
		return is_sparse (node);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].kind == node->kind && skops_text_is (node->module, table[i].module) && is_among (node->class_name, table[i].names))
			return true;
	return false;
}
