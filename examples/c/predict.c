/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that predicts with the library: predict MODEL TABLE prints what the model says of each row of the table. */
#include <stdio.h>
#include <skops.h>

int main (int argc, char **argv)
{
	struct skops_context *ctx = skops_context_new ();
	struct skops_estimator *model = NULL;
	struct skops_result *result = NULL;
	int status = argc != 3 || !ctx || skops_estimator_open (ctx, &model, argv[1])
		|| skops_estimator_run_file (ctx, model, NULL, argv[2], NULL, &result)
		|| skops_result_write (ctx, result, "-", "csv", false);

	if (status)
		fprintf (stderr, "%s\n", argc != 3 ? "usage: predict MODEL TABLE" : skops_context_error (ctx));
	skops_result_free (result);
	skops_estimator_free (model);
	skops_context_free (ctx);
	return status ? 1 : 0;
}
