/* SPDX-License-Identifier: BSD-3-Clause */
/* An input file of any format, told by its first bytes, for three models: one of a table with names, one of numbers alone, one of labels. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

static const char *const cases[] = { "pipeline-table", "standard-scaler", "label-encoder-strings" };
enum { MODELS = sizeof cases / sizeof *cases };

static struct skops_estimator **models (struct skops_context *ctx)
{
	static struct skops_estimator *opened[MODELS];
	const char *top = getenv ("top_srcdir");

	for (size_t i = 0; i < MODELS && !opened[i]; i++) {
		char path[4096];

		snprintf (path, sizeof path, "%s/tests/fixtures/cases/1.9/%s/model.skops", top ? top : ".", cases[i]);
		if (skops_estimator_open (ctx, &opened[i], path)) {
			fprintf (stderr, "%s\n", skops_context_error (ctx));
			exit (2);
		}
	}
	return opened;
}

/* The formats that such bytes can be meant for; a list of two. */
static const char *const *formats_of (const uint8_t *data, size_t size)
{
	static const char *const formats[][2] = { { "npy", NULL }, { "npz", NULL }, { "json", "jsonl" }, { "csv", "tsv" } };

	if (size && data[0] == 0x93)
		return formats[0];
	if (size > 1 && data[0] == 'P' && data[1] == 'K')
		return formats[1];
	return size && (data[0] == '[' || data[0] == '{') ? formats[2] : formats[3];
}

static void run (struct skops_context *ctx, const struct skops_estimator *model, const char *path, const char *format)
{
	struct skops_result *result;
	const char *method;
	int status;

	for (size_t m = 0; (method = skops_estimator_method (model, m)); m++) {
		status = skops_estimator_run_file (ctx, model, method, path, format, &result);
		fuzz_assert (!status || *skops_context_error (ctx));
		fuzz_assert (status != SKOPS_BAD_FILE); /* the fault is the input's */
		if (!status) {
			char *bytes;
			size_t size;

			if (!skops_result_format (ctx, result, m % 2 ? "csv" : "json", &bytes, &size)) {
				fuzz_touch (bytes, size);
				skops_free (bytes);
			}
			skops_result_free (result);
		}
	}
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct skops_context *ctx = fuzz_context ();
	struct skops_estimator **opened = models (ctx);
	const char *const *formats = formats_of (data, size);
	char path[40];
	int fd = memfd_create ("input", MFD_CLOEXEC);

	fuzz_assert (fd >= 0 && write (fd, data, size) == (ssize_t) size);
	snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
	for (size_t i = 0; i < MODELS; i++)
		for (size_t f = 0; f < 2 && formats[f]; f++)
			run (ctx, opened[i], path, formats[f]);
	close (fd);
	return 0;
}
