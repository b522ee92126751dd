/* SPDX-License-Identifier: BSD-3-Clause */
/* One name for each function. Only modules are listed that NumPy and SciPy themselves have had under their public names; skops writes where Python
 * found the function first, which depends on what had been imported. */
#include "registry/function.h"

#include <string.h>

#include "base/text.h"

static const char *const numpy_modules[] = {
	"numpy", "numpy.core", "numpy._core", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "numpy.core.umath", "numpy._core.umath",
	"numpy.core.multiarray", "numpy._core.multiarray", "numpy.core.numeric", "numpy._core.numeric", "numpy.core.fromnumeric", "numpy._core.fromnumeric",
	"numpy.lib.function_base", "numpy.lib._function_base_impl", "numpy.lib.nanfunctions", "numpy.lib._nanfunctions_impl", "numpy.lib.ufunclike",
	"numpy.lib._ufunclike_impl", "numpy.lib.type_check", "numpy.lib._type_check_impl",
};

static const char *const scipy_modules[] = {
	"scipy.special", "scipy.special._ufuncs", "scipy.special._ufuncs_cxx", "scipy.special._special_ufuncs", "scipy.special._basic", "scipy.special._support_alternative_backends",
};

/* Functions whose own __name__ changed, or which NumPy has under two. */
static const struct { const char *name, *as; } numpy_names[] = {
	{ "abs", "absolute" }, { "amax", "max" }, { "amin", "min" }, { "round_", "round" }, { "around", "round" }, { "product", "prod" },
	{ "acos", "arccos" }, { "asin", "arcsin" }, { "atan", "arctan" }, { "pow", "power" },
};

static bool is_one_of (struct skops_text module, const char *const *modules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (skops_text_is (module, modules[i]))
			return true;
	return false;
}

struct skops_text skops_function_module (struct skops_text module)
{
	if (is_one_of (module, numpy_modules, sizeof numpy_modules / sizeof numpy_modules[0]))
		return skops_text_of ("numpy");
	if (is_one_of (module, scipy_modules, sizeof scipy_modules / sizeof scipy_modules[0]))
		return skops_text_of ("scipy.special");
	return module;
}

struct skops_text skops_function_name (struct skops_text module, struct skops_text name)
{
	if (skops_text_is (module, "numpy"))
		for (size_t i = 0; i < sizeof numpy_names / sizeof numpy_names[0]; i++)
			if (skops_text_is (name, numpy_names[i].name))
				return skops_text_of (numpy_names[i].as);
	return name;
}

bool skops_function_is (struct skops_text module, struct skops_text name, const char *known)
{
	const char *colon = strchr (known, ':');
	struct skops_text known_module;

	if (!colon)
		return false;
	known_module = skops_function_module ((struct skops_text) { known, (size_t) (colon - known) });
	module = skops_function_module (module);
	return skops_text_equal (module, known_module) &&
	       skops_text_equal (skops_function_name (module, name), skops_function_name (known_module, skops_text_of (colon + 1)));
}
