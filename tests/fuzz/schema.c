/* SPDX-License-Identifier: BSD-3-Clause */
/* schema.json as text: nodes, the audit, and the inspection in all its forms. Each member that the text names is there: an array of three numbers, or a sparse matrix. */
#include <string.h>

#include "base/text.h"
#include "format/npy.h"
#include "fuzz.h"
#include "report/audit.h"
#include "report/inspect.h"

enum { MOST_MEMBERS = 300 };

static struct skops_buffer array;  /* .npy */
static struct skops_buffer matrix; /* .npz */

static void make_members (void)
{
	static const double numbers[] = { 0, 1.5, -2 };
	static const int32_t indices[] = { 1, 0 }, indptr[] = { 0, 1, 2 };
	static const int64_t three = 3, two = 2, square[] = { 2, 2 };
	struct skops_buffer parts[5] = { { 0 } };
	struct skops_error err = { 0 };

	skops_npy_write (&array, "<f8", &three, 1, numbers, sizeof numbers);
	skops_npy_write (&parts[0], "|S3", NULL, 0, "csr", 3);
	skops_npy_write (&parts[1], "<i8", &two, 1, square, sizeof square);
	skops_npy_write (&parts[2], "<f8", &two, 1, numbers, 2 * sizeof *numbers);
	skops_npy_write (&parts[3], "<i4", &two, 1, indices, sizeof indices);
	skops_npy_write (&parts[4], "<i4", &three, 1, indptr, sizeof indptr);
	fuzz_assert (!skops_zip_write (&err, &matrix, (struct skops_zip_part[]) {
		{ "format.npy", parts[0].data, parts[0].size, false }, { "shape.npy", parts[1].data, parts[1].size, false }, { "data.npy", parts[2].data, parts[2].size, false },
		{ "indices.npy", parts[3].data, parts[3].size, false }, { "indptr.npy", parts[4].data, parts[4].size, false } }, 5));
	for (size_t i = 0; i < 5; i++)
		skops_buffer_free (&parts[i]);
}

/* The value of each `"file": "NAME"`, once, as a part of a container; names are freed by the caller. */
static size_t find_members (struct skops_zip_part *parts, const char *text, size_t size)
{
	static const char key[] = "\"file\"";
	size_t count = 0;
	const char *at = text, *end = text + size;

	while (count < MOST_MEMBERS && (at = memmem (at, (size_t) (end - at), key, sizeof key - 1))) {
		const char *name, *close;
		char *copy;
		bool known = false, sparse;

		at += sizeof key - 1;
		while (at < end && (*at == ':' || *at == ' '))
			at++;
		if (at == end || *at != '"')
			continue;
		name = ++at;
		close = memchr (name, '"', (size_t) (end - name));
		if (!close || close == name || memchr (name, '\0', (size_t) (close - name)))
			continue;
		copy = strndup (name, (size_t) (close - name));
		fuzz_assert (copy != NULL);
		for (size_t i = 0; i < count; i++)
			known |= !strcmp (parts[i].name, copy);
		sparse = strlen (copy) > 4 && !strcmp (copy + strlen (copy) - 4, ".npz");
		if (known || !strcmp (copy, "schema.json"))
			free (copy);
		else
			parts[count++] = (struct skops_zip_part) { copy, sparse ? matrix.data : array.data, sparse ? matrix.size : array.size, false };
	}
	return count;
}

static void report (struct skops_context *ctx, const struct skops_document *document)
{
	struct skops_audit *audit;
	struct skops_buffer out = { 0 };
	struct skops_error err = { 0 };

	for (unsigned way = 0; way < 4; way++) {
		const struct skops_inspect_options options = { .json = way & 1, .types = way & 2, .color = way == 0, .depth = SIZE_MAX };
		skops_inspect_report (&err, &out, document, "model.skops", &options);
		err.status = SKOPS_OK;
	}
	if (skops_audit_new (&err, &audit, document, ctx->registry, NULL))
		goto out;
	for (unsigned way = 0; way < 4; way++) {
		const struct skops_audit_options options = { .json = way & 1, .python = way & 2, .color = way == 0, .ignore_unread = way == 2 };
		err.status = SKOPS_OK;
		fuzz_check_status (&err, skops_audit_report (&err, &out, audit, "model.skops", &options));
	}
	fuzz_assert (skops_text_is_utf8 ((struct skops_text) { out.data, out.size }));
	skops_audit_free (audit);
out:
	skops_buffer_free (&out);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct skops_context *ctx = fuzz_context ();
	struct skops_zip_part parts[MOST_MEMBERS + 1];
	struct skops_buffer file = { 0 };
	struct skops_error err = { 0 };
	size_t count;

	if (!array.size)
		make_members ();
	parts[0] = (struct skops_zip_part) { "schema.json", data, size, false };
	count = find_members (parts + 1, (const char *) data, size);
	if (!skops_zip_write (&err, &file, parts, count + 1))
		for (int headers_only = 0; headers_only < 2; headers_only++) {
			struct skops_document *document;
			enum skops_status status = skops_document_parse (&err, &document, file.data, file.size, headers_only, &fuzz_limits);

			fuzz_check_status (&err, status);
			if (!status) {
				report (ctx, document);
				skops_document_close (document);
			}
			err.status = SKOPS_OK;
		}
	for (size_t i = 0; i < count; i++)
		free ((char *) (uintptr_t) parts[i + 1].name);
	skops_buffer_free (&file);
	return 0;
}
