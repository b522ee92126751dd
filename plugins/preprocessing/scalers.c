/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scalers say of themselves, and how they clip. */
#include "scalers.h"

enum skops_status scaler_describe (struct skops_call *call, int64_t features, skops_apply *transform, skops_apply *inverse, bool sparse, bool floats)
{
	for (int i = 0; i < 2; i++) {
		struct skops_method *method = skops_method_add (call, i ? "inverse_transform" : "transform", i ? inverse : transform);
		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[1] = sparse ? SKOPS_CSR : SKOPS_ANY;
		method->accepts[2] = floats && !i ? SKOPS_DENSE_F4 : SKOPS_ANY;
		method->flags = SKOPS_TAKES_NAN | (i ? SKOPS_TAKES_OUTPUT : floats ? SKOPS_ROUNDED | SKOPS_FINDS_INFINITE : 0);
		method->outputs[0].width = features;
		method->outputs[0].form = SKOPS_LIKE_X;
		method->outputs[0].dtype = SKOPS_FOLLOW;
	}
	return SKOPS_OK;
}

struct skops_tensor scaler_emit_clip (struct skops_call *call, struct skops_tensor x, double low, double high)
{
	struct skops_tensor least = skops_onnx_number (call, low), most = skops_onnx_number (call, high);

	x = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", x, least), least, x);
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", x, most), most, x);
}
