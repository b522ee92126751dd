/* SPDX-License-Identifier: BSD-3-Clause */
/* What the user trusts, by word or by file. Nothing in or beside a model file is ever asked. */
#ifndef SKOPS_REPORT_TRUST_H
#define SKOPS_REPORT_TRUST_H

#include <stdbool.h>

#include "base/error.h"
#include "skops/value.h"

struct skops_trust;

struct skops_trust *skops_trust_new (void); /* NULL without memory */
void skops_trust_free (struct skops_trust *trust);

/* "module:Class"; a method is "module:Class.method". SKOPS_MISUSE for anything else. */
enum skops_status skops_trust_add (struct skops_error *err, struct skops_trust *trust, const char *type);

/* One a line; empty lines and what is behind '#' do not count. */
enum skops_status skops_trust_read (struct skops_error *err, struct skops_trust *trust, const char *path);

/* Both names are compared by length and bytes. `trust` NULL trusts nothing. */
bool skops_trust_has (const struct skops_trust *trust, struct skops_text module, struct skops_text class_name);

#endif
