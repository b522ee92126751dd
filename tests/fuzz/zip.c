/* SPDX-License-Identifier: BSD-3-Clause */
/* Zip: every byte of an accepted container's members is there, each name finds its member, and what is written of them is read as the same. */
#include <string.h>

#include "format/zip.h"
#include "fuzz.h"

static void check_members (const struct skops_zip *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		const struct skops_member *member = &zip->members[i];

		fuzz_assert (member->loaded <= member->size && (!zip->whole || member->loaded == member->size));
		fuzz_assert (skops_zip_find (zip, member->name) == member);
		fuzz_touch (member->data, member->loaded);
		fuzz_touch (member->name.data, member->name.size + 1);
	}
}

/* Containers by skops_zip_write are read back. */
static void check_again (const struct skops_zip *zip)
{
	struct skops_zip_part *parts = calloc (zip->count + 1, sizeof *parts);
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_buffer out = { 0 };
	struct skops_error err = { 0 };
	const struct skops_zip *again;

	fuzz_assert (parts && arena);
	for (size_t i = 0; i < zip->count; i++)
		parts[i] = (struct skops_zip_part) { zip->members[i].name.data, zip->members[i].data, zip->members[i].size, i % 2 };
	fuzz_assert (!skops_zip_write (&err, &out, parts, zip->count));
	if (!skops_zip_parse (&err, &again, arena, out.data, out.size, false, &fuzz_limits)) {
		fuzz_assert (again->count == zip->count);
		for (size_t i = 0; i < zip->count; i++)
			fuzz_assert (again->members[i].size == zip->members[i].size && !memcmp (again->members[i].data, zip->members[i].data, zip->members[i].size));
	} else {
		fuzz_assert (err.status == SKOPS_NO_MEMORY);
	}
	skops_buffer_free (&out);
	skops_arena_free (arena);
	free (parts);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	for (int headers_only = 0; headers_only < 2; headers_only++) {
		struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
		struct skops_error err = { 0 };
		const struct skops_zip *zip;
		enum skops_status status;

		fuzz_assert (arena != NULL);
		status = skops_zip_parse (&err, &zip, arena, data, size, headers_only, &fuzz_limits);
		fuzz_check_status (&err, status);
		if (!status)
			check_members (zip);
		if (!status && zip->whole && zip->count)
			check_again (zip);
		skops_arena_free (arena);
	}
	return 0;
}
