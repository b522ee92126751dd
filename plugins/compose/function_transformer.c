/* SPDX-License-Identifier: BSD-3-Clause */
/* FunctionTransformer with a function that is known by name: NumPy's and SciPy's elementwise ones, clip, and the identities. */
#include <math.h>
#include <string.h>

#include "compose.h"

static const double pi = 3.14159265358979323846;

typedef double unary (double);

static double square (double x) { return x * x; }
static double negative (double x) { return -x; }
static double reciprocal (double x) { return 1 / x; }
static double degrees (double x) { return x * (180 / pi); }
static double radians (double x) { return x * (pi / 180); }
static double sign (double x) { return isnan (x) ? x : (x > 0) - (x < 0); }
static double expit (double x) { return 1 / (1 + exp (-x)); }
static double logit (double p) { return log (p / (1 - p)); }

enum { OTHER = -1, IDENTITY, CLIP,
	LOG1P, EXPM1, LOG, LOG2, LOG10, EXP, EXP2, SQRT, CBRT, SQUARE, FABS, NEGATIVE, RECIPROCAL, SIGN, SIN, COS, TAN, ASIN, ACOS, ATAN,
	SINH, COSH, TANH, ASINH, ACOSH, ATANH, FLOOR, CEIL, TRUNC, RINT, RADIANS, DEGREES, EXPIT, LOGIT,
	FUNCTIONS };

static unary *const functions[FUNCTIONS] = {
	[LOG1P] = log1p, [EXPM1] = expm1, [LOG] = log, [LOG2] = log2, [LOG10] = log10, [EXP] = exp, [EXP2] = exp2, [SQRT] = sqrt, [CBRT] = cbrt,
	[SQUARE] = square, [FABS] = fabs, [NEGATIVE] = negative, [RECIPROCAL] = reciprocal, [SIGN] = sign, [SIN] = sin, [COS] = cos, [TAN] = tan,
	[ASIN] = asin, [ACOS] = acos, [ATAN] = atan, [SINH] = sinh, [COSH] = cosh, [TANH] = tanh, [ASINH] = asinh, [ACOSH] = acosh,
	[ATANH] = atanh, [FLOOR] = floor, [CEIL] = ceil, [TRUNC] = trunc, [RINT] = rint, [RADIANS] = radians, [DEGREES] = degrees,
	[EXPIT] = expit, [LOGIT] = logit,
};

static const struct skops_word function_words[] = {
	SKOPS_NONE_WORD (IDENTITY),
	SKOPS_PARTIAL_WORD ("sklearn.utils.validation:check_array", IDENTITY), /* HistGradientBoosting's numeric columns */
	SKOPS_FUNCTION_WORD ("numpy:clip", CLIP),
	SKOPS_FUNCTION_WORD ("numpy:log1p", LOG1P),
	SKOPS_FUNCTION_WORD ("numpy:expm1", EXPM1),
	SKOPS_FUNCTION_WORD ("numpy:log", LOG),
	SKOPS_FUNCTION_WORD ("numpy:log2", LOG2),
	SKOPS_FUNCTION_WORD ("numpy:log10", LOG10),
	SKOPS_FUNCTION_WORD ("numpy:exp", EXP),
	SKOPS_FUNCTION_WORD ("numpy:exp2", EXP2),
	SKOPS_FUNCTION_WORD ("numpy:sqrt", SQRT),
	SKOPS_FUNCTION_WORD ("numpy:cbrt", CBRT),
	SKOPS_FUNCTION_WORD ("numpy:square", SQUARE),
	SKOPS_FUNCTION_WORD ("numpy:absolute", FABS),
	SKOPS_FUNCTION_WORD ("numpy:fabs", FABS),
	SKOPS_FUNCTION_WORD ("numpy:negative", NEGATIVE),
	SKOPS_FUNCTION_WORD ("numpy:reciprocal", RECIPROCAL),
	SKOPS_FUNCTION_WORD ("numpy:sign", SIGN),
	SKOPS_FUNCTION_WORD ("numpy:sin", SIN),
	SKOPS_FUNCTION_WORD ("numpy:cos", COS),
	SKOPS_FUNCTION_WORD ("numpy:tan", TAN),
	SKOPS_FUNCTION_WORD ("numpy:arcsin", ASIN),
	SKOPS_FUNCTION_WORD ("numpy:arccos", ACOS),
	SKOPS_FUNCTION_WORD ("numpy:arctan", ATAN),
	SKOPS_FUNCTION_WORD ("numpy:sinh", SINH),
	SKOPS_FUNCTION_WORD ("numpy:cosh", COSH),
	SKOPS_FUNCTION_WORD ("numpy:tanh", TANH),
	SKOPS_FUNCTION_WORD ("numpy:arcsinh", ASINH),
	SKOPS_FUNCTION_WORD ("numpy:arccosh", ACOSH),
	SKOPS_FUNCTION_WORD ("numpy:arctanh", ATANH),
	SKOPS_FUNCTION_WORD ("numpy:floor", FLOOR),
	SKOPS_FUNCTION_WORD ("numpy:ceil", CEIL),
	SKOPS_FUNCTION_WORD ("numpy:trunc", TRUNC),
	SKOPS_FUNCTION_WORD ("numpy:rint", RINT),
	SKOPS_FUNCTION_WORD ("numpy:deg2rad", RADIANS),
	SKOPS_FUNCTION_WORD ("numpy:radians", RADIANS),
	SKOPS_FUNCTION_WORD ("numpy:rad2deg", DEGREES),
	SKOPS_FUNCTION_WORD ("numpy:degrees", DEGREES),
	SKOPS_FUNCTION_WORD ("scipy.special:expit", EXPIT),
	SKOPS_FUNCTION_WORD ("scipy.special:logit", LOGIT),
	SKOPS_FUNCTION_WORD ("scipy.special:log1p", LOG1P),
	SKOPS_FUNCTION_WORD ("scipy.special:expm1", EXPM1),
	SKOPS_OTHER_WORD (OTHER), SKOPS_END_WORD,
};

struct function_transformer {
	int func, inverse_func, names;
	struct skops_dict kw_args, inv_kw_args;
	double low, high, inverse_low, inverse_high; /* of clip */
};

enum { NAMES_NONE, NAMES_SAME, NAMES_CUSTOM };

static const struct skops_word names_words[] = {
	SKOPS_NONE_WORD (NAMES_NONE), SKOPS_TEXT_WORD ("one-to-one", NAMES_SAME), SKOPS_OTHER_WORD (NAMES_CUSTOM), SKOPS_END_WORD,
};

SKOPS_ITEM_FIELD (argument_item, SKOPS_KIND_VALUE, struct skops_value, .flags = SKOPS_NULLABLE);

SKOPS_TABLE (table, struct function_transformer,
	SKOPS_WORD (struct function_transformer, func, function_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct function_transformer, inverse_func, function_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct function_transformer, names, names_words, .attribute = "feature_names_out", .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL),
	SKOPS_DICT (struct function_transformer, kw_args, &argument_item, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_DICT (struct function_transformer, inv_kw_args, &argument_item, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE));

static bool is_key (const struct skops_value *key, const char *name)
{
	return key->kind == SKOPS_IS_TEXT && key->size == strlen (name) && !memcmp (key->text, name, key->size);
}

/* Keyword arguments: clip has its bounds, nothing else takes any. */
static enum skops_status read_arguments (struct skops_call *call, int function, const struct skops_dict *arguments, double *low, double *high)
{
	*low = -INFINITY;
	*high = INFINITY;
	for (size_t i = 0; i < arguments->count; i++) {
		const struct skops_value *key = &arguments->keys[i], *value = SKOPS_ITEM (arguments, struct skops_value, i);
		bool is_low = is_key (key, "a_min") || is_key (key, "min"), is_high = is_key (key, "a_max") || is_key (key, "max");
		double number = value->kind == SKOPS_IS_FLOAT ? value->f : (double) value->i;

		if (function != CLIP || !(is_low || is_high) || (value->kind != SKOPS_IS_NONE && value->kind != SKOPS_IS_INT && value->kind != SKOPS_IS_FLOAT))
			return skops_fail (call, SKOPS_UNSUPPORTED, "a keyword argument of the function is not supported: %.*s", key->kind == SKOPS_IS_TEXT ? (int) key->size : 0, key->kind == SKOPS_IS_TEXT ? key->text : "");
		if (value->kind != SKOPS_IS_NONE)
			*(is_low ? low : high) = number;
	}
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct function_transformer *self = state;

	if (self->func == OTHER)
		return skops_fail (call, SKOPS_UNSUPPORTED, "func is a function of the user's, which is never run; known are NumPy's and SciPy's elementwise functions");
	if (read_arguments (call, self->func, &self->kw_args, &self->low, &self->high))
		return SKOPS_UNSUPPORTED;
	if (self->inverse_func == OTHER) /* no inverse then */
		return SKOPS_OK;
	return read_arguments (call, self->inverse_func, &self->inv_kw_args, &self->inverse_low, &self->inverse_high);
}

static enum skops_status apply (struct skops_call *call, int function, double low, double high, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block dense;

	if (function == IDENTITY) {
		*out = *x;
		return SKOPS_OK;
	}
	if (skops_to_dense (call, &dense, x) || skops_shape (call, out, SKOPS_DENSE, x->rows, x->width))
		return SKOPS_NO_MEMORY;
	out->dtype = dense.dtype == SKOPS_F4 || dense.dtype == SKOPS_F2 || (function == CLIP && dense.dtype != SKOPS_B1) ? dense.dtype : SKOPS_F8;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double value = skops_row (&dense, r)[c];
			skops_row (out, r)[c] = function == CLIP ? (value < low ? low : value > high ? high : value) : functions[function] (value);
		}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct function_transformer *self = state;

	return apply (call, self->func, self->low, self->high, x, out);
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct function_transformer *self = state;

	return apply (call, self->inverse_func, self->inverse_low, self->inverse_high, x, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct function_transformer *self = state;

	for (int i = 0; i < (self->inverse_func == OTHER ? 1 : 2); i++) {
		struct skops_method *method = skops_method_add (call, i ? "inverse_transform" : "transform", i ? inverse_transform : transform);
		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[0] = SKOPS_ANY;
		method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF | SKOPS_TAKES_ANY_WIDTH | (i ? SKOPS_TAKES_OUTPUT : 0);
		method->tolerance = SKOPS_ROUNDING;
		method->outputs[0] = (struct skops_output) { .width = -1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	}
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct function_transformer *self = state;

	if (self->names != NAMES_SAME)
		return skops_fail (call, SKOPS_UNSUPPORTED, "a FunctionTransformer names its columns only with feature_names_out=\"one-to-one\"");
	return skops_names_same (call, state, in);
}

/* Functions that one operator is, or few are; of the others ONNX, or onnxruntime, knows none of float64. */
static const char *const operators[FUNCTIONS] = {
	[LOG] = "Log", [EXP] = "Exp", [SQRT] = "Sqrt", [FABS] = "Abs", [NEGATIVE] = "Neg", [RECIPROCAL] = "Reciprocal", [SIGN] = "Sign", [SIN] = "Sin", [COS] = "Cos",
	[TANH] = "Tanh", [FLOOR] = "Floor", [CEIL] = "Ceil", [RINT] = "Round", [EXPIT] = "Sigmoid",
};

static const char *const absent[FUNCTIONS] = {
	[ASIN] = "arcsin", [ACOS] = "arccos", [ATAN] = "arctan", [SINH] = "sinh", [COSH] = "cosh", [ASINH] = "arcsinh", [ACOSH] = "arccosh", [ATANH] = "arctanh",
};

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct function_transformer *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	int function = inverse ? self->inverse_func : self->func;

	return !absent[function] ? SKOPS_OK
		: skops_onnx_refuse (call, inverse ? "inverse_func" : "func", "%s: onnxruntime has no operator of float64 for it", absent[function]);
}

static struct skops_tensor emit_clip (struct skops_call *call, double low, double high, struct skops_tensor x)
{
	struct skops_tensor least = skops_onnx_number (call, low), most = skops_onnx_number (call, high);
	struct skops_tensor raised = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", x, least), least, x);

	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", raised, most), most, raised);
}

static struct skops_tensor emit_function (struct skops_call *call, int function, struct skops_tensor x)
{
	struct skops_tensor whole = skops_onnx_1 (call, "Abs", x);

	switch (function) {
	case LOG1P: return skops_onnx_log1p (call, x);
	case EXPM1: return skops_onnx_expm1 (call, x);
	case LOG2: return skops_onnx_2 (call, "Div", skops_onnx_1 (call, "Log", x), skops_onnx_number (call, log (2)));
	case LOG10: return skops_onnx_2 (call, "Div", skops_onnx_1 (call, "Log", x), skops_onnx_number (call, log (10)));
	case EXP2: return skops_onnx_2 (call, "Pow", skops_onnx_number (call, 2), x);
	case CBRT: return skops_onnx_2 (call, "Mul", skops_onnx_1 (call, "Sign", x), skops_onnx_2 (call, "Pow", whole, skops_onnx_number (call, 1 / 3.0)));
	case SQUARE: return skops_onnx_2 (call, "Mul", x, x);
	case TAN: return skops_onnx_2 (call, "Div", skops_onnx_1 (call, "Sin", x), skops_onnx_1 (call, "Cos", x));
	case TRUNC: return skops_onnx_2 (call, "Mul", skops_onnx_1 (call, "Sign", x), skops_onnx_1 (call, "Floor", whole));
	case RADIANS: return skops_onnx_2 (call, "Mul", x, skops_onnx_number (call, pi / 180));
	case DEGREES: return skops_onnx_2 (call, "Mul", x, skops_onnx_number (call, 180 / pi));
	case LOGIT: return skops_onnx_1 (call, "Log", skops_onnx_2 (call, "Div", x, skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), x)));
	default: return skops_onnx_1 (call, operators[function], x);
	}
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct function_transformer *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	int function = inverse ? self->inverse_func : self->func;
	struct skops_tensor numbers;

	if (function == IDENTITY) {
		*out = *x;
		return SKOPS_OK;
	}
	numbers = skops_onnx_dense (call, x);
	return skops_onnx_answer (call, out, function == CLIP ? emit_clip (call, inverse ? self->inverse_low : self->low, inverse ? self->inverse_high : self->high, numbers)
	                                                      : emit_function (call, function, numbers));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler function_transformer = {
	.size = sizeof function_transformer, .module = "sklearn.preprocessing._function_transformer", .class_name = "FunctionTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
