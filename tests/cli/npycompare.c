/* SPDX-License-Identifier: BSD-3-Clause */
/* Compares two .npy or .npz files: npycompare EXPECTED GOT TOLERANCE. It exits with 0 if they hold the same arrays (dtype, shape, values; floats within
 * TOLERANCE of the largest number expected, NaN and infinities in the same places), with 1 and the first difference if not, with 2 if one cannot be read.
 * It shares no code with the library that it judges. */
#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARRAYS = 16, MAX_RANK = 8, MAX_BYTES = 1 << 26 };

struct array {
	char name[64];
	char kind; /* f i u b U */
	size_t itemsize, rank, shape[MAX_RANK], count;
	unsigned char *data;
};

struct file {
	const char *path;
	size_t count;
	struct array arrays[MAX_ARRAYS];
};

static void __attribute__ ((noreturn, format (printf, 2, 3)))
leave (int status, const char *format, ...)
{
	va_list args;
	va_start (args, format);
	vprintf (format, args);
	va_end (args);
	putchar ('\n');
	exit (status);
}

/* The text after 'KEY': in the header of a .npy file. */
static const char *
header_value (const struct file *file, const char *header, const char *key)
{
	const char *at = strstr (header, key);
	if (!at)
		leave (2, "%s: no %s in the header", file->path, key);
	at += strlen (key) + 1;
	return at + strspn (at, " :'");
}

static void
parse_npy (struct file *file, const char *name, unsigned char *bytes, size_t size)
{
	if (file->count == MAX_ARRAYS || size < 10 || memcmp (bytes, "\x93NUMPY\x01", 7) != 0)
		leave (2, "%s: %s is no .npy of version 1", file->path, name);
	struct array *array = &file->arrays[file->count++];
	snprintf (array->name, sizeof array->name, "%s", name);
	size_t length = (size_t) (bytes[8] | bytes[9] << 8);
	if (10 + length > size)
		leave (2, "%s: %s is cut short", file->path, name);
	char *header = strndup ((const char *) bytes + 10, length);
	const char *descr = header_value (file, header, "'descr'");
	if (*descr != '<' && *descr != '|')
		leave (2, "%s: %s: dtype %.8s is not read here", file->path, name, descr);
	array->kind = descr[1];
	array->itemsize = strtoul (descr + 2, NULL, 10) * (array->kind == 'U' ? 4 : 1);
	if (!strchr ("fiubU", array->kind) || (array->itemsize == 0 && array->kind != 'U'))
		leave (2, "%s: %s: dtype %.8s is not read here", file->path, name, descr);
	array->count = 1;
	for (const char *at = header_value (file, header, "'shape'") + 1; *at != ')'; at += strspn (at, ", ")) {
		char *end;
		size_t dimension = strtoul (at, &end, 10);
		if (end == at || array->rank == MAX_RANK || (dimension && array->count > MAX_BYTES / dimension))
			leave (2, "%s: %s: bad shape", file->path, name);
		array->shape[array->rank++] = dimension;
		array->count *= dimension;
		at = end;
	}
	if (*header_value (file, header, "'fortran_order'") == 'T' && array->rank > 1)
		leave (2, "%s: %s is in Fortran's order", file->path, name);
	if (array->count * array->itemsize != size - 10 - length)
		leave (2, "%s: %s holds %zu bytes for %zu items of %zu", file->path, name, size - 10 - length, array->count, array->itemsize);
	array->data = bytes + 10 + length;
	free (header);
}

static void
parse_npz (struct file *file, unsigned char *bytes, size_t size)
{
	struct archive *zip = archive_read_new ();
	struct archive_entry *entry;
	archive_read_support_format_zip (zip);
	if (archive_read_open_memory (zip, bytes, size) != ARCHIVE_OK)
		leave (2, "%s: %s", file->path, archive_error_string (zip));
	while (archive_read_next_header (zip, &entry) == ARCHIVE_OK) {
		unsigned char *member = malloc (MAX_BYTES);
		la_ssize_t got = member ? archive_read_data (zip, member, MAX_BYTES) : -1;
		if (got < 0)
			leave (2, "%s: %s: %s", file->path, archive_entry_pathname (entry), archive_error_string (zip));
		parse_npy (file, archive_entry_pathname (entry), member, (size_t) got);
	}
	archive_read_free (zip);
}

static void
read_file (struct file *file, const char *path)
{
	file->path = path;
	FILE *stream = fopen (path, "rb");
	unsigned char *bytes = malloc (MAX_BYTES);
	if (!stream || !bytes)
		leave (2, "%s: cannot be opened", path);
	size_t size = fread (bytes, 1, MAX_BYTES, stream);
	fclose (stream);
	if (size > 2 && memcmp (bytes, "PK", 2) == 0) {
		parse_npz (file, bytes, size);
		free (bytes);
	} else {
		parse_npy (file, "array", bytes, size);
	}
}

static double
number_at (const struct array *array, size_t i)
{
	float f4;
	double f8;
	if (array->itemsize == 2) {
		const unsigned char *half = array->data + 2 * i;
		int exponent = half[1] >> 2 & 31, fraction = (half[1] & 3) << 8 | half[0];
		f8 = exponent == 31 ? (fraction ? NAN : INFINITY) : ldexp (fraction + (exponent ? 1024 : 0), (exponent ? exponent : 1) - 25);
		return half[1] & 128 ? -f8 : f8;
	}
	if (array->itemsize == 4) {
		memcpy (&f4, array->data + 4 * i, 4);
		return (double) f4;
	}
	memcpy (&f8, array->data + 8 * i, 8);
	return f8;
}

static void
compare_floats (const struct array *expected, const struct array *got, double tolerance)
{
	double scale = 0;
	for (size_t i = 0; i < expected->count; i++)
		if (isfinite (number_at (expected, i)))
			scale = fmax (scale, fabs (number_at (expected, i)));
	for (size_t i = 0; i < expected->count; i++) {
		double want = number_at (expected, i), have = number_at (got, i);
		bool same = isfinite (want) ? fabs (want - have) <= tolerance * scale : isnan (want) ? isnan (have) : want == have;
		if (!same)
			leave (1, "%s: item %zu is %.17g instead of %.17g (scale %.3g, tolerance %g)", expected->name, i, have, want, scale, tolerance);
	}
}

/* One item of a column of strings, without the padding. */
static void
compare_texts (const struct array *expected, const struct array *got)
{
	size_t wide = expected->itemsize > got->itemsize ? expected->itemsize : got->itemsize;
	for (size_t i = 0; i < expected->count; i++)
		for (size_t at = 0; at < wide; at += 4) {
			uint32_t want = 0, have = 0;
			if (at < expected->itemsize)
				memcpy (&want, expected->data + i * expected->itemsize + at, 4);
			if (at < got->itemsize)
				memcpy (&have, got->data + i * got->itemsize + at, 4);
			if (want != have)
				leave (1, "%s: text %zu differs at character %zu: U+%04" PRIX32 " instead of U+%04" PRIX32, expected->name, i, at / 4, have, want);
		}
}

static void
compare (const struct array *expected, const struct array *got, double tolerance)
{
	if (expected->kind != got->kind || (expected->kind != 'U' && expected->itemsize != got->itemsize))
		leave (1, "%s: dtype %c%zu instead of %c%zu", expected->name, got->kind, got->itemsize, expected->kind, expected->itemsize);
	bool same = expected->rank == got->rank;
	for (size_t d = 0; same && d < expected->rank; d++)
		same = expected->shape[d] == got->shape[d];
	if (!same)
		leave (1, "%s: rank %zu, shape [%zu, %zu ...] instead of %zu, [%zu, %zu ...]", expected->name, got->rank, got->shape[0], got->shape[1],
			expected->rank, expected->shape[0], expected->shape[1]);
	if (expected->kind == 'f' && (expected->itemsize == 4 || expected->itemsize == 8))
		compare_floats (expected, got, tolerance);
	else if (expected->kind == 'U')
		compare_texts (expected, got);
	else if (memcmp (expected->data, got->data, expected->count * expected->itemsize) != 0)
		leave (1, "%s: other values", expected->name);
}

int
main (int argc, char **argv)
{
	static struct file expected, got;
	if (argc != 4)
		leave (2, "usage: npycompare EXPECTED GOT TOLERANCE");
	read_file (&expected, argv[1]);
	read_file (&got, argv[2]);
	if (expected.count != got.count)
		leave (1, "%zu arrays instead of %zu", got.count, expected.count);
	for (size_t i = 0; i < expected.count; i++) {
		size_t other = 0;
		while (other < got.count && strcmp (got.arrays[other].name, expected.arrays[i].name) != 0)
			other++;
		if (other == got.count)
			leave (1, "no array %s", expected.arrays[i].name);
		compare (&expected.arrays[i], &got.arrays[other], strtod (argv[3], NULL));
	}
	return 0;
}
