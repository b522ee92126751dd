/* SPDX-License-Identifier: BSD-3-Clause */
/* .npy: an accepted array has all of its elements, which can be copied, told as values, and written to an array that is accepted again. */
#include <string.h>

#include "format/npy.h"
#include "fuzz.h"
#include "tree/element.h"

static void check_elements (struct skops_arena *arena, const struct skops_npy *npy)
{
	size_t count = npy->count < 300 ? npy->count : 300;
	uint8_t *elements = skops_arena_scratch (arena, npy->count, npy->type.item);

	if (!elements)
		return;
	fuzz_touch (npy->data, npy->count * npy->type.item);
	skops_npy_copy (elements, npy);
	fuzz_touch (elements, npy->count * npy->type.item);
	for (size_t i = 0; i < count; i++) {
		struct skops_error err = { 0 };
		struct skops_value value;
		enum skops_status status = skops_element_value (&err, &value, arena, &npy->type, elements, i);

		fuzz_check_status (&err, status);
		if (!status && (value.kind == SKOPS_IS_TEXT || value.kind == SKOPS_IS_BYTES))
			fuzz_touch (value.text, value.size);
	}
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	for (size_t shown = size; shown; shown = shown > 64 && shown == size ? size / 2 : 0) {
		struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
		struct skops_error err = { 0 };
		struct skops_npy npy;
		enum skops_status status;

		fuzz_assert (arena != NULL);
		status = skops_npy_parse (&err, &npy, arena, data, shown, size);
		fuzz_check_status (&err, status);
		if (!status) {
			fuzz_touch (npy.descr, strlen (npy.descr));
			fuzz_assert (npy.rank <= SKOPS_NPY_RANK && npy.header <= size && (!npy.data || shown == size));
			for (size_t f = 0; f < npy.n_fields; f++)
				fuzz_assert (npy.fields[f].offset + npy.fields[f].type.item <= npy.type.item);
			if (npy.data)
				check_elements (arena, &npy);
		}
		skops_arena_free (arena);
	}
	return 0;
}
