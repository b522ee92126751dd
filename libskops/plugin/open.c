/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening libraries through libltdl. Its own loader binds lazily (a library with an undefined symbol opens, and dies when called) and says "file not
 * found" whatever went wrong; so a copy of it that binds at once and keeps the linker's words takes its place. */
#include "plugin/open.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <ltdl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if __has_include (<elf.h>)
#include <elf.h>
#endif

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

#ifdef EI_NIDENT
#if UINTPTR_MAX > UINT32_MAX
typedef Elf64_Ehdr elf_header;
typedef Elf64_Phdr elf_segment;
enum { OWN_CLASS = ELFCLASS64 };
#else
typedef Elf32_Ehdr elf_header;
typedef Elf32_Phdr elf_segment;
enum { OWN_CLASS = ELFCLASS32 };
#endif

static bool fits (uint64_t file, uint64_t offset, uint64_t size)
{
	return offset <= file && size <= file - offset;
}

/* Whether all is there that the header of an ELF file tells of. What is of no such kind as this machine opens, the linker refuses with words of its own. */
static bool is_whole (int fd, uint64_t size)
{
	elf_header header;
	elf_segment segment;
	bool whole;

	if (pread (fd, &header, sizeof header, 0) != sizeof header || memcmp (header.e_ident, ELFMAG, SELFMAG) || header.e_ident[EI_CLASS] != OWN_CLASS || header.e_phentsize != sizeof segment)
		return true;
	whole = fits (size, header.e_shoff, (uint64_t) header.e_shnum * header.e_shentsize) && fits (size, header.e_phoff, header.e_phnum * sizeof segment);
	for (size_t i = 0; whole && i < header.e_phnum; i++)
		whole = pread (fd, &segment, sizeof segment, (off_t) (header.e_phoff + i * sizeof segment)) == sizeof segment && fits (size, segment.p_offset, segment.p_filesz);
	return whole;
}
#else
static bool is_whole (int fd, uint64_t size)
{
	(void) fd;
	(void) size;
	return true;
}
#endif

/* The linker maps what the header tells of, and where the file ends before that, the process dies of SIGBUS: a copy that was broken off must not get so far. */
static enum skops_status check_length (struct skops_error *err, const char *path)
{
	int fd = open (path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	bool whole = fd < 0 || fstat (fd, &about) || is_whole (fd, (uint64_t) about.st_size);

	if (fd >= 0)
		close (fd);
	return whole ? SKOPS_OK : skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s is cut short: its header tells of more than the file holds; copy, install or build it again", path);
}

enum skops_status skops_open_library (struct skops_error *err, skops_query_function **out, const char *path)
{
	enum skops_status status = SKOPS_OK;
	lt_dlhandle handle;

	if (*path != '/')
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s: only absolute paths are opened", path);
	if (check_length (err, path))
		return err->status;
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
