/* SPDX-License-Identifier: BSD-3-Clause */
/* What is around a plugin and not its own: looked at before and after each step. */
#include <dlfcn.h>
#include <fenv.h>
#include <limits.h>
#include <link.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "model/conform.h"

extern char **environ;

struct search {
	uintptr_t inside;
	uint64_t sum;
};

/* The sum over the writable data of the library that holds an address; of this thread's copy as well. */
static int sum_data (struct dl_phdr_info *info, size_t size, void *data)
{
	struct search *search = data;
	bool found = false;

	(void) size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW (Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + part->p_vaddr;
		found |= part->p_type == PT_LOAD && search->inside >= start && search->inside - start < part->p_memsz;
	}
	for (int i = 0; found && i < info->dlpi_phnum; i++) {
		const ElfW (Phdr) *part = &info->dlpi_phdr[i];
		if (part->p_type == PT_LOAD && part->p_flags & PF_W)
			search->sum = skops_sum_bytes (search->sum, (const void *) (info->dlpi_addr + part->p_vaddr), part->p_memsz);
		if (part->p_type == PT_TLS && info->dlpi_tls_data)
			search->sum = skops_sum_bytes (search->sum, info->dlpi_tls_data, part->p_memsz);
	}
	return found;
}

static uint64_t sum_text (const char *text)
{
	return text ? skops_sum_bytes (0, text, strlen (text)) : 0;
}

static uint64_t sum_signals (void)
{
	uint64_t sum = 0;

	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;
		if (sigaction (number, NULL, &action))
			continue;
		sum = skops_sum_bytes (sum, &action.sa_sigaction, sizeof action.sa_sigaction);
		sum = skops_sum_bytes (sum, &action.sa_flags, sizeof action.sa_flags);
	}
	return sum;
}

void skops_surroundings_look (struct skops_surroundings *out, const void *inside)
{
	struct search search = { .inside = (uintptr_t) inside };
	char folder[PATH_MAX];
	struct stat info;
	mode_t mask = umask (0);
	uint64_t environment = 0;

	umask (mask);
	if (inside)
		dl_iterate_phdr (sum_data, &search);
	for (char **variable = environ; variable && *variable; variable++)
		environment = skops_sum_bytes (environment, *variable, strlen (*variable));
	fflush (NULL);
	*out = (struct skops_surroundings) { .sums = {
		[SKOPS_ASPECT_DATA] = search.sum,
		[SKOPS_ASPECT_PRINTED] = fstat (STDOUT_FILENO, &info) || !S_ISREG (info.st_mode) ? 0 : (uint64_t) info.st_size,
		[SKOPS_ASPECT_LOCALE] = sum_text (setlocale (LC_ALL, NULL)),
		[SKOPS_ASPECT_FOLDER] = sum_text (getcwd (folder, sizeof folder)),
		[SKOPS_ASPECT_MASK] = mask,
		[SKOPS_ASPECT_SIGNALS] = sum_signals (),
		[SKOPS_ASPECT_ENVIRONMENT] = environment,
		[SKOPS_ASPECT_ROUNDING] = (uint64_t) fegetround (),
	} };
}

const char *skops_surroundings_change (enum skops_aspect aspect, const char **way_out)
{
	static const struct {
		const char *what, *way_out;
	} changes[SKOPS_ASPECTS] = {
		[SKOPS_ASPECT_DATA] = { "it wrote to global data of its own", "a plugin keeps nothing: what one model needs comes from skops_alloc in build, what one call needs from skops_scratch; make globals const" },
		[SKOPS_ASPECT_PRINTED] = { "it wrote to standard output or standard error", "a plugin prints nothing: what the user must know goes into skops_fail" },
		[SKOPS_ASPECT_LOCALE] = { "it changed the locale", "the locale is the whole process's: remove setlocale" },
		[SKOPS_ASPECT_FOLDER] = { "it changed the working directory", "the working directory is the whole process's: remove chdir" },
		[SKOPS_ASPECT_MASK] = { "it changed the umask", "the umask is the whole process's: remove umask" },
		[SKOPS_ASPECT_SIGNALS] = { "it changed what signals do", "signals are the whole process's: remove signal and sigaction" },
		[SKOPS_ASPECT_ENVIRONMENT] = { "it changed the environment", "the environment is the whole process's: remove setenv and putenv" },
		[SKOPS_ASPECT_ROUNDING] = { "it changed the rounding of floating-point numbers", "restore it with fesetround before the function returns" },
	};

	*way_out = changes[aspect].way_out;
	return changes[aspect].what;
}

size_t skops_surroundings_memory (void)
{
#if defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	struct mallinfo2 info = mallinfo2 ();

	return info.uordblks + info.hblkhd;
#else
	return 0;
#endif
}
