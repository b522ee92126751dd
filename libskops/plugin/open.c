/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening libraries through libltdl. Its own loader binds lazily (a library with an undefined symbol opens, and dies when called) and says "file not
 * found" whatever went wrong; so a copy of it that binds at once and keeps the linker's words takes its place. */
#include "plugin/open.h"

#include <dlfcn.h>
#include <ltdl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* libltdl is not thread-safe: the lock covers it and the last reason. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool ready;
static char reason[512];

static lt_module bind_now (lt_user_data data, const char *path, lt_dladvise advise)
{
	void *module = dlopen (path, RTLD_NOW | RTLD_LOCAL);
	const char *words = module ? NULL : dlerror ();

	(void) data;
	(void) advise;
	if (words) {
		strncpy (reason, words, sizeof reason - 1);
		reason[sizeof reason - 1] = '\0';
	}
	return module;
}

/* Replaces libltdl's loader. Its table must come from the heap, since libltdl frees it; with the old one left in place libltdl would fall back to it. */
static bool prepare (void)
{
	const lt_dlvtable *lazy;
	lt_dlvtable *eager, *removed;

	if (ready)
		return true;
	if (lt_dlinit ())
		return false;
	lazy = lt_dlloader_find ("lt_dlopen");
	eager = lazy ? malloc (sizeof *eager) : NULL;
	if (!eager)
		return false;
	*eager = *lazy;
	eager->name = "skops_bind_now";
	eager->module_open = bind_now;
	eager->priority = LT_DLLOADER_PREPEND;
	removed = lt_dlloader_add (eager) ? NULL : lt_dlloader_remove ("lt_dlopen");
	ready = removed != NULL;
	free (removed); /* from the heap, too, and nobody's any more */
	return ready;
}

enum skops_status skops_open_library (struct skops_error *err, skops_query_function **out, const char *path)
{
	enum skops_status status = SKOPS_OK;
	lt_dlhandle handle;

	if (*path != '/')
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s: only absolute paths are opened", path);
	pthread_mutex_lock (&lock);
	*reason = '\0';
	if (!prepare ()) {
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "libltdl does not start");
	} else {
		handle = lt_dlopen (path);
		if (!handle) {
			status = skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s does not open: %s", path, *reason ? reason : lt_dlerror ());
		} else {
			lt_dlmakeresident (handle);
			*(void **) out = lt_dlsym (handle, "skops_plugin_query");
			if (!*out)
				status = skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s has no skops_plugin_query: it is no plugin of ours", path);
		}
	}
	pthread_mutex_unlock (&lock);
	return status;
}
